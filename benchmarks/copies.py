"""How well copies are told from independent accounts, on pairs that people labelled.

    python -m benchmarks.copies [--folder data/resolution] [--fold tune|blind] [--errors]

Reads `articles.jsonl` and `article_pairs.jsonl` (data/resolution/README.md) and prints, for each fold, precision and
recall per label, of "is a copy" (a reprint or reworded), of "same event" (a copy or independent), of who copied whom
and of what the copy garbled; and how many copies end in one story, once all articles of the fold are looked up by
their signatures and copies of copies are joined: that is what the record holds. `--errors` names the pairs that were
judged wrong, of the tuning fold only: looking at those of the blind fold spends it.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extraction.exchange import slug
from loaders.stories.deciding import Decider
from loaders.stories.direction import who_copied
from loaders.stories.embedding import Array, embed
from loaders.stories.garbling import garbled, words_of
from loaders.stories.grouping import stories
from loaders.stories.index import Entry, Index
from loaders.stories.likeness import COPIES, Kind, Verdict, compare
from loaders.stories.signatures import sign
from loaders.stories.texts import Account
from schema.settings import CHECKOUT

LABELS = {"reprint": Kind.REPRINT, "spun": Kind.REWORDED, "independent": Kind.INDEPENDENT, "different": Kind.DIFFERENT}


@dataclass(frozen=True)
class Pair:
    """A labelled pair, and what was made of it."""

    label: Kind
    told: Mapping[str, Any]
    left: Account
    right: Account
    verdict: Verdict


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    asked.add_argument("--folder", type=Path, default=CHECKOUT / "data" / "resolution")
    asked.add_argument("--fold", choices=["tune", "blind"], action="append")
    asked.add_argument("--errors", action="store_true")
    given = asked.parse_args()
    articles = {row["id"]: account(row) for row in rows(given.folder / "articles.jsonl")}
    told = list(rows(given.folder / "article_pairs.jsonl"))
    for fold in given.fold or ("tune", "blind"):
        pairs = [judged(row, articles) for row in told if row["fold"] == fold]
        print(f"{fold}: {len(pairs)} pairs")
        report(pairs)
        joined(pairs)
        if given.errors and fold == "tune":
            for pair in pairs:
                if pair.verdict.kind is not pair.label:
                    print(f"  {pair.left.id} {pair.right.id}: {pair.label} taken for {pair.verdict.kind}", end=" ")
                    print(pair.verdict.score, "; ".join(pair.verdict.reasons))


def rows(file: Path) -> Iterable[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def account(row: Mapping[str, Any]) -> Account:
    day = row.get("published_on")
    return Account(
        row["id"],
        row["text"],
        row.get("title"),
        slug(row.get("source") or "") or None,
        row.get("agency"),
        dt.date.fromisoformat(day) if day else None,
    )


@cache
def embedded(article: Account) -> Array:
    return embed(article.written)


def judged(row: Mapping[str, Any], articles: Mapping[str, Account]) -> Pair:
    left, right = articles[row["left"]], articles[row["right"]]
    return Pair(LABELS[row["label"]], row, left, right, compare(left, right, embedded))


def report(pairs: list[Pair]) -> None:
    for kind in Kind:
        figures(kind, [(pair.verdict.kind is kind, pair.label is kind) for pair in pairs])
    figures("is a copy", [(pair.verdict.is_copy, pair.label in COPIES) for pair in pairs])
    different = Kind.DIFFERENT
    figures("same event", [(pair.verdict.kind is not different, pair.label is not different) for pair in pairs])
    directions(pairs)
    garblings(pairs)


def figures(name: str, found: list[tuple[bool, bool]]) -> None:
    right = sum(said and meant for said, meant in found)
    said, meant = sum(said for said, _ in found), sum(meant for _, meant in found)
    precision, recall = right / said if said else 1.0, right / meant if meant else 1.0
    print(f"  {name:12} precision {precision:.3f} ({right}/{said})  recall {recall:.3f} ({right}/{meant})")


def directions(pairs: list[Pair]) -> None:
    """Of the copies whose direction is labelled: how many are told right, and of those told surely."""
    told = [(pair, who_copied(pair.left, pair.right)) for pair in pairs if pair.told.get("direction")]
    right = [
        (found.original is (pair.left if pair.told["direction"] == "left" else pair.right), found.surety)
        for pair, found in told
    ]
    sure = [correct for correct, surety in right if surety >= 0.8]
    print(f"  who copied whom: {sum(correct for correct, _ in right)} of {len(right)} right; ", end="")
    print(f"of {len(sure)} told with .8 or more, {sum(sure)}")


def joined(pairs: list[Pair]) -> None:
    """Of the copies: how many are in one story with their originals, and how many others are."""
    known = {article.id: article for pair in pairs for article in (pair.left, pair.right)}
    decider, index = Decider(), Index()
    entries = []
    for article in known.values():
        signature, sentences = sign(article, "en")
        decider.know(article, sentences)
        entries.append(Entry(article.id, article.published_on, signature))
    rows = index.add(entries)
    met = [(index.ids[one], index.ids[other]) for one, other in sorted(index.meeting(rows))]
    groups = [[index.ids[row] for row in sorted(same, key=index.order)] for same in index.members.values()]
    told = stories(known, decider.copyings([group for group in groups if len(group) > 1], met))
    story_of = {place.article: story.id for story in told for place in story.places}
    print(f"  {len(met)} pairs looked at of {len(known)} articles; {len(told)} stories", end=", ")
    print(f"{sum(place.copied_from is None for story in told for place in story.places)} origins in them")
    found = [(story_of.get(pair.left.id, pair.left.id), story_of.get(pair.right.id)) for pair in pairs]
    figures(
        "in one story",
        [(one == other, pair.label in COPIES) for (one, other), pair in zip(found, pairs, strict=True)],
    )


def garblings(pairs: list[Pair]) -> None:
    """Of the garblings labelled in copies: how many are found; and how many copies without any show some."""
    hits = meant = said = 0
    for pair in pairs:
        if pair.label not in COPIES or not pair.told.get("direction"):
            continue
        left = pair.told["direction"] == "left"
        original, copy = (pair.left, pair.right) if left else (pair.right, pair.left)
        found = words_of(
            copy.text, garbled(copy, original, None if pair.label is Kind.REPRINT else embedded), original.text
        )
        wanted = pair.told.get("garbled", ())
        said += len(found)
        meant += len(wanted)
        hits += sum(
            any(mine in row["copy"] and its in row["original"] for mine, its in found)
            or any(row["copy"] in mine and row["original"] in its for mine, its in found)
            for row in wanted
        )
    print(f"  garbled: {hits} of {meant} labelled found; {said} shown in all")


if __name__ == "__main__":
    main()
