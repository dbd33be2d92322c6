"""OpenSanctions: the lists of many states and organisations, their entries joined where they mean the same.

Two of its bulk files are read, each a data set by itself: `entities.ftm.json`, FollowTheMoney entities as JSON lines,
and `targets.simple.csv`, a row for each target. A file holds one collection (`default`, `sanctions`, a single list):
load releases of the same one. None tells its day: its address does (`datasets/20240503/…`), or the server, or the user.

A sanction is an entity of its own in the first of them, before or after the entity that it is on, and a file is never
held as a whole. So a sanction is a record with no meaning of its own: it stands in `dataset_record`, names the entity
in its `properties.entity` (the actor is `os:` and that id), and can be joined there. Who is listed is told by the
entity itself: its topics say whether it is restricted now, its `programId` under what; lacking that, the topic is the
programme. A row of the CSV is listed if it tells a sanction or programmes. Who is no more restricted is listed no more.

No facts are told: what OpenSanctions has of sanctions over arms it has from lists that have loaders here, and a fact
would be told twice. Papers and addresses that are entities of their own are left out; the CSV has them with the target.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from extraction.names.reference import Reference
from loaders.registers.fitting import LONGEST_KEY, fits, fitting
from loaders.registers.loading import declared
from loaders.registers.naming import STATES
from loaders.registers.opensanctions_files import SANCTION, read_entities, read_targets, unseen
from loaders.registers.register import Edition, Guards, Meaning, NewActor, Pieces, Record, Register, Seen
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind, Reliability

KINDS = {
    "Person": ActorKind.PERSON, "Company": ActorKind.COMPANY, "LegalEntity": ActorKind.COMPANY,
    "PublicBody": ActorKind.GOVERNMENT_BODY, "Vessel": ActorKind.CRAFT,
    "Organization": ActorKind.COMPANY, "Airplane": ActorKind.CRAFT,  # other spelling
}  # fmt: skip
RESTRICTED = ("sanction", "sanction.counter", "export.control", "debarment")  # topics; the others tell of risks
NAMES = {
    "name": ListedNameKind.STRONG, "alias": ListedNameKind.STRONG, "previousName": ListedNameKind.FORMER,
    "weakAlias": ListedNameKind.WEAK,
}  # fmt: skip
NUMBERS = {
    "wikidataId": IdentifierScheme.WIKIDATA, "imoNumber": IdentifierScheme.IMO, "mmsi": IdentifierScheme.MMSI,
    "serialNumber": IdentifierScheme.AIRCRAFT, "passportNumber": IdentifierScheme.PASSPORT,
    "idNumber": IdentifierScheme.NATIONAL_ID, "socialSecurityNumber": IdentifierScheme.NATIONAL_ID,
    "taxNumber": IdentifierScheme.TAX_ID, "innCode": IdentifierScheme.TAX_ID, "vatCode": IdentifierScheme.TAX_ID,
    "registrationNumber": IdentifierScheme.REGISTRATION, "ogrnCode": IdentifierScheme.REGISTRATION,
    "leiCode": IdentifierScheme.REGISTRATION, "uscCode": IdentifierScheme.REGISTRATION,
    "okpoCode": IdentifierScheme.REGISTRATION, "dunsCode": IdentifierScheme.REGISTRATION,
    "uniqueEntityId": IdentifierScheme.REGISTRATION, "swiftBic": IdentifierScheme.SWIFT,
}  # fmt: skip
DETAILS = {
    "title": "title", "position": "designation", "birthDate": "born", "birthPlace": "birth_place", "deathDate": "died",
    "nationality": "nationality", "citizenship": "citizenship", "country": "country", "jurisdiction": "jurisdiction",
    "mainCountry": "country", "flag": "flag", "pastFlags": "past_flag", "gender": "gender", "address": "address",
    "email": "email", "phone": "phone", "website": "website", "incorporationDate": "founded",
    "dissolutionDate": "dissolved", "legalForm": "organisation_type", "sector": "sector", "type": "type",
    "buildDate": "built", "callSign": "call_sign", "tonnage": "tonnage", "grossRegisteredTonnage": "gross_tonnage",
    "model": "model", "topics": "topic", "program": "programme", "notes": "comments", "description": "comments",
    "summary": "comments",
}  # fmt: skip
COLUMN_DETAILS = {
    "birth_date": "born", "countries": "country", "addresses": "address", "phones": "phone", "emails": "email",
    "sanctions": "sanction", "dataset": "data_set",
}  # fmt: skip
# Where a country is told, the surest first.
OF_PERSON = ("nationality", "citizenship", "country", "mainCountry")
OF_OTHERS = ("flag", "jurisdiction", "mainCountry", "country")
# Codes of FollowTheMoney that are not those of the reference list; others than these are ISO 3166, in small letters.
CODES = {
    "suhh": "SU", "yucs": "YU", "csxx": "CSXX", "ddde": "DD", "cshh": "CS", "ge-ab": "abkhazia",
    "ge-os": "south-ossetia", "cy-trnc": "northern-cyprus", "md-pmr": "transnistria", "az-nk": "nagorno-karabakh",
    "so-som": "somaliland",  # other spelling
}  # fmt: skip
ITEM = re.compile(r"Q[1-9][0-9]*")
SHIP = re.compile(r"IMO ?(?P<number>[0-9]{7})")
PACKED = (".gz", ".bz2", ".xz", ".zip")


def understand_entity(record: Record, reference: Reference, _seen: Seen) -> Meaning:
    """An entity as an actor, listed under its programmes; a sanction by itself means nothing."""
    raw = record.raw
    if raw["schema"] == SANCTION:
        return Meaning()
    had = raw["properties"]
    names = [(kind, name) for tag, kind in NAMES.items() for name in had.get(tag, ())]
    numbers = [(scheme, plain(scheme, number)) for tag, scheme in NUMBERS.items() for number in had.get(tag, ())]
    details = [(field, value) for tag, field in DETAILS.items() for value in had.get(tag, ())]
    details += [("data_set", name) for name in raw.get("datasets", ())]
    told = OF_PERSON if raw["schema"] == "Person" else OF_OTHERS
    principal = principal_of([had.get(tag, ()) for tag in told], reference)
    topics = [topic for topic in had.get("topics", ()) if topic in RESTRICTED]
    programmes = topics and (had.get("programId") or topics)
    return listed(record, raw["caption"], principal, names, numbers, details, programmes)


def understand_target(record: Record, reference: Reference, _seen: Seen) -> Meaning:
    """A row of targets as an actor, listed if it tells a sanction or programmes."""
    row = record.raw
    numbers, details = [], []
    for number in row.get("identifiers", ()):
        scheme = scheme_of(number)
        if scheme is None:
            details.append(("identifier", number))
        else:
            numbers.append((scheme, plain(scheme, number)))
    details += [(field, value) for column, field in COLUMN_DETAILS.items() for value in row.get(column, ())]
    names = [(ListedNameKind.STRONG, name) for name in row.get("aliases", ())]
    principal = principal_of([row.get("countries", ())], reference)
    programmes = row.get("program_ids") or (["sanction"] if row.get("sanctions") else [])
    return listed(record, row["name"], principal, names, numbers, details, programmes)


def listed(
    record: Record, name: str, principal: str | None, names: Iterable[tuple[ListedNameKind, str]],
    numbers: Iterable[tuple[IdentifierScheme, str]], details: Iterable[tuple[str, str]], programmes: Iterable[str],
) -> Meaning:  # fmt: skip
    own = [(IdentifierScheme.OPENSANCTIONS, record.key)]
    if ITEM.fullmatch(record.key):
        own.append((IdentifierScheme.WIKIDATA, record.key))
    actor = NewActor(
        f"os:{record.key}",
        KINDS[record.raw["schema"]],
        name,
        principal,
        ((ListedNameKind.PRIMARY, name), *names),
        (*own, *numbers),
        tuple(details),
    )
    # Listed under no programme closes what was open, should it have been restricted before.
    under = tuple(dict.fromkeys(tag for tag in programmes if fits(tag, LONGEST_KEY)))
    return Meaning(actors=(fitting(actor),), listed=actor.id, programmes=under)


def plain(scheme: IdentifierScheme, number: str) -> str:
    """A number as other lists write it: a ship's without `IMO`."""
    ship = SHIP.fullmatch(number)
    return ship["number"] if ship and scheme is IdentifierScheme.IMO else number


def scheme_of(number: str) -> IdentifierScheme | None:
    """What sort of number it is, where it tells that by itself."""
    if ITEM.fullmatch(number):
        return IdentifierScheme.WIKIDATA
    return IdentifierScheme.IMO if SHIP.fullmatch(number) else None


def principal_of(told: Iterable[Sequence[str]], reference: Reference) -> str | None:
    """The state of an actor: the one that the surest of what is told names. None where that names several."""
    for codes in told:
        states = {state for code in codes if (state := state_of(code, reference))}
        if states:
            return states.pop() if len(states) == 1 else None
    return None


def state_of(code: str, reference: Reference) -> str | None:
    """The state or territory of a code; that of a part of a state (`us-ny`) is the state's."""
    code = code.lower()
    for known in (CODES.get(code), code.upper(), code.partition("-")[0].upper()):
        actor = reference.actors.get(known) if known else None
        if actor is not None and actor.kind in STATES:
            return actor.id
    return None


def choose(name: str) -> Edition | None:
    """The data set of a file, by the ending of its name; what a file is packed with does not count."""
    written = urlsplit(name).path if "://" in name else name
    written = written.lower()
    for ending in PACKED:
        written = written.removesuffix(ending)
    if written.endswith("entities.ftm.json"):
        return ENTITIES
    return TARGETS if written.endswith("targets.simple.csv") else None


URL = "https://www.opensanctions.org/datasets/"
NOTE = "OpenSanctions; CC BY-NC 4.0, a licence for commercial use. Joins the lists of others; theirs are surer."
ENTITIES = Edition(
    "opensanctions-entities", "OpenSanctions, entities", URL, read_entities, understand_entity,
    reliability=Reliability.B, note=NOTE, pieces=Pieces(plain=unseen),
)  # fmt: skip
TARGETS = Edition(
    "opensanctions-targets", "OpenSanctions, targets in short", URL, read_targets, understand_target,
    reliability=Reliability.B, note=NOTE,
)  # fmt: skip
LOADER = declared(
    Register(
        "opensanctions",
        "OpenSanctions' bulk files: entities (JSON lines) and targets (CSV)",
        "actor, listing, dataset_record",
        "id of the entity",
        (ENTITIES, TARGETS),
        choose,
        period=1,
        stale=7,
        guards=Guards(least=1, most_lost=0.3, most_rejected=0.02),
    )
)
