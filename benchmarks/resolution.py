"""How well accounts of one fact are told from accounts of others: the labelled pairs of `data/resolution`.

`python -m benchmarks.resolution` prints precision and recall of each fold; the blind fold was not looked at while the
weights were fitted.
"""

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extraction.exchange import principal_id, weapon_id
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from loaders.resolution.account import CHIEF, Account
from loaders.resolution.deciding import SAME, UNSURE
from loaders.resolution.likeness import likeness
from loaders.resolution.words import wording
from schema.settings import CHECKOUT
from schema.vocabulary import FactKind

FOLDER = CHECKOUT / "data" / "resolution"
TERMS = ("action", "measure", "mode", "decision", "stage", "stance", "outcome", "formality", "force", "instrument")


@dataclass(frozen=True)
class Pair:
    left: Account
    right: Account
    same: bool
    affair: str
    fold: str
    why: str
    hangs: bool | None


def labelled_pairs(reference: Reference) -> list[Pair]:
    """The labelled pairs of facts."""
    articles = {article["id"]: article for article in lines("articles.jsonl")}
    copies = originals()
    found = []
    for pair in (*lines("fact_pairs.jsonl"), *lines("course_pairs.jsonl")):
        left, right = (account_of(articles, copies, side, reference) for side in (pair["left"], pair["right"]))
        hung = [above(articles, copies, side, reference) for side in (pair["left"], pair["right"])]
        hangs = None
        if hung[0] and hung[1]:
            like = likeness(hung[0], hung[1], reference) if hung[0].kind == hung[1].kind else None
            hangs = like is not None and like.score >= SAME
        same, affair = pair.get("label", "same") == "same", articles[pair["left"]["article"]]["affair"]
        found.append(Pair(left, right, same, affair, pair["fold"], pair["why"], hangs))
    return found


def lines(name: str) -> Iterator[Any]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def originals() -> Mapping[str, str]:
    """The article that each copy goes back to, as labelled."""
    above: dict[str, str] = {}
    for pair in lines("article_pairs.jsonl"):
        if pair["label"] in ("reprint", "spun"):
            first, copy = pair["left"], pair["right"]
            if pair.get("direction") == "right":
                first, copy = copy, first
            above.setdefault(copy, first)
    for copy in above:
        seen = {copy}
        while above[copy] in above and above[copy] not in seen:
            seen.add(above[copy])
            above[copy] = above[above[copy]]
    return above


def above(articles: Mapping[str, Any], copies: Mapping[str, str], side: Any, reference: Reference) -> Account | None:
    """The account that one hangs on."""
    fact = fact_of(articles, side)
    name = fact.get("attached_to") or fact.get("to")
    if not name:
        return None
    over = {"article": side["article"], "fact": name}
    return above(articles, copies, over, reference) or account_of(articles, copies, over, reference)


def fact_of(articles: Mapping[str, Any], side: Any) -> Any:
    return next(fact for fact in articles[side["article"]]["facts"] if fact["id"] == side["fact"])


def account_of(articles: Mapping[str, Any], copies: Mapping[str, str], side: Any, reference: Reference) -> Account:
    article, fact = articles[side["article"]], fact_of(articles, side)
    day = dt.date.fromisoformat(article["published_on"])
    kind = FactKind(fact["type"])
    roles = (*CHIEF[kind], "beneficiary")
    when = [dt.date.fromisoformat(each) for each in fact.get("date") or ()]
    things = fact.get("objects") or fact.get("trigger") or ()
    return Account(
        id=f"{side['article']}/{side['fact']}",
        kind=kind,
        parties={role: principal_id(fact[role], reference, day) if fact.get(role) else None for role in roles},
        actors={role: fact.get(role) for role in roles},
        terms={name: fact.get(name) for name in TERMS},
        things=frozenset(weapon_id(thing, reference) or thing for thing in things),
        quantities=frozenset({(singular(fact.get("unit")), float(fact["quantity"]))} if fact.get("quantity") else ()),
        earliest=when[0] if when else None,
        latest=when[1] if when else None,
        told_on=day,
        place=fact.get("place") or "",
        origin=copies.get(side["article"], side["article"]),
        wording=wording(fact["quote"]),
    )


def singular(unit: str | None) -> str | None:
    return re.sub(r"ies$", "y", unit).removesuffix("s") if unit else None


def main() -> None:
    reference = read_reference()
    pairs = labelled_pairs(reference)
    for fold in ("tune", "blind"):
        counts: Counter[str] = Counter()
        for pair in pairs:
            if pair.fold == fold:
                found = likeness(pair.left, pair.right, reference, hangs=pair.hangs)
                counts[outcome(pair.same, found.score if found else 0.0)] += 1
        right, invented, missed = counts["right"], counts["invented"], counts["missed"]
        print(
            f"{fold}: {sum(counts.values())} pairs, precision {right / max(1, right + invented):.3f}, "
            f"recall {right / max(1, right + missed):.3f}, {counts['unsure']} of them left to people"
        )


def outcome(same: bool, score: float) -> str:
    if score >= SAME:
        return "right" if same else "invented"
    if same:
        return "missed"
    return "unsure" if score >= UNSURE else "left"


if __name__ == "__main__":
    main()
