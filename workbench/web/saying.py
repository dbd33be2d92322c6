"""A fact as a sentence: who did what to whom, in words that lead to the pages of whom and what they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.web.linking import Links

Parts = list[tuple[str, str | None]]

# What one is to do; {} is the weapons. Of a request and of a condition alike.
TO_DO = {
    "acquire": "to get {}",
    "transfer": "to hand over {}",
    "deploy": "to station {}",
    "deliver": "to deliver {}",
    "return": "to give back {}",
    "remove": "to take away {}",
    "dispose": "to give up {}",
    "deactivate": "not to operate {}",
    "cancel": "to call off a deal over {}",
    "refrain": "to keep off {}",
    "not_use": "not to use {}",
    "halt_programme": "to end a programme of {}",
    "approve": "to approve {}",
    "permit_use": "to allow the use of {}",
    "limit_use": "to limit the use of {}",
    "permit_reexport": "to let others pass on {}",
    "no_reexport": "not to pass on {}",
    "license": "to license {}",
    "coproduce": "to make together {}",
    "train": "to train on {}",
    "inspect": "to allow inspection of {}",
    "pay": "to pay for {}",
    "lift_sanction": "to lift sanctions over {}",
    "impose_sanction": "to impose sanctions over {}",
    "readmit": "to let it back in, over {}",
    "ratify": "to ratify a membership or treaty, over {}",
    "reform": "to change its conduct, over {}",
    "withdraw_forces": "to withdraw forces, over {}",
    "cease_fire": "to stop fighting, over {}",
    "negotiate": "to negotiate over {}",
    "protect": "to protect it with {}",
    "concession": "to give way over {}",
    "other": "to do something over {}",
}
# The same where no weapon is named.
TO_DO_ALONE = {
    "acquire": "to get arms",
    "transfer": "to hand over arms",
    "deploy": "to station arms",
    "deliver": "to deliver",
    "return": "to give something back",
    "remove": "to take something away",
    "dispose": "to give something up",
    "deactivate": "not to operate something",
    "cancel": "to call off a deal",
    "refrain": "to refrain",
    "not_use": "not to use a weapon",
    "halt_programme": "to end a programme",
    "approve": "to approve",
    "permit_use": "to allow a use",
    "limit_use": "to limit a use",
    "permit_reexport": "to let others pass arms on",
    "no_reexport": "not to pass arms on",
    "license": "to grant a licence",
    "coproduce": "to make arms together",
    "train": "to train forces",
    "inspect": "to let inspectors in",
    "pay": "to pay",
    "lift_sanction": "to lift sanctions",
    "impose_sanction": "to impose sanctions",
    "readmit": "to let it back in",
    "ratify": "to ratify a membership or treaty",
    "reform": "to change its conduct",
    "withdraw_forces": "to withdraw forces",
    "cease_fire": "to stop fighting",
    "negotiate": "to negotiate",
    "protect": "to protect it",
    "concession": "to give way",
    "other": "to do something else",
}
MEASURES = {
    "asset_freeze": "an asset freeze",
    "visa_ban": "a visa ban",
    "export_ban": "an export ban",
    "loan_ban": "a ban on loans",
    "procurement_ban": "a ban on buying from it",
    "arms_embargo": "an arms embargo",
    "programme_exclusion": "exclusion from a programme",
    "delivery_suspension": "a halt of deliveries",
    "unspecified": "sanctions",
}
# {who}, {whom} and {what} of each kind by how it stands.
TERMS = {
    "imposed": "{who} set {whom} a term: {what}",
    "proposed": "{who} proposed a term for {whom}: {what}",
    "offered": "{whom} offered {who} {what}",
    "rejected": "{whom} rejected a term of {who}: {what}",
    "denied": "That {who} set {whom} a term was denied: {what}",
    "met": "{whom} met a term of {who}: {what}",
    "dropped": "{who} dropped its term for {whom}: {what}",
}
ANSWERS = {
    "granted": "{who} granted {whom}’s request {what}",
    "partly_granted": "{who} granted in part {whom}’s request {what}",
    "refused": "{who} refused {whom}’s request {what}",
    "deferred": "{who} put off its answer to {whom}’s request {what}",
    "no_reply": "{who} has not replied to {whom}’s request {what}",
}
PENALTIES = {
    "threatened": "{who} threatened {whom} with {what}",
    "proposed": "{who} proposed {what} against {whom}",
    "imposed": "{who} imposed {what} on {whom}",
    "waived": "{who} waived {what} against {whom}",
    "eased": "{who} eased {what} against {whom}",
    "lifted": "{who} lifted {what} against {whom}",
}
DEALS = {
    "offered": "{who} offered {whom} {what}",
    "negotiating": "{who} and {whom} were in talks over {what}",
    "approved": "{who} approved {what} for {whom}",
    "ordered": "{whom} ordered {what} from {who}",
    "delivered": "{who} delivered {what} to {whom}",
    "suspended": "{who} held back {what} from {whom}",
    "cancelled": "A transfer of {what} from {who} to {whom} was called off",
}
STATIONED = {
    **DEALS,
    "delivered": "{who} stationed {what} in {whom}",
    "approved": "{who} is to station {what} in {whom}",
}
WAYS = {"gift": " as a gift", "loan": " on loan", "licence": " under licence", "swap": " in exchange"}
ASKING = {"ask": "{who} asked {whom} ", "urge": "{who} urged {whom} ", "demand": "{who} demanded of {whom} "}
PLAIN = ("aircraft", "ammunition", "defence", "equipment", "artillery", "armour", "s")
# Names that a sentence has with an article.
BEGIN = ("United ", "Democratic Republic of", "Republic of", "Netherlands", "Philippines", "Bahamas", "Gambia",
         "Maldives", "Comoros", "Seychelles", "Vatican", "International ", "Organi")  # fmt: skip
END = ("Republic", "Islands", "Emirates", "Union", "League", "Agency", "Group", "Council", "Nations", "coalition")


@dataclass(frozen=True)
class Said:
    """A sentence in parts, each with where it leads; `text` is all of it."""

    parts: Parts

    @property
    def text(self) -> str:
        return "".join(words for words, _ in self.parts)


def said(kind: str, step: Mapping[str, Any], links: Links) -> Said:
    """The sentence of a fact: of a `kind`, with who, whom, what, standing and weapons as `chain_steps` has them."""
    who = party(step.get("who"), step.get("who_id"), links)
    whom = party(step.get("whom"), step.get("whom_id"), links)
    arms = weapons(step.get("weapons"), step.get("weapon_ids"), links)
    what, standing = step.get("what") or "other", step.get("standing") or ""
    if kind == "request" and step.get("behalf"):
        return filled("{who} asked on behalf of {whom} {what}", who, whom, requested(what, arms))
    if kind == "request":
        pattern = ASKING.get(step.get("force") or "ask", ASKING["ask"])
        return filled(pattern + "{what}", who, whom, requested(what, arms, step.get("force") or "ask"))
    if kind == "condition":
        return filled(TERMS.get(standing, TERMS["imposed"]), who, whom, to_do(what, arms))
    if kind == "response":
        return filled(ANSWERS.get(standing, "{who} answered {whom}’s request {what}"), who, whom, requested(what, arms))
    if kind == "sanction":
        over: Parts = [(" over ", None), *arms] if arms else []
        return filled(
            PENALTIES.get(standing, PENALTIES["imposed"]), who, whom, [(MEASURES.get(what, what), None), *over]
        )
    patterns = STATIONED if what == "deployment" else DEALS
    pattern = patterns.get(standing, "{who} handed {whom} {what}") + WAYS.get(what, "")
    return filled(pattern, who, whom, arms or [("arms", None)])


def requested(action: str, arms: Parts, force: str = "ask") -> Parts:
    """What is asked for: `for Patriot`, `to hand over Patriot`."""
    if action == "acquire":
        return [("to let it have " if force == "urge" else "for ", None), *(arms or [("arms", None)])]
    return to_do(action, arms)


def to_do(action: str, arms: Parts) -> Parts:
    """What one is to do: `to give up S-400`."""
    if not arms:
        return [(TO_DO_ALONE.get(action, action.replace("_", " ")), None)]
    before, _, after = TO_DO.get(action, action.replace("_", " ") + " {}").partition("{}")
    return [(before, None), *arms, (after, None)]


def party(name: str | None, identifier: str | None, links: Links) -> Parts:
    """A party as a sentence has it: `the United States`, its name a link."""
    if not name:
        return [("somebody", None)]
    href = links.actor(identifier) if identifier else links.where("actor", name)
    article = name.startswith(BEGIN) or name.endswith(END)
    return [*([("the ", None)] if article else []), (name, href)]


def weapons(names: Sequence[str] | None, identifiers: Sequence[str] | None, links: Links) -> Parts:
    """Weapons as a sentence has them: `Marder, Piranha and artillery shells`, each a link."""
    told: Parts = []
    ids = list(identifiers or [])
    once = list(dict.fromkeys(names or []))
    for at, name in enumerate(once):
        if at:
            told.append((" and " if at == len(once) - 1 else ", ", None))
        place = list(names or []).index(name)
        told.append((many(name), links.weapon(ids[place]) if place < len(ids) else None))
    return told


def many(name: str) -> str:
    """A category, or a unit, in the plural; a name of a type or family stays as it is."""
    if not name[:1].islower() or name.endswith(PLAIN):
        return name
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def filled(pattern: str, who: Parts, whom: Parts, what: Parts) -> Said:
    """A pattern with its places filled, as a sentence begins."""
    told: Parts = []
    rest = pattern
    places = {"{who}": who, "{whom}": whom, "{what}": what}
    while rest:
        found = [(rest.index(place), place) for place in places if place in rest]
        if not found:
            told.append((rest, None))
            break
        at, place = min(found)
        if at:
            told.append((rest[:at], None))
        told += places[place]
        rest = rest[at + len(place) :]
    told = [(words, href) for words, href in told if words]
    first, href = told[0]
    return Said([(first[:1].upper() + first[1:], href), *told[1:]])
