"""Figures over folds by story: how sure a fact must be is chosen on the other folds, so that no fold tunes itself."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.names.reference import Reference
from extraction.scoring import ROLES as KINDS
from extraction.scoring import Article, Counts, count

NEAR = dt.timedelta(days=4)
ALIKE = 0.25  # share of the two openings' words, the rarer ones counting
OPENING = 40  # words
COMMON = 0.05  # of the articles: a word in more of them tells no story
THRESHOLDS = tuple(n / 100 for n in range(15, 85, 5))


@dataclass(frozen=True)
class Folds:
    """The articles with the facts that each fold's threshold keeps, the thresholds, and how many stories there are."""

    articles: tuple[Article, ...]
    thresholds: tuple[float, ...]
    stories: int


def cross_validated(articles: Sequence[Article], texts: Mapping[str, str], number: int, reference: Reference) -> Folds:
    """For each fold the threshold that serves type F1 best on the others. Facts without a confidence are kept."""
    story_of = stories(articles, texts)
    fold_of = dealt(story_of, number)
    right = {
        least: [sum((count(kept(a, least), kind, "type", reference) for kind in KINDS), Counts()) for a in articles]
        for least in THRESHOLDS
    }
    chosen = []
    for fold in range(number):
        others = [n for n, article in enumerate(articles) if fold_of[article.id] != fold]
        chosen.append(max(THRESHOLDS, key=lambda least: sum((right[least][n] for n in others), Counts()).f1))
    return Folds(
        tuple(kept(article, chosen[fold_of[article.id]]) for article in articles),
        tuple(chosen),
        len(set(story_of.values())),
    )


def kept(article: Article, least: float) -> Article:
    """The article with the coded facts that are sure enough, and the conditions that still hang on one."""
    sure = {fact["id"] for fact in article.coded if fact.get("confidence", 1) >= least}
    return replace(
        article,
        coded=[
            fact
            for fact in article.coded
            if fact["id"] in sure and (fact["type"] != "condition" or fact.get("attached_to") in sure)
        ],
    )


def stories(articles: Sequence[Article], texts: Mapping[str, str]) -> dict[str, str]:
    """The story of each article, by the id of one of its articles: near in time and alike in how they open."""
    openings = {a.id: set(re.findall(r"[a-z0-9][\w-]+", texts[a.id].lower())[:OPENING]) for a in articles}
    spread = Counter(word for opening in openings.values() for word in opening)
    most = max(3, COMMON * len(articles))
    rare = {id_: {word for word in opening if spread[word] <= most} for id_, opening in openings.items()}
    above = {a.id: a.id for a in articles}

    def top(id_: str) -> str:
        while above[id_] != id_:
            id_ = above[id_]
        return id_

    dated = sorted((a for a in articles if a.published_on), key=lambda a: a.published_on or dt.date.min)
    for n, article in enumerate(dated):
        assert article.published_on is not None
        for other in dated[n + 1 :]:
            assert other.published_on is not None
            if other.published_on - article.published_on > NEAR:
                break
            shared = rare[article.id] & rare[other.id]
            if shared and len(shared) >= ALIKE * min(len(rare[article.id]), len(rare[other.id])):
                above[top(other.id)] = top(article.id)
    return {a.id: top(a.id) for a in articles}


def dealt(story_of: Mapping[str, str], number: int) -> dict[str, int]:
    """The fold of each article: whole stories, the largest first, each to the smallest fold so far."""
    members: dict[str, list[str]] = defaultdict(list)
    for article, story in story_of.items():
        members[story].append(article)
    sizes = [0] * number
    found: dict[str, int] = {}
    for story in sorted(members, key=lambda story: (-len(members[story]), story)):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(members[story])
        found |= dict.fromkeys(members[story], fold)
    return found
