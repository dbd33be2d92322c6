"""The closed vocabularies of the codebook, each term with its meaning.

Plain values without a database: the tables turn them into CHECK constraints, the coder and the scorer
use the terms themselves. A term is a `str`, so it goes into a row or a JSON document as it is.
"""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """One word of a closed vocabulary; `meaning` says when a coder uses it."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.meaning = meaning
        return term


class ActorKind(Term):
    STATE = "state", "a state, by its ISO 3166 code"
    HISTORICAL_STATE = "historical_state", "a state that exists no more"
    TERRITORY = "territory", "a territory or an unrecognised state that acts or is spoken of by itself"
    INTERNATIONAL_ORGANISATION = "international_organisation", "has members, an office and a seat"
    BLOC = "bloc", "several states coded as one actor, without an office of their own"
    GOVERNMENT_BODY = "government_body", "a ministry, parliament, agency or armed service of one principal"
    ARMED_GROUP = "armed_group", "armed, and not a state's own force"
    COMPANY = "company", "a maker, trader or operator"
    PERSON = "person", "stands for a state or body through the posts held on a day"
    CRAFT = "craft", "a ship or aircraft that a list names"


class Region(Term):
    AFRICA = "africa", "Africa, UN M49 002"
    AMERICAS = "americas", "the Americas, UN M49 019"
    ASIA = "asia", "Asia, UN M49 142"
    EUROPE = "europe", "Europe, UN M49 150"
    OCEANIA = "oceania", "Oceania, UN M49 009"


class Subregion(Term):
    """The 22 areas that the UN's standard M49 parts the world into; the five of `Region` are made of them."""

    NORTHERN_AFRICA = "northern_africa", "Northern Africa, UN M49 015"
    EASTERN_AFRICA = "eastern_africa", "Eastern Africa, UN M49 014"
    MIDDLE_AFRICA = "middle_africa", "Middle Africa, UN M49 017"
    SOUTHERN_AFRICA = "southern_africa", "Southern Africa, UN M49 018"
    WESTERN_AFRICA = "western_africa", "Western Africa, UN M49 011"
    NORTHERN_AMERICA = "northern_america", "Northern America, UN M49 021"
    CARIBBEAN = "caribbean", "Caribbean, UN M49 029"
    CENTRAL_AMERICA = "central_america", "Central America with Mexico, UN M49 013"
    SOUTH_AMERICA = "south_america", "South America, UN M49 005"
    CENTRAL_ASIA = "central_asia", "Central Asia, UN M49 143"
    EASTERN_ASIA = "eastern_asia", "Eastern Asia, UN M49 030"
    SOUTH_EASTERN_ASIA = "south_eastern_asia", "South-eastern Asia, UN M49 035"
    SOUTHERN_ASIA = "southern_asia", "Southern Asia with Afghanistan and Iran, UN M49 034"
    WESTERN_ASIA = "western_asia", "Western Asia with Turkey and the Caucasus, without Iran, UN M49 145"
    EASTERN_EUROPE = "eastern_europe", "Eastern Europe with Russia, UN M49 151"
    NORTHERN_EUROPE = "northern_europe", "Northern Europe with the Baltic states and Britain, UN M49 154"
    SOUTHERN_EUROPE = "southern_europe", "Southern Europe with the Balkans, UN M49 039"
    WESTERN_EUROPE = "western_europe", "Western Europe with Germany, UN M49 155"
    AUSTRALIA_AND_NEW_ZEALAND = "australia_and_new_zealand", "Australia and New Zealand, UN M49 053"
    MELANESIA = "melanesia", "Melanesia, UN M49 054"
    MICRONESIA = "micronesia", "Micronesia, UN M49 057"
    POLYNESIA = "polynesia", "Polynesia, UN M49 061"


class ActorNameKind(Term):
    NAME = "name", "the usual English name"
    ALIAS = "alias", "another name or spelling"
    DEMONYM = "demonym", "adjective or noun for people and things of the actor"
    CAPITAL = "capital", "a city that stands for its government"
    SEAT = "seat", "a palace or house that stands for its government"
    ABBREVIATION = "abbreviation", "written in capitals, compared case by case"


class ListedNameKind(Term):
    PRIMARY = "primary", "the name under which a list has it"
    STRONG = "strong", "another name that is as good to search by"
    WEAK = "weak", "a name so common or vague that it fits others too"
    FORMER = "former", "a name it had"


class IdentifierScheme(Term):
    OFAC = "ofac", "entry of the US Treasury's lists"
    UN = "un", "reference number of the UN Security Council's list"
    EU = "eu", "reference number of the EU's list"
    OPENSANCTIONS = "opensanctions", "entity of OpenSanctions"
    WIKIDATA = "wikidata", "item of Wikidata"
    IMO = "imo", "ship's number in the register of the IMO"
    MMSI = "mmsi", "number of a ship's radio"
    AIRCRAFT = "aircraft", "construction number of an aircraft"
    PASSPORT = "passport", "passport, with the state that issued it"
    NATIONAL_ID = "national_id", "number of an identity card or register of persons, with its state"
    TAX_ID = "tax_id", "tax number, with its state"
    REGISTRATION = "registration", "number in a register of companies, with its state"
    SWIFT = "swift", "bank code"


class Office(Term):
    HEAD_OF_STATE = "head_of_state", "president, monarch, supreme leader"
    HEAD_OF_GOVERNMENT = "head_of_government", "prime minister, chancellor, premier"
    DEPUTY_HEAD = "deputy_head", "vice-president, deputy prime minister, crown prince"
    FOREIGN_MINISTER = "foreign_minister", "foreign minister, secretary of state"
    DEFENCE_MINISTER = "defence_minister", "defence minister, secretary of defence"
    FINANCE_MINISTER = "finance_minister", "finance minister, treasury secretary"
    NATIONAL_SECURITY_ADVISER = "national_security_adviser", "adviser to the head of state or government"
    SECRETARY_GENERAL = "secretary_general", "chief officer of an international organisation"
    ENVOY = "envoy", "special representative"
    AMBASSADOR = "ambassador", "permanent representative at a state or organisation"
    MILITARY_CHIEF = "military_chief", "chief of staff, commander"
    LEGISLATOR = "legislator", "member of a parliament"
    SPOKESPERSON = "spokesperson", "speaks for a body, decides nothing"
    AGENCY_HEAD = "agency_head", "head of an agency, service or company"
    OTHER = "other", "any other post"


class WeaponLevel(Term):
    CATEGORY = "category", "a kind of weapon: air defence, tank, weapons"
    FAMILY = "family", "a line of types under one name: Patriot, Leopard"
    TYPE = "type", "one design: S-400, Leopard 2A6"


class WeaponNameKind(Term):
    NAME = "name", "the usual designation"
    ALIAS = "alias", "another name or spelling"
    NATO = "nato", "NATO reporting name"
    SIPRI = "sipri", "designation in the SIPRI trade register"
    CYRILLIC = "cyrillic", "Russian or Ukrainian name"


class InstrumentKind(Term):
    STATUTE = "statute", "an act of a parliament"
    STATUTE_SECTION = "statute_section", "a section of an act"
    REGULATION = "regulation", "a rule made under an act"
    EXECUTIVE_ORDER = "executive_order", "an order of a head of state or government"
    UN_RESOLUTION = "un_resolution", "a resolution of the UN Security Council or General Assembly"
    EU_DECISION = "eu_decision", "a decision or common position of the EU Council"
    EU_REGULATION = "eu_regulation", "a regulation of the EU Council"
    TREATY = "treaty", "binding between states"
    ARRANGEMENT = "arrangement", "a political understanding, export-control regime or mechanism"


class SourceKind(Term):
    AGENCY = "agency", "a news agency"
    OUTLET = "outlet", "a newspaper, magazine, broadcaster or news site"
    GOVERNMENT = "government", "an organ of a state or organisation"
    DATASET = "dataset", "a public data set"
    UNKNOWN = "unknown", "not yet described by an analyst"


class Reliability(Term):
    A = "A", "completely reliable"
    B = "B", "usually reliable"
    C = "C", "fairly reliable"
    D = "D", "not usually reliable"
    E = "E", "unreliable"
    F = "F", "cannot be judged"


class DatePrecision(Term):
    DAY = "day", "the day is known"
    MONTH = "month", "only the month is known; the date holds its first day"
    YEAR = "year", "only the year is known; the date holds 1 January"


class PartKind(Term):
    TITLE = "title", "headline inside the text"
    BYLINE = "byline", "who wrote it"
    DATELINE = "dateline", "place and day before the first sentence"
    HEADING = "heading", "a heading between paragraphs"
    BODY = "body", "a paragraph of the story"
    AGENCY = "agency", "a line or tag that names the agency"
    COPYRIGHT = "copyright", "copyright line"
    CONTACT = "contact", "how to reach the writer or the desk"
    CORRECTION = "correction", "a note that corrects the story"
    LINKS = "links", "pointers to other stories"
    BOILERPLATE = "boilerplate", "anything else that is not the story"


class FlagKind(Term):
    WEEKDAY_MISMATCH = "weekday_mismatch", "a weekday does not fit its date"
    MACHINE_REWORDED = "machine_reworded", "reads like a machine-reworded copy"
    NO_DATE = "no_date", "no publication date is known: relative dates stay open"
    NOT_ENGLISH = "not_english", "not in English: stored, not coded"
    UNREADABLE_DATE = "unreadable_date", "the date it came with cannot be read"
    CODER_FAILED = "coder_failed", "the coder stopped on it: stored, not coded"
    DATE_FROM_TEXT = "date_from_text", "the publication date was read from the text itself"


class FactKind(Term):
    REQUEST = "request", "an actor asks another to do, allow, give, stop or remove something concerning arms"
    CONDITION = "condition", "a term attached to granting a request, making a transfer or lifting a sanction"
    RESPONSE = "response", "an answer to a request"
    SANCTION = "sanction", "a restrictive measure over arms or by means of arms"
    TRANSFER = "transfer", "a weapon system passes, or is to pass, from one actor to another"


class Action(Term):
    ACQUIRE = "acquire", "the asker is to get it: buy, be given, be sent"
    TRANSFER = "transfer", "a third party, the beneficiary, is to get it; in a condition: hand over"
    DEPLOY = "deploy", "station, operated by its owner"
    DELIVER = "deliver", "hand over what was ordered"
    RETURN = "return", "give back"
    REMOVE = "remove", "take out of a country"
    DISPOSE = "dispose", "scrap, destroy, give up"
    DEACTIVATE = "deactivate", "not operate, store"
    CANCEL = "cancel", "call off an order"
    REFRAIN = "refrain", "not acquire, not supply"
    NOT_USE = "not_use", "a weapon is not to be used"
    HALT_PROGRAMME = "halt_programme", "end a nuclear, missile or chemical programme"
    APPROVE = "approve", "give consent, pass"
    PERMIT_USE = "permit_use", "allow a use"
    LIMIT_USE = "limit_use", "restrict where or how it may be used"
    PERMIT_REEXPORT = "permit_reexport", "the maker's state lets the owner pass it on"
    NO_REEXPORT = "no_reexport", "not to be passed on"
    LICENSE = "license", "grant an export or production licence"
    COPRODUCE = "coproduce", "make together"
    TRAIN = "train", "train crews or forces"
    INSPECT = "inspect", "let inspectors in, verify"
    PAY = "pay", "pay, reimburse, share cost"
    LIFT_SANCTION = "lift_sanction", "end or ease a sanction"
    IMPOSE_SANCTION = "impose_sanction", "impose a sanction or embargo"
    READMIT = "readmit", "let back into a programme"
    RATIFY = "ratify", "approve a membership or treaty"
    REFORM = "reform", "change domestic conduct, rights"
    WITHDRAW_FORCES = "withdraw_forces", "pull troops out"
    CEASE_FIRE = "cease_fire", "stop fighting"
    NEGOTIATE = "negotiate", "hold talks"
    PROTECT = "protect", "provide defence, support in general"
    CONCESSION = "concession", "give way on something not named"
    OTHER = "other", "anything else; the text is kept"


class Force(Term):
    ASK = "ask", "ask, request, seek, appeal, apply"
    URGE = "urge", "urge, call on, press, push, plead, beg"
    DEMAND = "demand", "demand, insist, ultimatum"


class Formality(Term):
    FORMAL = "formal", "the text says so, or the instrument is one"
    INFORMAL = "informal", "the text says that no formal request was made"
    UNSPECIFIED = "unspecified", "the text does not say"


class Outcome(Term):
    PENDING = "pending", "the text shows that it is open"
    GRANTED = "granted", "granted"
    PARTLY_GRANTED = "partly_granted", "granted in part"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "taken back by the requester"
    UNKNOWN = "unknown", "nothing is said of an answer"


class ConditionStance(Term):
    IMPOSED = "imposed", "set by the one who grants or withholds"
    PROPOSED = "proposed", "wanted by a third party"
    OFFERED = "offered", "given by the one who would fulfil it"
    REJECTED = "rejected", "the other side refuses the term"
    DENIED = "denied", "someone says there is no such term"
    MET = "met", "fulfilled"
    DROPPED = "dropped", "no longer asked for"


class Decision(Term):
    GRANTED = "granted", "yes"
    PARTLY_GRANTED = "partly_granted", "yes, in part"
    REFUSED = "refused", "no, or not for now"
    DEFERRED = "deferred", "weighing, studying, undecided, later"
    NO_REPLY = "no_reply", "has not answered"


class Measure(Term):
    ASSET_FREEZE = "asset_freeze", "assets frozen"
    VISA_BAN = "visa_ban", "entry forbidden"
    EXPORT_BAN = "export_ban", "export licences withheld"
    LOAN_BAN = "loan_ban", "credit withheld"
    PROCUREMENT_BAN = "procurement_ban", "nothing may be bought from the target"
    ARMS_EMBARGO = "arms_embargo", "no arms to (or from) the target"
    PROGRAMME_EXCLUSION = "programme_exclusion", "put out of a joint programme"
    DELIVERY_SUSPENSION = "delivery_suspension", "deliveries held back as a punishment"
    UNSPECIFIED = "unspecified", "the text does not say"


class SanctionStage(Term):
    THREATENED = "threatened", "announced in case of"
    PROPOSED = "proposed", "put forward, not decided"
    IMPOSED = "imposed", "in force"
    WAIVED = "waived", "not applied by decision"
    EASED = "eased", "made lighter"
    LIFTED = "lifted", "ended"


class Mode(Term):
    SALE = "sale", "sell, buy, purchase, order"
    GIFT = "gift", "aid, donate, pledge, package"
    LOAN = "loan", "lend, lease"
    LICENCE = "licence", "production under licence"
    COPRODUCTION = "coproduction", "made together"
    SWAP = "swap", "exchange, backfill"
    DEPLOYMENT = "deployment", "stationed on another's soil by its owner"
    UNSPECIFIED = "unspecified", "send, supply, provide alone"


class TransferStage(Term):
    OFFERED = "offered", "offered"
    NEGOTIATING = "negotiating", "talks, considering, willing, might"
    APPROVED = "approved", "decided, agreed, pledged, plans to send, notified"
    ORDERED = "ordered", "bought, sold, order, contract, deal"
    DELIVERED = "delivered", "sent, received, supplied, acquired"
    SUSPENDED = "suspended", "held"
    CANCELLED = "cancelled", "called off"


class ObjectRole(Term):
    OBJECT = "object", "what is asked for, answered about, sanctioned or handed over"
    TRIGGER = "trigger", "what a sanction punishes"


class Resolution(Term):
    NAMED = "named", "by a name of the weapon system"
    DESCRIBED = "described", "by a description, through known transfers"
    REFERRED = "referred", "by a pronoun or a noun that points back"


class AttributionKind(Term):
    OUTLET = "outlet", "the outlet's own voice"
    NAMED = "named", "a named person, ministry or spokesperson is quoted as saying it"
    ANONYMOUS = "anonymous", "unnamed officials, sources, reportedly"


class Modality(Term):
    ASSERTED = "asserted", "said to be so"
    PLANNED = "planned", "said to be intended"
    DENIED = "denied", "said not to be so"


class LeadReason(Term):
    UNSURE = "unsure", "the coder reads a fact there, too unsurely to code it"
    DOUBTED = "doubted", "a rule finds a fact there which the learned reading doubts"


class LeadState(Term):
    OPEN = "open", "nobody has looked yet"
    CODED = "coded", "a person coded a fact from it"
    DISMISSED = "dismissed", "a person found no fact in it"


class EvidenceStance(Term):
    SUPPORTS = "supports", "speaks for the fact"
    CONTRADICTS = "contradicts", "speaks against the fact or one of its fields"


class ReviewState(Term):
    UNREVIEWED = "unreviewed", "machine work nobody has looked at"
    ACCEPTED = "accepted", "a person agreed"
    EDITED = "edited", "a person changed it"
    REJECTED = "rejected", "a person threw it out; kept, not shown"


class ReviewDecision(Term):
    ACCEPT = "accept", "right as it stands"
    EDIT = "edit", "right after a change"
    REJECT = "reject", "not a fact"
    UNDO = "undo", "takes an earlier decision back"


class Verdict(Term):
    SAME = "same", "one and the same"
    DIFFERENT = "different", "two of them"
    UNSURE = "unsure", "waits for a person"


class StoryRole(Term):
    ORIGIN = "origin", "an account of its own"
    REPRINT = "reprint", "the same text elsewhere"
    REWORDED = "reworded", "the same story in other words, without an origin of its own"


class GarblingKind(Term):
    NUMBER = "number", "a number or quantity"
    DAY = "day", "a day, month or year"
    NAME = "name", "a name of a person, place, body or weapon"


class RunStatus(Term):
    RUNNING = "running", "under way"
    SUCCEEDED = "succeeded", "done; rejects, if any, are kept"
    FAILED = "failed", "stopped by an error; nothing of its last batch was stored"
    CRASHED = "crashed", "its process ended without a word"
