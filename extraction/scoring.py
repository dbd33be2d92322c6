"""Scores a coder against gold, as the codebook's section 8 lays down.

Facts of one article are matched one to one within their type, as many as can be: by type alone; by roles
(both principals too); strictly (also action, measure, mode or decision, objects, and outcome, stage or
stance). Each figure carries a 95 % interval from resampling articles.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extraction.exchange import Json, principal_id, weapon_id
from extraction.names.reference import Reference

ROLES = {
    "request": ("requester", "addressee"),
    "condition": ("imposed_by", "required_of"),
    "response": ("responder", "asker"),
    "sanction": ("imposer", "target"),
    "transfer": ("supplier", "recipient"),
}
STRICT = {
    "request": ("action", "outcome"),
    "condition": ("action", "stance"),
    "response": ("action", "decision"),
    "sanction": ("measure", "stage"),
    "transfer": ("mode", "stage"),
}
LEVELS = ("type", "roles", "strict")
RESAMPLES = 1000


@dataclass(frozen=True)
class Counts:
    """True positives, facts of the coder, facts of the gold."""

    right: int = 0
    coded: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.coded + other.coded, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.coded + self.gold) if self.coded + self.gold else 0.0


@dataclass(frozen=True)
class Figure:
    """One line of the score: counts and the 95 % interval of F1."""

    counts: Counts
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """Figures by (fact type or `all`, level), and what else agrees among the facts matched with roles."""

    articles: int
    figures: Mapping[tuple[str, str], Figure]
    matched: int
    spans: int
    dates: int
    attributions: int


@dataclass(frozen=True)
class Article:
    """Gold and coded facts of one article."""

    id: str
    published_on: dt.date | None
    gold: Sequence[Json]
    coded: Sequence[Json]


def score(articles: Sequence[Article], reference: Reference) -> Score:
    """The score of a coder over articles."""
    table = [
        {(kind, level): count(article, kind, level, reference) for kind in ROLES for level in LEVELS}
        for article in articles
    ]
    figures: dict[tuple[str, str], Figure] = {}
    for level in LEVELS:
        for kind in (*ROLES, "all"):
            kinds = ROLES if kind == "all" else (kind,)
            column = [sum((row[k, level] for k in kinds), Counts()) for row in table]
            figures[kind, level] = Figure(sum(column, Counts()), *interval(column))
    matched = spans = dates = attributions = 0
    for article in articles:
        for gold, coded in pairs(article, reference):
            matched += 1
            spans += overlap(gold.get("evidence", ()), coded.get("evidence", ())) >= 0.5
            dates += (gold.get("date") or None) == (coded.get("date") or None)
            attributions += gold.get("attribution", "outlet") == coded.get("attribution", "outlet")
    return Score(len(articles), figures, matched, spans, dates, attributions)


def count(article: Article, kind: str, level: str, reference: Reference) -> Counts:
    gold = [fact for fact in article.gold if fact["type"] == kind]
    coded = [fact for fact in article.coded if fact["type"] == kind]
    test = agreement(article, level, reference)
    return Counts(len(match(gold, coded, test)), len(coded), len(gold))


def pairs(article: Article, reference: Reference) -> list[tuple[Json, Json]]:
    """Gold and coded facts that agree in type and roles, matched one to one."""
    found = []
    test = agreement(article, "roles", reference)
    for kind in ROLES:
        gold = [fact for fact in article.gold if fact["type"] == kind]
        coded = [fact for fact in article.coded if fact["type"] == kind]
        found += [(gold[g], coded[c]) for c, g in match(gold, coded, test).items()]
    return found


def match(gold: Sequence[Json], coded: Sequence[Json], agree: Callable[[Json, Json], bool]) -> dict[int, int]:
    """The largest one-to-one matching, as coded place to gold place (augmenting paths)."""
    edges = [[c for c, fact in enumerate(coded) if agree(one, fact)] for one in gold]
    holder: dict[int, int] = {}

    def place(g: int, seen: set[int]) -> bool:
        for c in edges[g]:
            if c not in seen:
                seen.add(c)
                if c not in holder or place(holder[c], seen):
                    holder[c] = g
                    return True
        return False

    for g in range(len(gold)):
        place(g, set())
    return holder


def agreement(article: Article, level: str, reference: Reference) -> Callable[[Json, Json], bool]:
    """The test under which two facts of one type count as the same at a level."""

    def principal(value: str | None) -> str | None:
        return principal_id(value, reference, article.published_on) if value else None

    def agree(gold: Json, coded: Json) -> bool:
        kind = gold["type"]
        if level == "type":
            return True
        if any(principal(gold.get(role)) != principal(coded.get(role)) for role in ROLES[kind]):
            return False
        if level == "roles":
            return True
        return all(plain(gold, name) == plain(coded, name) for name in STRICT[kind]) and same_objects(
            gold, coded, reference
        )

    return agree


def plain(fact: Json, name: str) -> str:
    """A field's value for comparison: what the asker is to get counts as one action, however it is put."""
    value = str(fact.get(name) or {"mode": "unspecified", "measure": "unspecified", "outcome": "unknown"}.get(name, ""))
    if name == "action" and value in ("acquire", "deliver", "transfer") and fact["type"] != "condition":
        taker = fact.get("beneficiary")
        return "transfer" if value == "transfer" and taker and taker != fact.get("requester") else "acquire"
    return value


def same_objects(gold: Json, coded: Json, reference: Reference) -> bool:
    """Whether both name the same weapons: the same node, or one above the other where the words overlap."""
    name = "trigger" if gold["type"] == "sanction" else "objects"
    one = [weapon_id(slug, reference) or slug for slug in gold.get(name) or ()]
    two = [weapon_id(slug, reference) or slug for slug in coded.get(name) or ()]
    near = overlap(gold.get("evidence", ()), coded.get("evidence", ())) > 0

    def same(a: str, b: str) -> bool:
        if a == b or not near or a not in reference.weapons or b not in reference.weapons:
            return a == b
        return reference.is_a(a, b) or reference.is_a(b, a)

    return all(any(same(a, b) for b in two) for a in one) and all(any(same(a, b) for a in one) for b in two)


def overlap(gold: Sequence[Sequence[int]], coded: Sequence[Sequence[int]]) -> float:
    """Intersection over union of two sets of character spans."""
    a = {i for start, end in gold for i in range(start, end)}
    b = {i for start, end in coded for i in range(start, end)}
    return len(a & b) / len(a | b) if a | b else 0.0


def interval(column: Sequence[Counts]) -> tuple[float, float]:
    """The 95 % interval of F1 from resampling articles, by a fixed seed: the same input gives the same figures."""
    if not column:
        return 0.0, 0.0
    rng = random.Random(1)  # noqa: S311 - resampling, not secrecy
    drawn = sorted(sum(rng.choices(column, k=len(column)), Counts()).f1 for _ in range(RESAMPLES))
    return drawn[int(RESAMPLES * 0.025)], drawn[int(RESAMPLES * 0.975) - 1]
