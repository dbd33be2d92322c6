"""Which weapons a noun phrase means: by name, by a description that known transfers resolve, or by pointing back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extraction.names.gazetteer import Mention
from extraction.names.reference import KnownTransfer
from extraction.sentences.dates import when as date_of
from extraction.sentences.discourse import Discourse
from extraction.sentences.nouns import nouns
from extraction.sentences.parties import MODIFIERS, modifiers, parties, relative_antecedent
from extraction.sentences.predicates import surface_subject
from extraction.sentences.trees import Sentence, Token
from extraction.values import Interval, Span, Thing
from schema.vocabulary import Resolution, WeaponLevel

CLAUSES = ("relcl", "acl", "advcl", "ccomp", "xcomp", "appos", "conj", "cc", "punct", "parataxis")
STUFF = ("ammunition", "components")  # categories that stay what they are with a type before them: F-16 parts
POINTERS = ("the", "these", "those", "that", "this", "such", "its", "their", "any", "more", "both")
PRONOUNS = ("PRP", "WDT", "WP", "DT")
FARTHEST = 6  # sentences back to which "the missiles" may point
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


def things(
    d: Discourse, s: Sentence, token: Token, owners: Sequence[str] = (), when: Interval | None = None
) -> tuple[Thing, ...]:
    """The weapons meant by a noun phrase and what is coordinated with it; empty if it means none.

    `owners` are principals that have or get the weapon, `when` the time of its transfer: both serve to
    resolve a description through known transfers.
    """
    found: dict[str, Thing] = {}
    for head in s.conjuncts(token):
        for thing in of_head(d, s, head, owners, when):
            found.setdefault(thing.weapon, thing)
    return most_specific(d, found.values())


def of_head(d: Discourse, s: Sentence, head: Token, owners: Sequence[str], when: Interval | None) -> tuple[Thing, ...]:
    if head.tag in PRONOUNS:
        return pointed_back(d, s, head)
    own = mentions_of(d, s, head)
    if not own and head.lemma in nouns().containers:
        for inner in inside(s, head):
            if contained := of_head(d, s, inner, owners, when):
                return tuple(counted(s, head, thing) for thing in contained)
        return ()
    listed = [thing for inner in included(s, head) for thing in of_head(d, s, inner, owners, when)]
    if listed and all(level(d, mention) is WeaponLevel.CATEGORY for mention in own):
        return tuple(listed)
    if not own:
        own_back = pointed_back(d, s, head) if points_back(s, head) else ()
        return tuple(counted(s, head, thing) for thing in own_back)
    words = phrase(d, s, head)
    named = tuple(counted(s, head, Thing(mention.id, words)) for mention in chosen(d, s, head, own))
    if any(level(d, mention) is not WeaponLevel.CATEGORY for mention in own):
        return named
    if described := by_description(d, s, head, own[-1].id, owners, when):
        return (counted(s, head, replace(described, words=words)),)
    if points_back(s, head) and (back := pointed_back(d, s, head)):
        return tuple(counted(s, head, replace(thing, words=words)) for thing in back)
    return named


def level(d: Discourse, mention: Mention) -> WeaponLevel:
    return d.reference.weapons[mention.id].level


def mentions_of(d: Discourse, s: Sentence, head: Token) -> list[Mention]:
    """Weapon names among the head and the words before it that belong to it, in the order of the text."""
    before = [token.i for token in modifiers(s, head)]
    tokens = [*s.tokens[min(before, default=head.i) : head.i + 1], *late_modifiers(s, head)]
    found: dict[Span, Mention] = {}
    for token in tokens:
        mention = d.weapon_at(s, token)
        if mention:
            found.setdefault(mention.span, mention)
    return list(found.values())


def late_modifiers(s: Sentence, head: Token) -> list[Token]:
    """A designation that stands behind its noun: `the missile system S-400`, `fighters of the type F-16`."""
    return [kid for kid in s.children(head, "nummod", "npadvmod", "compound", "dep") if kid.i == head.i + 1]


def chosen(d: Discourse, s: Sentence, head: Token, own: Sequence[Mention]) -> list[Mention]:
    """Of the names in one phrase those that say what it is: types before categories, parts before what they are for."""
    last = d.weapon_at(s, head) or own[-1]
    if any(d.reference.is_a(last.id, stuff) for stuff in STUFF):
        return [last]
    types = [mention for mention in own if level(d, mention) is not WeaponLevel.CATEGORY]
    if types:
        return types
    return [last]


def most_specific(d: Discourse, found: Iterable[Thing]) -> tuple[Thing, ...]:
    """Without the things that another one of the same words narrows down."""
    kept = list(found)
    return tuple(
        thing
        for thing in kept
        if not any(
            other is not thing and other.words == thing.words and d.reference.is_a(other.weapon, thing.weapon)
            for other in kept
        )
    )


def phrase(d: Discourse, s: Sentence, head: Token) -> str:
    """The words of a noun phrase without clauses, lists and article."""
    tokens = [t for t in s.subtree(head, lambda t: t.dep in (*CLAUSES, "prep", "det")) if t.i <= head.i]
    return d.text[tokens[0].start : head.end]


def inside(s: Sentence, head: Token) -> list[Token]:
    """What a container holds: `dozens of tanks`, `a package including shells`."""
    return [
        inner
        for preposition in s.children(head, "prep")
        if preposition.lower in ("of", "including", "with", "containing", "for")
        for inner in s.children(preposition, "pobj")
    ]


def included(s: Sentence, head: Token) -> list[Token]:
    """What a list behind a noun names: `systems, including the S-300`, `aircraft such as F-16s`."""
    found = [
        inner
        for preposition in s.children(head, "prep")
        if preposition.lower in ("including", "as", "like")
        for inner in s.children(preposition, "pobj")
    ]
    return [member for inner in found for member in s.conjuncts(inner)] + s.children(head, "appos")


def points_back(s: Sentence, head: Token) -> bool:
    determiner = s.child(head, "det", "poss", "amod")
    return head.lemma in nouns().back_references and determiner is not None and determiner.lower in POINTERS


def pointed_back(d: Discourse, s: Sentence, head: Token) -> tuple[Thing, ...]:
    """The weapon named before that a pronoun or `the missiles` means."""
    if head.tag in ("WDT", "WP"):
        noun = relative_antecedent(s, head)
        return of_head(d, s, noun, (), None) if noun is not None and noun.tag not in PRONOUNS else ()
    seen: set[str] = set()
    for sentence, _, mention in d.before(s, head):
        distance = s.number - sentence.number
        if distance > FARTHEST:
            break
        if mention.sort != "weapon" or mention.id in seen:
            continue
        seen.add(mention.id)
        if may_mean(d, s, head, mention, distance):
            through = f"the mention of {mention.span.of(d.text)} before"
            return (Thing(mention.id, head.text, resolution=Resolution.REFERRED, through=through),)
    return ()


def may_mean(d: Discourse, s: Sentence, head: Token, mention: Mention, distance: int) -> bool:
    """Whether a pronoun or noun phrase may point back to a weapon named before."""
    if head.tag in PRONOUNS:
        return distance <= 1
    if level(d, mention) is WeaponLevel.CATEGORY:
        return False
    named = {
        d.reference.principal(m.id, d.around) for t in modifiers(s, head) if t.dep != "poss" and (m := d.actor_at(s, t))
    }
    origins = set(d.reference.origins(mention.id))
    if named and origins and not named & origins:
        return False  # "the Russian system" is no Leopard
    category = d.weapon_at(s, head)
    if category is not None and d.reference.is_a(mention.id, category.id):
        return True
    if head.lemma in company_of(d, mention.id):
        return True
    alike = category is None or branch(d, category.id) == branch(d, mention.id)
    return alike and head.lemma in ("system", "weapon", "equipment", "hardware", "unit")


def company_of(d: Discourse, weapon_id: str) -> set[str]:
    """Nouns that stand with a weapon's name in the article: Patriot keeps company with missile, defence, battery."""
    found: set[str] = set()
    for sentence, names in zip(d.sentences, d.names, strict=True):
        for i, mention in names.items():
            if mention.sort == "weapon" and mention.id == weapon_id:
                token = sentence[i]
                head = sentence[token.head] if token.dep in MODIFIERS else token
                found |= {t.lemma for t in [head, *modifiers(sentence, head)] if t.is_noun}
    return found


def by_description(
    d: Discourse, s: Sentence, head: Token, category: str, owners: Sequence[str], when: Interval | None
) -> Thing | None:
    """The one type that known transfers show to be meant: `the Russian system it bought last year`."""
    reference = d.reference
    kept = {party.principal for owner in s.children(head, "poss") for party in parties(d, s, owner)}
    origins = {
        reference.principal(mention.id, d.around)
        for token in modifiers(s, head)
        if (mention := d.actor_at(s, token)) and token.dep != "poss"
    }
    for verb in s.children(head, "relcl", "acl"):
        kept |= {party.principal for who in surface_subject(s, verb) for party in parties(d, s, who)}
        when = when or date_of(d.text, s, verb, d.published_on)
    holders = kept or set(owners)
    if not holders or (not origins and category == "weapons"):
        return None

    def fits(transfer: KnownTransfer) -> bool:
        made = (
            not origins or transfer.supplier_id in origins or bool(origins & set(reference.origins(transfer.weapon_id)))
        )
        dated = when is None or transfer.touches(when.earliest, when.latest)
        return transfer.recipient_id in holders and made and dated

    known = [transfer for transfer in reference.transfers if fits(transfer)]
    exact = [transfer for transfer in known if reference.is_a(transfer.weapon_id, category)]
    wide = [transfer for transfer in known if branch(d, transfer.weapon_id) == branch(d, category)]
    weapons = {transfer.weapon_id: transfer for transfer in exact or wide}
    if len(weapons) > 1 or not origins:
        weapons = {
            weapon: transfer
            for weapon, transfer in weapons.items()
            if any(reference.is_a(named, weapon) or reference.is_a(weapon, named) for named in d.weapons_named)
        }
    if len(weapons) != 1:
        return None
    weapon, transfer = next(iter(weapons.items()))
    through = f"known transfer {transfer.supplier_id} to {transfer.recipient_id}, {weapon}"
    return Thing(weapon, "", resolution=Resolution.DESCRIBED, through=through)


def branch(d: Discourse, weapon_id: str) -> str:
    """The node right under the root that a weapon belongs to."""
    return ([*d.reference.lineage(weapon_id)][-2:] or [weapon_id])[0]


def counted(s: Sentence, head: Token, thing: Thing) -> Thing:
    """The thing with the quantity and unit that stand with its phrase, if it has none yet."""
    if thing.quantity is not None or head.tag in PRONOUNS:
        return thing
    for number in s.children(head, "nummod", "compound", "det"):
        low, high = quantity(s, number)
        if low is not None:
            unit = head.lemma if head.lemma in nouns().units and head.lemma not in thing.weapon else None
            return replace(thing, quantity=low, quantity_to=high, unit=unit)
    if head.lemma in ("dozen", "hundred", "thousand") and (count := s.child(head, "nummod", "det")):
        low, _ = quantity(s, count)
        if low is not None:
            return replace(thing, quantity=low * nouns().numbers[head.lemma])
    return thing


def quantity(s: Sentence, token: Token) -> tuple[int | None, int | None]:
    """The number that a numeral says; both ends of a range."""
    if token.dep == "det" and token.lower not in ("a", "an"):
        return None, None
    if token.dep in ("det", "compound") and token.tag != "CD":
        return None, None
    values = [value for part in s.subtree(token) if (value := numeral(part.lower)) is not None]
    if not values:
        return None, None
    if len(values) == 2 and any(part.lower in ("to", "and", "or", "-") for part in s.subtree(token)):
        return min(values), max(values)
    total = 1
    for value in values:
        total *= value
    return total, None


def numeral(word: str) -> int | None:
    if NUMBER.fullmatch(word):
        return int(float(word.replace(",", "")))
    return nouns().numbers.get(word)
