"""The report of a coder's errors as one HTML file: each error in its sentence, beside what was coded by hand."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from extraction.exchange import Json
from extraction.scoring import LEVELS, ROLES, STRICT, Score
from workbench.evaluation.comparing import Comparison, Confusion

SHOWN = ("beneficiary", "consent_by", "gated_action", "attribution", "modality", "formality", "force")
USUAL = {"outlet", "asserted", "unspecified", "ask"}


def report(
    title: str,
    score: Score,
    comparisons: Sequence[Comparison],
    confusions: Sequence[Confusion],
    texts: Mapping[str, str],
) -> str:
    """The page; `texts` by article id. Articles without an error are only counted."""
    pages = Environment(
        loader=PackageLoader("workbench.evaluation", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    faulty = [comparison for comparison in comparisons if not comparison.faultless]
    return pages.get_template("report.html").render(
        title=title,
        score=score,
        kinds=(*ROLES, "all"),
        levels=LEVELS,
        confusions=confusions,
        articles=[shown(comparison, texts[comparison.article.id]) for comparison in faulty],
        faultless=len(comparisons) - len(faulty),
    )


def shown(comparison: Comparison, text: str) -> dict[str, Any]:
    wrong = [pair for pair in comparison.pairs if pair.level != "strict"]
    return {
        "id": comparison.article.id,
        "published_on": comparison.article.published_on,
        "pieces": list(pieces(text, comparison)),
        "missed": [line_of(fact) for fact in comparison.missed],
        "invented": [line_of(fact) for fact in comparison.invented],
        "wrong": [(line_of(pair.gold), line_of(pair.coded), pair.differences) for pair in wrong],
        "right": [line_of(pair.gold) for pair in comparison.pairs if pair.level == "strict"],
    }


def line_of(fact: Json) -> dict[str, Any]:
    """What a fact says, for one line."""
    kind = fact["type"]
    parties = [str(fact.get(role) or "?") for role in ROLES[kind]]
    things = fact.get("trigger" if kind == "sanction" else "objects") or ()
    more = [f"{name} {fact[name]}" for name in SHOWN if fact.get(name) and fact[name] not in USUAL]
    return {
        "kind": kind,
        "parties": " → ".join(parties),
        "values": [str(fact[name]) for name in STRICT[kind] if fact.get(name)],
        "things": ", ".join(things),
        "more": more,
        "confidence": fact.get("confidence"),
        "note": fact.get("note"),
    }


def pieces(text: str, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The text in stretches, each with who finds evidence in it: both, gold, coder, or nobody (empty)."""
    by_hand = spans([*comparison.missed, *(pair.gold for pair in comparison.pairs)])
    by_coder = spans([*comparison.invented, *(pair.coded for pair in comparison.pairs)])
    edges = sorted({0, len(text), *(edge for span in (*by_hand, *by_coder) for edge in span if 0 < edge < len(text))})
    for start, end in pairwise(edges):
        told = [name for name, found in (("gold", by_hand), ("coder", by_coder)) if covers(found, start)]
        yield text[start:end], "both" if len(told) == 2 else "".join(told)


def spans(facts: Sequence[Json]) -> list[tuple[int, int]]:
    return [(start, end) for fact in facts for start, end in fact.get("evidence") or ()]


def covers(found: Sequence[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in found)
