"""Whether a clause says that something is so, is to be so, may be so, or is not so, by its chain of governors."""

from dataclasses import dataclass
from enum import Enum

from extraction.sentences.predicates import is_infinitive, negated
from extraction.sentences.trees import Sentence, Token


class Reality(Enum):
    REAL = "said to be so"
    PLANNED = "said to be intended or expected"
    POSSIBLE = "only thought of: hypothetical, conditional, hoped, asked"


@dataclass(frozen=True)
class Status:
    reality: Reality
    negated: bool
    past: bool
    denied: bool = False


WISHING = frozenset(
    """
    want hope wish seek try aim fear doubt dream wonder ask speculate imagine pretend long attempt
    strive like
    """.split()
)
CLAIMED = frozenset("ccomp xcomp pcomp dobj acl advcl oprd nsubj nsubjpass pobj prep".split())
DENYING = frozenset("deny refute disavow disclaim contradict dispute".split())
REJECTING = frozenset("reject dismiss rebut rebuff discount debunk quash".split())
CLAIMS = frozenset(
    "report claim suggestion allegation speculation rumour notion idea assertion charge story accusation".split()
)
UNTRUE = frozenset("false untrue baseless unfounded groundless fake wrong incorrect nonsense fabricated".split())
TRUE = frozenset("true correct accurate case so".split())
EXPECTING = frozenset("expect anticipate predict plan intend forecast schedule set".split())
IMAGINED = frozenset(
    """
    possibility idea prospect chance risk hope fear threat wish desire option scenario need call
    question suggestion speculation rumour
    """.split()
)
CONDITIONAL_MARKS = frozenset("if unless whether should until once provided providing lest".split())
TERMS = frozenset(("condition", "precondition", "proviso", "understanding"))
FUTURE = frozenset(("will", "'ll", "wo", "shall"))
POSSIBLE = frozenset("could may might can should must ought would 'd".split())


def status(s: Sentence, token: Token) -> Status:
    """The standing of what a token says, as its clause and the clauses above it put it."""
    reality, past = own(s, token)
    no = negated(s, token)
    denied = False
    node = token
    for above in s.ancestors(token):
        if node.dep == "relcl":
            break  # a relative clause speaks of what is so, whatever the clause above says
        found = seen_from_above(s, node, above)
        reality = max(reality, found, key=ORDER.index)
        denied = denied or denies(s, node, above)
        if above.is_verb and (node.dep in ("xcomp", "pcomp") or (node.dep == "conj" and is_bare(s, node))):
            upper, past = own(s, above)
            reality = max(reality, upper, key=ORDER.index)
            no = no or (node.dep != "conj" and negated(s, above))
        node = above
    if s.tokens[-1].text == "?":
        reality = Reality.POSSIBLE
    return Status(reality, no, past, denied)


def denies(s: Sentence, node: Token, above: Token) -> bool:
    """Whether the word above a clause or noun says that it is not so: `denied that`, `rejected reports that`,
    `it is not true that`, `called the report baseless`.
    """
    if node.dep not in CLAIMED:
        return False
    if above.lemma in DENYING:
        return node.dep not in ("nsubj", "nsubjpass", "prep", "pobj") or is_claim(node)
    if above.lemma in REJECTING:
        return is_claim(node) and node.dep in ("dobj", "nsubjpass")
    told = [above, *s.children(above, "acomp", "attr", "oprd", "amod")]
    told += [kid for word in s.children(above, "ccomp", "xcomp") for kid in (word, *s.children(word, "acomp", "amod"))]
    near = [*s.children(node, "amod", "acomp", "attr")]
    if any(word.lemma in UNTRUE for word in (*told, *near)):
        return is_claim(node) or node.is_verb
    return any(word.lemma in TRUE for word in told) and (negated(s, above) or any(negated(s, word) for word in told))


def is_claim(token: Token) -> bool:
    return token.lemma in CLAIMS


def seen_from_above(s: Sentence, node: Token, above: Token) -> Reality:
    """What the word above a clause makes of it."""
    if node.dep in ("advcl", "acl") and is_condition(s, node, above):
        return Reality.POSSIBLE
    if node.dep == "pcomp" and above.lower in (
        "of",
        "about",
        "against",
        "from",
        "without",
        "instead",
        "into",
        "on",
        "to",
    ):
        return Reality.POSSIBLE
    if node.dep not in ("xcomp", "ccomp", "pcomp", "acl", "prep", "pobj", "dobj", "advcl", "oprd"):
        return Reality.REAL
    if above.lemma in WISHING or above.lemma in IMAGINED:
        return Reality.POSSIBLE
    if above.lemma in EXPECTING or (above.lemma == "be" and is_infinitive(s, node)):
        return Reality.PLANNED
    if is_infinitive(s, node) and node.dep in ("xcomp", "acl", "advcl"):
        return Reality.POSSIBLE  # a purpose or an aim, unless a frame of ours has taken it as its content
    return Reality.REAL


ORDER = [Reality.REAL, Reality.PLANNED, Reality.POSSIBLE]


def is_condition(s: Sentence, node: Token, above: Token) -> bool:
    """Whether a clause says on what terms, not what is so: `unless …`, `only after …`, `on condition that …`."""
    if node.dep == "acl":
        return above.lemma in TERMS
    marks = s.children(node, "mark", "advmod", "aux")
    if any(mark.lower in CONDITIONAL_MARKS for mark in marks):
        return True
    return any(mark.lower in ("after", "when") and s[mark.i - 1].lower == "only" for mark in marks if mark.i)


def own(s: Sentence, token: Token) -> tuple[Reality, bool]:
    """What the helping verbs of a clause say, and whether it is past or perfect."""
    helpers = {kid.lower for kid in s.children(token, "aux", "auxpass")}
    perfect = bool(helpers & {"had", "has", "have", "'ve", "having", "was", "were", "been"})
    if helpers & FUTURE:
        return Reality.PLANNED, False
    if helpers & {"would", "'d"} and reported(s, token):
        return Reality.PLANNED, False
    if helpers & POSSIBLE:
        return Reality.POSSIBLE, perfect
    if is_infinitive(s, token) and token.dep == "ROOT":
        return Reality.PLANNED, False  # headline: "Germany to send tanks"
    return Reality.REAL, perfect or token.tag in ("VBD", "VBN")


def reported(s: Sentence, token: Token) -> bool:
    """Whether `would` is the `will` of someone quoted: `said it would send`."""
    above = s.parent(token)
    said = above is not None and token.dep == "ccomp" and above.tag in ("VBD", "VBN", "VBP", "VBZ")
    conditional = any(mark.lower == "if" for kid in s.children(token, "advcl") for mark in s.children(kid, "mark"))
    return said and not conditional


def is_bare(s: Sentence, token: Token) -> bool:
    return token.tag in ("VB", "VBP", "VBN", "VBG") and not s.children(token, "aux", "auxpass", "nsubj")
