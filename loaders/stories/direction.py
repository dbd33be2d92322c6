"""Which of two articles that tell the same was copied from the other, and how surely."""

import re
from dataclasses import dataclass
from math import exp

from extraction.exchange import slug
from loaders.stories.likeness import rarity, told
from loaders.stories.texts import Account
from schema.vocabulary import GarblingKind

# What speaks for an original, in log-odds.
CREDITED = 3.0  # the other names it as where it has the story from
EARLIER = 2.0
CLEARLY_EARLIER = 3.0  # by two days or more
LONGER = 0.7  # holds what the other holds, and more
BETTER_SPELT = 0.5  # its names are the usual ones where the two differ
MUCH_LONGER = 1.12
GENERIC = re.compile(r"-(?:newswire|news-wire|news-agency|press-agency|wire|news|agency)$")
SHORTEST_NAME = 3


@dataclass(frozen=True)
class Direction:
    """Who copied whom, how surely from one half to 1, and what speaks for it."""

    original: Account
    copy: Account
    surety: float
    reasons: tuple[str, ...]


def who_copied(one: Account, other: Account, *, same_words: bool = False) -> Direction:
    """The likelier direction; where nothing tells, the first by day and id counts as the original, as surely as not.

    Texts of the same words are told apart by what stands around them alone.
    """
    first, second = sorted((one, other), key=lambda account: account.order)
    signs = [*credit(first, second), *time(first, second)]
    if not same_words:
        signs += [*length(first, second), *spelling(first, second)]
    total = round(sum(weight for weight, _ in signs), 6)
    original, copy = (first, second) if total >= 0 else (second, first)
    reasons = tuple(reason for weight, reason in signs if (weight >= 0) == (total >= 0))
    return Direction(original, copy, round(1 / (1 + exp(-abs(total))), 3), reasons)


def credit(first: Account, second: Account) -> list[tuple[float, str]]:
    """What the credits of two articles say, positive for the first as the original."""
    to_first, to_second = credited(second, first), credited(first, second)
    if to_first and not to_second:
        return [(CREDITED, f"the copy credits {to_first}")]
    if to_second and not to_first:
        return [(-CREDITED, f"the copy credits {to_second}")]
    return []


def credited(article: Account, other: Account) -> str | None:
    """The source of another article if an article credits it, unless that is its own source."""
    if not other.source or other.source == article.source:
        return None
    named = {f"-{name}-" for name in names_of(other.source)}
    said = (f"-{slug(article.furniture)}-", f"-{slug(article.agency or '')}-")
    return other.source if any(name in words for name in named for words in said) else None


def names_of(source: str) -> tuple[str, ...]:
    """A source's name, and what it is called for short."""
    short = GENERIC.sub("", source)
    return (source, short) if short != source and len(short) >= SHORTEST_NAME else (source,)


def time(first: Account, second: Account) -> list[tuple[float, str]]:
    if first.published_on is None or second.published_on is None or first.published_on == second.published_on:
        return []
    days = (second.published_on - first.published_on).days
    weight = CLEARLY_EARLIER if days > 1 else EARLIER
    return [(weight, f"the original was published {days} day{'s' * (days > 1)} earlier")]


def length(first: Account, second: Account) -> list[tuple[float, str]]:
    if min(first.size, second.size) * MUCH_LONGER > max(first.size, second.size):
        return []
    return [(LONGER if first.size > second.size else -LONGER, "the original has what the copy has, and more")]


def spelling(first: Account, second: Account) -> list[tuple[float, str]]:
    """Copies mangle names: whose own spellings are the rarer is the likelier copy."""
    odd = [oddness(first, second), oddness(second, first)]
    if odd[0] == odd[1]:
        return []
    return [(BETTER_SPELT if odd[0] < odd[1] else -BETTER_SPELT, "the names of the original are spelt the usual way")]


def oddness(account: Account, other: Account) -> float:
    """How rare an article's names are that the other spells otherwise."""
    names = {word.key for words in account.sentences for word in words if word.kind is GarblingKind.NAME}
    return round(sum(rarity(name) for name in names if 0 < told(name, other.marks) < 1), 6)
