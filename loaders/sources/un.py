"""The consolidated list of the UN Security Council (XML): everybody whom one of its sanctions committees lists.

Traps of the format: a name stands in up to four parts; an alias may be empty, and may hold several, joined by `;` and
with transliterations in brackets; the quality of an alias is `Good` or `Low` for persons, `a.k.a.` or `f.k.a.` for
entities, and what is former may be told in its note alone; a birth is a day, a year, about a year, a span of years or a
note; the state that issued a paper stands under one of two tags.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.names.reference import Reference
from loaders.registers.fitting import fitting
from loaders.registers.loading import declared
from loaders.registers.naming import STATES, nationality_named, state_named
from loaders.registers.programmes import programmes
from loaders.registers.register import (
    Edition,
    Guards,
    Json,
    Meaning,
    NewActor,
    Party,
    Pieces,
    Record,
    Register,
    Seen,
    Told,
)
from loaders.registers.un_file import day, leaf, leaves, name_of, parts, read, released_on, valued
from loaders.sources.ofac import sanction
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind

KINDS = {"INDIVIDUAL": ActorKind.PERSON, "ENTITY": ActorKind.COMPANY}
QUALITIES = {"good": ListedNameKind.STRONG, "a.k.a.": ListedNameKind.STRONG, "f.k.a.": ListedNameKind.FORMER}
FORMERLY = re.compile(r"(?:previously|formerly) listed", re.IGNORECASE)
IN_ALIAS = re.compile(r"[;()]")
NO_NAME = re.compile(r"original script|transliterations?|variants?", re.IGNORECASE)
PASSPORT = re.compile(r"pass[ea]?port|pasaporte", re.IGNORECASE)
ABOUT = ("APPROXIMATELY", "CIRCA")


def understand(record: Record, reference: Reference, seen: Seen) -> Meaning:
    """An entry as an actor, listed under the programme of its list; one over arms is a sanction too."""
    raw = record.raw
    tag = leaf(raw, "UN_LIST_TYPE")
    programme = programmes(reference).get(f"un/{tag}")
    states = states_of(raw, reference)
    principal = states[0] if states else (programme.state if programme else None)
    numbers, papers = documents(raw)
    if reference_number := leaf(raw, "REFERENCE_NUMBER"):
        numbers.insert(0, (IdentifierScheme.UN, reference_number))
    actor = NewActor(
        f"un:{record.key}",
        KINDS[raw["entry"]],
        name_of(raw),
        principal,
        tuple(names(raw)),
        tuple(numbers),
        tuple(details(raw)) + tuple(("document", paper) for paper in papers),
    )
    listed_on = day(leaf(raw, "LISTED_ON"))
    facts: tuple[Told, ...] = ()
    if programme and programme.over_arms:
        told = sanction(programme, Party(actor.id, principal or actor.id), seen)
        if listed_on:
            told = replace(told, earliest=listed_on, latest=listed_on, date_words=f"listed on {listed_on}")
        facts = (told,)
    return Meaning((fitting(actor),), (), facts, actor.id, (tag,), listed_on)


def names(raw: Json) -> list[tuple[ListedNameKind, str]]:
    """The names of an entry, the one that it is listed under first."""
    found = [(ListedNameKind.PRIMARY, name_of(raw))]
    found += [(ListedNameKind.STRONG, name) for name in leaves(raw, "NAME_ORIGINAL_SCRIPT")]
    for alias in parts(raw, f"{raw['entry']}_ALIAS"):
        kind = QUALITIES.get(leaf(alias, "QUALITY").lower(), ListedNameKind.WEAK)
        if FORMERLY.match(leaf(alias, "NOTE")):
            kind = ListedNameKind.FORMER
        found += [(kind, name) for written in leaves(alias, "ALIAS_NAME") for name in apart(written)]
    return found


def apart(alias: str) -> list[str]:
    """The names in one alias: one, unless `;` joins several."""
    if ";" not in alias:
        return [alias]
    found = (name.strip(" ,.") for name in IN_ALIAS.split(alias))
    return [name for name in found if name and not NO_NAME.fullmatch(name)]


def documents(raw: Json) -> tuple[list[tuple[IdentifierScheme, str]], list[str]]:
    """The numbers of papers, each with the state that issued it, and what else is told of papers."""
    numbers: list[tuple[IdentifierScheme, str]] = []
    others: list[str] = []
    for paper in parts(raw, "INDIVIDUAL_DOCUMENT"):
        kinds = list(dict.fromkeys([*leaves(paper, "TYPE_OF_DOCUMENT"), *leaves(paper, "TYPE_OF_DOCUMENT2")]))
        number = leaf(paper, "NUMBER")
        state = leaf(paper, "ISSUING_COUNTRY") or leaf(paper, "COUNTRY_OF_ISSUE")
        if number:
            passport = any(PASSPORT.search(kind) for kind in kinds)
            scheme = IdentifierScheme.PASSPORT if passport else IdentifierScheme.NATIONAL_ID
            numbers.append((scheme, f"{number} ({state})" if state else number))
        note = leaf(paper, "NOTE")
        if note or not number or len(kinds) > 1:
            others.append(", ".join(part for part in (*kinds, number, state, note) if part))
    return numbers, others


def details(raw: Json) -> list[tuple[str, str]]:
    """What is told of an entry beside names and numbers."""
    found = [("title", written) for written in valued(raw, "TITLE")]
    found += [("designation", written) for written in valued(raw, "DESIGNATION")]
    found += [("nationality", written) for written in valued(raw, "NATIONALITY")]
    found += [("gender", written) for written in leaves(raw, "GENDER")]
    found += [("born", born(birth)) for birth in parts(raw, "INDIVIDUAL_DATE_OF_BIRTH")]
    of_place = ("CITY", "STATE_PROVINCE", "COUNTRY")
    found += [("birth_place", joined(place, of_place)) for place in parts(raw, "INDIVIDUAL_PLACE_OF_BIRTH")]
    of_address = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
    found += [("address", joined(place, of_address)) for place in parts(raw, f"{raw['entry']}_ADDRESS")]
    found += [("submitted_by", written) for written in leaves(raw, "SUBMITTED_BY")]
    found += [("comments", written) for written in leaves(raw, "COMMENTS1")]
    return [(field, written) for field, written in found if written]


def born(birth: Json) -> str:
    """A birth in words: `1964-07-17`, `circa 1964`, `1964 to 1966`, `1958 (Sep.)`."""
    exact, year = leaf(birth, "DATE")[:10], leaf(birth, "YEAR")
    first, last = leaf(birth, "FROM_YEAR"), leaf(birth, "TO_YEAR")
    if exact or year:
        written = exact or year
    elif first and last:
        written = f"{first} to {last}"
    elif first or last:
        written = f"{first} or later" if first else f"{last} or earlier"
    else:
        written = ""
    if written and leaf(birth, "TYPE_OF_DATE").upper() in ABOUT:
        written = f"circa {written}"
    return noted(written, leaf(birth, "NOTE"))


def joined(place: Json, tags: Sequence[str]) -> str:
    written = ", ".join(part for tag in tags if (part := leaf(place, tag).strip(" ,")))
    return noted(written, leaf(place, "NOTE"))


def noted(written: str, note: str) -> str:
    if written and note:
        return f"{written} ({note})"
    return written or note


def states_of(raw: Json, reference: Reference) -> list[str]:
    """The states that an entry is of: a person by nationality, an entity by its addresses, as they stand."""
    if raw["entry"] == "INDIVIDUAL":
        found = [nationality_named(name, reference) for name in valued(raw, "NATIONALITY")]
    else:
        told = [leaf(place, "COUNTRY") for place in parts(raw, "ENTITY_ADDRESS")]
        found = [state_named(name, reference) for name in told if name]
    return [state for state in found if state is not None and reference.actors[state].kind in STATES]


CONSOLIDATED = Edition(
    "un-consolidated",
    "UN Security Council, consolidated list",
    "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
    read,
    understand,
    released_on,
    note="United Nations; its terms of use. Tells the day of listing; who is taken off is seen by comparing releases.",
    pieces=Pieces(b"</INDIVIDUAL>", (b"<INDIVIDUAL>",)),
)
LOADER = declared(
    Register(
        "un",
        "The UN Security Council's consolidated list (XML)",
        "actor, listing, sanction, dataset_record",
        "DATAID of the entry",
        (CONSOLIDATED,),
        lambda _: CONSOLIDATED,
        period=30,
        stale=90,
        guards=Guards(least=1, most_lost=0.3, most_rejected=0.02),
    )
)
