"""A fact as one clause tells it, before the mentions of an article are linked."""

from dataclasses import dataclass

from extraction.rules.events import Event
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import Reality, Status
from extraction.sentences.trees import Sentence, Token
from extraction.values import Attribution, Fields, Interval, Signs, Span, Thing
from schema.vocabulary import ConditionStance, EvidenceStance, Modality

CLAUSE_HEADS = ("ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis")
CONDITIONAL_MARKS = ("unless", "until", "if", "once", "provided", "providing", "whether")


@dataclass(frozen=True, eq=False)
class Draft:
    """One mention of a fact.

    `signs` are what speaks for it, once both readings are known. `points_back` says that it may only point to a fact
    told before: "the request". A draft that is not `complete` counts only if another mention or an answer tells what
    it lacks.
    """

    fields: Fields
    things: tuple[Thing, ...]
    when: Interval | None
    span: Span
    sentence: Sentence
    token: Token
    attribution: Attribution
    modality: Modality = Modality.ASSERTED
    stance: EvidenceStance = EvidenceStance.SUPPORTS
    rule: str = ""
    event: Event | None = None
    points_back: bool = False
    plural: bool = False
    complete: bool = True
    answers: "Draft | None" = None
    attached_to: "Draft | None" = None
    signs: Signs | None = None

    @property
    def denies(self) -> bool:
        """Whether it only says that something is not so."""
        return self.stance is EvidenceStance.CONTRADICTS or getattr(self.fields, "stance", "") == ConditionStance.DENIED

    @property
    def place(self) -> tuple[int, int]:
        return self.sentence.number, self.token.i


def clause_span(d: Discourse, s: Sentence, token: Token) -> Span:
    """The clause that says what a token says, without conditions, other clauses beside it, and who said so."""
    head = clause_head(s, token)

    def elsewhere(node: Token) -> bool:
        if node.dep == "advcl" and any(m.lower in CONDITIONAL_MARKS for m in s.children(node, "mark", "advmod")):
            return True
        own_clause = node.dep in ("conj", "parataxis") and node.is_verb and bool(s.children(node, "nsubj", "nsubjpass"))
        return own_clause or (node.dep in ("punct", "cc") and s[node.head] is head and node.i > head.i)

    span = s.stretch(head, elsewhere)
    return trimmed(d.text, span)


def clause_head(s: Sentence, token: Token) -> Token:
    node = token
    while node.dep not in CLAUSE_HEADS or not (node.is_verb or node.head == node.i):
        above = s.parent(node)
        if above is None:
            break
        node = above
    return node


def trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in " ,;:-\"'":
        start += 1
    while end > start and text[end - 1] in " ,;:-":
        end -= 1
    return Span(start, end)


def modality_of(status: Status) -> Modality:
    if status.denied:
        return Modality.DENIED
    return Modality.PLANNED if status.reality is Reality.PLANNED else Modality.ASSERTED
