"""How good the weights are, on what they have not learned from; and the calibration that follows from it.

    python -m training.figures [TREEBANK]

Prints head-level F1 of PropBank's roles on the treebank's test part and on our own field sentences, and the coder's
scores on the practice items held back; writes `calibration.json` beside the weights and draws `docs/reliability.svg`.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extraction.coder import Text, code_many
from extraction.confidence import COLUMNS, CURVES, KEEP, confidence, weights
from extraction.encoder.learned import WEIGHTS, network
from extraction.exchange import fact_to_json
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from extraction.rules.arguments import ROLES
from extraction.schema_of_facts import DEFAULTS
from extraction.scoring import Article, agreement, match, score
from extraction.values import Signs
from schema.settings import CHECKOUT
from training.calibration import calibrate
from training.items import Item, held_back, read_items
from training.layers import layer_scores
from training.measure import head_scores
from training.reliability import binned, draw
from training.sentences import read_sentences
from training.treebank import Example, read_treebank
from workbench.gold import day_of, read_lines, text_of

PRACTICE = CHECKOUT / "data" / "practice"
RELIABILITY = CHECKOUT / "docs" / "reliability.svg"
Labels = Mapping[int, Mapping[int, str]]


def labelled(example: Example) -> Labels:
    """The network's roles of the gold predicates of a sentence."""
    at = [predicate.at for predicate in example.predicates]
    if not at:
        return {}
    best = network().encode(example.words).arguments(at).argmax(-1)
    return {place: {i: ROLES[k] for i, k in enumerate(row) if k} for place, row in zip(at, best.tolist(), strict=True)}


def held_back_items() -> list[Item]:
    return [item for path in sorted(PRACTICE.glob("*.jsonl")) for item in read_items(path) if held_back(item)]


def gold_of(item: Item) -> list[dict[str, Any]]:
    """The facts of an item with what they leave unsaid, and its marks as evidence if it has marks."""
    if not item.marks:
        return list(item.facts)
    return [DEFAULTS | fact | {"evidence": [[at, at + 4] for at in item.marks[fact["id"]]]} for fact in item.facts]


def coded(items: Sequence[Item], reference: Reference, keep: float) -> Iterator[tuple[Article, Sequence[Signs]]]:
    """The items as coded down to a confidence, and what speaks for each fact."""
    codings = code_many([Text(item.text, item.published_on) for item in items], reference, keep)
    for item, coding in zip(items, codings, strict=True):
        facts = [fact_to_json(fact, reference) for fact in coding.facts]
        yield Article(item.id, item.published_on, gold_of(item), facts), [fact.signs for fact in coding.facts]


def judged(article: Article, reference: Reference) -> list[tuple[bool, bool]]:
    """For each coded fact whether the gold has its kind at that place, and whether both parties are right too."""
    agree = agreement(article, "roles", reference)

    def same(gold: dict[str, Any], fact: dict[str, Any]) -> bool:
        return bool(gold["type"] == fact["type"] and agree(gold, fact))

    right = match(article.gold, article.coded, same)
    return [
        (any(gold["type"] == fact["type"] and touch(gold, fact) for gold in article.gold), n in right)
        for n, fact in enumerate(article.coded)
    ]


def touch(gold: dict[str, Any], fact: dict[str, Any]) -> bool:
    return any(a < d and c < b for a, b in gold["evidence"] for c, d in fact["evidence"])


def sample_items() -> list[Item]:
    """The sample reports that were read while the rules were tuned, with their facts coded by hand."""
    gold = CHECKOUT / "data" / "gold" / "tuned.jsonl"
    return [Item(line["id"], day_of(line), text_of(line, gold), {}, tuple(line["facts"])) for line in read_lines(gold)]


def recalibrate(texts: Sequence[Item], reference: Reference) -> None:
    """Fits both curves on texts, and writes them beside the weights."""
    write_curves({curve: dict.fromkeys(COLUMNS, 1.0) for curve in CURVES})  # to begin with, whatever keeps all facts
    facts = [
        (speaks, judgement)
        for article, signs in coded(texts, reference, keep=0.0)
        for speaks, judgement in zip(signs, judged(article, reference), strict=True)
    ]
    write_curves({curve: calibrate([(speaks, found[n]) for speaks, found in facts]) for n, curve in enumerate(CURVES)})


def write_curves(curves: Mapping[str, Mapping[str, float]]) -> None:
    (WEIGHTS / "calibration.json").write_text(json.dumps(curves, indent=1) + "\n", "utf-8")
    weights.cache_clear()


def main() -> None:
    reference = read_reference()
    if len(sys.argv) > 1:
        print("treebank test", rounded(head_scores(read_treebank(Path(sys.argv[1]) / "test.jsonl"), labelled)))
    for name, scores in layer_scores(read_sentences(PRACTICE / "roles" / "test.jsonl"), labelled).items():
        print(f"field sentences, {name:16}", rounded(scores))
    held = held_back_items()
    recalibrate([*held, *sample_items()], reference)
    kept = list(coded(held, reference, KEEP))
    sure = [
        (confidence(speaks), right)
        for article, signs in kept
        for speaks, (_, right) in zip(signs, judged(article, reference), strict=True)
    ]
    draw({"practice items held back": binned(sure)}, RELIABILITY)
    for (kind, level), figure in score([article for article, _ in kept], reference).figures.items():
        c, interval = figure.counts, f"[{figure.low:.2f}-{figure.high:.2f}]"
        print(f"{kind:10} {level:7} P {c.precision:.2f} R {c.recall:.2f} F1 {c.f1:.2f} {interval} of {c.gold}")


def rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {group: round(f1, 1) for group, f1 in sorted(scores.items())}


if __name__ == "__main__":
    main()
