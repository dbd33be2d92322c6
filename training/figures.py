"""How good the weights are, on what they have not learned from; and the calibration that follows from it.

    python -m training.figures [TREEBANK]

Prints head-level F1 of PropBank's roles on the treebank's test part and on our own field sentences, and the coder's
scores on the practice items held back; writes `calibration.json` beside the weights.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from extraction import confidence
from extraction.coder import Text, code_many
from extraction.exchange import fact_to_json
from extraction.learned import WEIGHTS, Closer, network
from extraction.reference import Reference
from extraction.reference_lists import read_reference
from extraction.scoring import Article, agreement, match, score
from schema.settings import CHECKOUT
from training.calibration import calibrate
from training.items import Item, held_back, read_items
from training.measure import head_scores
from training.sentences import read_sentences
from training.treebank import ROLES, Example, read_treebank

PRACTICE = CHECKOUT / "data" / "practice"
Labels = Mapping[int, Mapping[int, str]]


def labelled(example: Example) -> Labels:
    """The network's roles of the gold predicates of a sentence."""
    at = [predicate.at for predicate in example.predicates]
    if not at:
        return {}
    ((_, closer),) = network().read([example.words])
    assert isinstance(closer, Closer)
    best = closer.arguments(at).argmax(-1)
    return {place: {i: ROLES[k] for i, k in enumerate(row) if k} for place, row in zip(at, best.tolist(), strict=True)}


def held_back_items() -> list[Item]:
    return [item for path in sorted(PRACTICE.glob("*.jsonl")) for item in read_items(path) if held_back(item)]


def gold_of(item: Item) -> list[dict[str, Any]]:
    """The facts of an item with its marks as evidence."""
    return [fact | {"evidence": [[at, at + 4] for at in item.marks[fact["id"]]]} for fact in item.facts]


def coded(items: Iterable[Item], reference: Reference) -> list[Article]:
    items = list(items)
    codings = code_many([Text(item.text, item.published_on) for item in items], reference)
    return [
        Article(item.id, item.published_on, gold_of(item), [fact_to_json(fact, reference) for fact in coding.facts])
        for item, coding in zip(items, codings, strict=True)
    ]


def right_or_wrong(articles: Iterable[Article], reference: Reference) -> list[tuple[float, bool]]:
    """The confidence of each coded fact, and whether its kind and both parties are right."""
    found = []
    for article in articles:
        agree = agreement(article, "roles", reference)

        def same(gold: dict[str, Any], fact: dict[str, Any], agree: Callable[..., bool] = agree) -> bool:
            return bool(gold["type"] == fact["type"] and agree(gold, fact))

        right = match(article.gold, article.coded, same)
        found += [(float(fact["confidence"]), n in right) for n, fact in enumerate(article.coded)]
    return found


def main() -> None:
    reference = read_reference()
    if len(sys.argv) > 1:
        print("treebank test", rounded(head_scores(read_treebank(Path(sys.argv[1]) / "test.jsonl"), labelled)))
    print("field sentences", rounded(head_scores(read_sentences(PRACTICE / "roles" / "test.jsonl"), labelled)))
    raw = {"sureness": [0.0, 1.0], "right": [0.0, 1.0], confidence.RULE_ALONE: -1.0}
    write_calibration(raw)
    articles = coded(held_back_items(), reference)
    facts = right_or_wrong(articles, reference)
    alone = [right for sure, right in facts if sure < 0]
    at, right = calibrate([(sure, good) for sure, good in facts if sure >= 0])
    write_calibration(
        {"sureness": at, "right": right, confidence.RULE_ALONE: round((sum(alone) + 1) / (len(alone) + 2), 2)}
    )
    for (kind, level), figure in score(articles, reference).figures.items():
        c, interval = figure.counts, f"[{figure.low:.2f}-{figure.high:.2f}]"
        print(f"{kind:10} {level:7} P {c.precision:.2f} R {c.recall:.2f} F1 {c.f1:.2f} {interval} of {c.gold}")


def write_calibration(content: Mapping[str, Any]) -> None:
    (WEIGHTS / "calibration.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    confidence.curve.cache_clear()


def rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {group: round(f1, 1) for group, f1 in sorted(scores.items())}


if __name__ == "__main__":
    main()
