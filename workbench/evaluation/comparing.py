"""What a coder made of each fact of the gold: found, found with other values, missed; and what it invented."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.exchange import Json, principal_id
from extraction.names.reference import Reference
from extraction.scoring import LEVELS, ROLES, STRICT, Article, agreement, match, plain, same_objects

NOBODY = "nobody"


@dataclass(frozen=True)
class Difference:
    """A field on which coder and gold differ."""

    field: str
    gold: str
    coded: str


@dataclass(frozen=True)
class Pair:
    """A fact of the gold and the coder's for it. `level` is the strictest on which they agree."""

    gold: Json
    coded: Json
    level: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """An article's facts: paired, missed by the coder, and invented by it."""

    article: Article
    pairs: tuple[Pair, ...]
    missed: tuple[Json, ...]
    invented: tuple[Json, ...]

    @property
    def faultless(self) -> bool:
        return not self.missed and not self.invented and all(pair.level == "strict" for pair in self.pairs)


def compared(article: Article, reference: Reference) -> Comparison:
    """Facts of one kind paired one to one, those first that agree the most."""
    pairs: list[Pair] = []
    gold, coded = list(article.gold), list(article.coded)
    for level in reversed(LEVELS):
        agree = agreement(article, level, reference)
        for kind in ROLES:
            of_gold = [fact for fact in gold if fact["type"] == kind]
            of_coder = [fact for fact in coded if fact["type"] == kind]
            for place, at in match(of_gold, of_coder, agree).items():
                one, other = of_gold[at], of_coder[place]
                pairs.append(Pair(one, other, level, tuple(differences(article, one, other, reference))))
                gold.remove(one)
                coded.remove(other)
    return Comparison(article, tuple(pairs), tuple(gold), tuple(coded))


def differences(article: Article, gold: Json, coded: Json, reference: Reference) -> Iterable[Difference]:
    kind = gold["type"]
    for role in ROLES[kind]:
        one, other = (party(fact, role, article, reference) for fact in (gold, coded))
        if one != other:
            yield Difference(role, one, other)
    for field in STRICT[kind]:
        if plain(gold, field) != plain(coded, field):
            yield Difference(field, plain(gold, field), plain(coded, field))
    if not same_objects(gold, coded, reference):
        name = "trigger" if kind == "sanction" else "objects"
        yield Difference(name, listed(gold.get(name)), listed(coded.get(name)))


def party(fact: Json, role: str, article: Article, reference: Reference) -> str:
    named = fact.get(role)
    return principal_id(named, reference, article.published_on) if named else NOBODY


def listed(weapons: Sequence[str] | None) -> str:
    return ", ".join(sorted(weapons or ())) or "nothing"


@dataclass(frozen=True)
class Confusion:
    """How often a field of the facts whose kind and parties are right was wrong, and what was taken for what."""

    kind: str
    field: str
    right: int
    of: int
    commonest: tuple[tuple[str, str, int], ...]


def confusions(comparisons: Iterable[Comparison], most: int = 3) -> list[Confusion]:
    """By kind and field, over the pairs that agree in kind and both parties; parties over all pairs."""
    wrong: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    of: Counter[tuple[str, str]] = Counter()
    for pair in (pair for comparison in comparisons for pair in comparison.pairs):
        kind = pair.gold["type"]
        things = "trigger" if kind == "sanction" else "objects"
        fields = ROLES[kind] if pair.level == "type" else (*ROLES[kind], *STRICT[kind], things)
        of.update((kind, field) for field in fields)
        for found in pair.differences:
            if found.field in fields:
                wrong.setdefault((kind, found.field), Counter())[found.gold, found.coded] += 1
    ordered = sorted(of, key=lambda field: list(ROLES).index(field[0]))
    return [confusion(*field, of[field], wrong.get(field, Counter()), most) for field in ordered]


def confusion(kind: str, field: str, total: int, wrong: Counter[tuple[str, str]], most: int) -> Confusion:
    commonest = tuple((gold, coded, times) for (gold, coded), times in wrong.most_common(most))
    return Confusion(kind, field, total - wrong.total(), total, commonest)
