"""What a text and the lists know: whom and what a name means, where a quote stands. Nothing is guessed."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extraction.names.gazetteer import Mention, Sort, fold, gazetteer, pieces
from extraction.names.reference import Reference
from extraction.sentences.nouns import nouns
from extraction.sentences.things import STUFF
from extraction.text.clean import PLAIN, plain
from extraction.values import Party, Span
from schema.vocabulary import WeaponLevel

SHORTEST_QUOTE = 3  # words: a name alone stands in the text whatever is said of it
# What may stand beside a name and the nouns of office without changing whom it means.
SMALL = frozenset("a an the of in for and s his her its senior top high ranking unnamed ruling federal new".split())


class Unfounded(Exception):  # noqa: N818 - no error of the program: what a model said has nothing to stand on
    """A name or quote that the text or the lists do not bear out; the message says why."""


@dataclass(frozen=True)
class Page:
    """A text as the model gets it, and who and what is named in it.

    `actors` are all actors named and what they act for, `weapons` all weapons named and what is above them.
    """

    text: str
    published_on: dt.date | None
    reference: Reference
    actors: frozenset[str]
    weapons: frozenset[str]


def page(text: str, published_on: dt.date | None, reference: Reference) -> Page:
    """The page of a text; offsets in it are offsets in the text."""
    clean = plain(text)
    mentions = gazetteer(reference).mentions(clean)
    named = [mention.id for mention in mentions if mention.sort == "actor"]
    actors = {*named, *(reference.principal(actor, published_on) for actor in named)}
    weapons = {above for m in mentions if m.sort == "weapon" for above in reference.lineage(m.id)}
    return Page(clean, published_on, reference, frozenset(actors), frozenset(weapons))


def span_of(quote: str, text: Page, taken: Sequence[Span]) -> Span | None:
    """Where a quote stands word for word, the first place not taken; None if all are. Raises Unfounded."""
    words = quote.translate(PLAIN).strip()
    if len(pieces(words)) < SHORTEST_QUOTE:
        raise Unfounded(f'the quote "{quote}" is too short: give the clause that tells the fact')
    places = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text.text)]
    if not places:
        raise Unfounded(f'the quote "{quote}" does not stand in the text word for word')
    return next((place for place in places if place not in taken), None)


def party(name: str, text: Page) -> Party:
    """Whom a name means. Raises Unfounded."""
    written = name.translate(PLAIN)
    found = mentions_in(written, "actor", text)
    if not found:
        raise Unfounded(f'"{name}" is no actor on the lists')
    principals = {text.reference.principal(mention.id, text.published_on) for mention in found}
    if len(principals) > 1:
        raise Unfounded(f'"{name}" may mean {listed(sorted(principals), text)}: name one')
    if not is_name(written, found):
        raise Unfounded(f'"{name}" is not just a name of {listed(sorted(principals), text)}: give the name alone')
    (principal,) = principals
    specific = [mention.id for mention in found if mention.id != principal]
    actor = specific[-1] if specific else principal
    if actor not in text.actors and not stands(written, text):
        raise Unfounded(f'"{name}" is not named in the text')
    return Party(actor, principal)


def weapon(name: str, text: Page) -> str:
    """The weapon that a name means. Raises Unfounded."""
    written = name.translate(PLAIN)
    found = meant([mention.id for mention in mentions_in(written, "weapon", text)], text)
    if not found:
        raise Unfounded(f'"{name}" is no weapon on the lists')
    if len(found) > 1:
        names = " or ".join(text.reference.weapons[one].name for one in found)
        raise Unfounded(f'"{name}" may mean {names}: name one')
    if found[0] not in text.weapons and not stands(written, text):
        raise Unfounded(f'"{name}" is not named in the text')
    return found[0]


def instrument(name: str, text: Page) -> str:
    """The law or resolution that a name means. Raises Unfounded."""
    found = {mention.id for mention in mentions_in(name.translate(PLAIN), "instrument", text)}
    if len(found) != 1:
        raise Unfounded(f'"{name}" is no law or resolution on the lists')
    return found.pop()


def verbatim(words: str, text: Page) -> str:
    """Words that stand in the text. Raises Unfounded."""
    if not stands(words.translate(PLAIN), text):
        raise Unfounded(f'"{words}" does not stand in the text')
    return words


def mentions_in(written: str, sort: Sort, text: Page) -> list[Mention]:
    return [mention for mention in gazetteer(text.reference).mentions(written) if mention.sort == sort]


def stands(written: str, text: Page) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(written.strip())}(?!\w)", text.text, re.IGNORECASE))


def listed(actors: Iterable[str], text: Page) -> str:
    return " or ".join(text.reference.actors[actor].name for actor in actors)


def is_name(written: str, found: Sequence[Mention]) -> bool:
    """Whether beside the names there are but titles and nouns of office; then also a person's name may be unknown."""
    rest = [
        match.group()
        for match in pieces(written)
        if not any(mention.span.overlaps(Span(*match.span())) for mention in found)
    ]
    offices = [word for word in rest if is_office(fold(word))]
    others = [word for word in rest if word not in offices and fold(word) not in SMALL]
    return not others or (bool(offices) and all(word[0].isupper() for word in others))


def is_office(word: str) -> bool:
    forms = {word, word.removesuffix("s"), word.removesuffix("ies") + "y"}
    return not forms.isdisjoint(nouns().role_nouns)


def meant(weapons: Sequence[str], text: Page) -> list[str]:
    """Of the weapons in one name those that say what it is: parts before what they are for, types before categories."""
    reference = text.reference
    if stuff := [one for one in weapons if any(reference.is_a(one, sort) for sort in STUFF)]:
        return stuff[:1]
    types = [one for one in weapons if reference.weapons[one].level is not WeaponLevel.CATEGORY]
    kept = list(dict.fromkeys(types or weapons))
    return [one for one in kept if not any(other != one and reference.is_a(other, one) for other in kept)]
