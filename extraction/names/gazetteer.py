"""Names of actors, weapons and instruments found in text, however they are spelt: S-400, S400, S 400s.

Names and text are cut into the same pieces (runs of letters, runs of digits), folded to plain lower-case
letters without accents, British spelling; separators between the pieces do not count. A capital letter in
the name must stand in the text; the common nouns of weapon categories match in any case.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from extraction.names.reference import Reference
from extraction.values import Span
from schema.vocabulary import ActorNameKind, WeaponNameKind

Sort = Literal["actor", "weapon", "instrument"]

PIECE = re.compile(r"[^\W\d_]+|\d+")
GAP = re.compile(r"[ ./'-]{0,2}| ?& ?")
LONGEST_NAME = 12  # pieces
SPELLINGS = {
    "defense": "defence",  # other spelling
    "armor": "armour",  # other spelling
    "armored": "armoured",  # other spelling
    "program": "programme",
    "license": "licence",
}
NO_PLURAL = ("aircraft", "ammunition", "munitions", "arms", "aid", "equipment", "weaponry", "hardware")


class Mention(NamedTuple):
    """A name in the text: where, what it names, and what sort of name it is."""

    span: Span
    sort: Sort
    id: str
    kind: str
    plural: bool


class Name(NamedTuple):
    sort: Sort
    id: str
    kind: str
    capitals: tuple[bool, ...]  # which pieces must begin with a capital
    exact: str | None  # abbreviations: the letters as they must stand
    plural: bool


def fold(piece: str) -> str:
    """A piece in lower-case letters without accents, in British spelling."""
    if not piece.isascii():
        piece = "".join(c for c in unicodedata.normalize("NFKD", piece) if not unicodedata.combining(c))
        piece = piece.translate({ord("ı"): "i", ord("ł"): "l", ord("ø"): "o", ord("đ"): "d", ord("ß"): "ss"})
    piece = piece.lower()
    return SPELLINGS.get(piece, piece)


def pieces(text: str) -> list[re.Match[str]]:
    return list(PIECE.finditer(text))


def plural_of(name: str) -> str | None:
    """The regular plural of a name, or None if it has none."""
    last = name.rsplit(None, 1)[-1].lower()
    if last in NO_PLURAL or last.endswith("s"):
        return name + "es" if last.endswith("ss") else None
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if last.endswith(("ch", "sh", "x", "z")) else "s")


@dataclass(frozen=True)
class Gazetteer:
    """All names by their folded pieces."""

    names: dict[tuple[str, ...], tuple[Name, ...]]

    @cached_property
    def longest_from(self) -> dict[str, int]:
        longest: dict[str, int] = defaultdict(int)
        for key in self.names:
            longest[key[0]] = max(longest[key[0]], len(key))
        return dict(longest)

    def mentions(self, text: str) -> list[Mention]:
        """Names in the text from left to right, the longest first where they overlap; several for an ambiguous one."""
        found: list[Mention] = []
        cut = pieces(text)
        folded = [fold(match.group()) for match in cut]
        at = 0
        while at < len(cut):
            length, names = self.match(text, cut, folded, at)
            if not names:
                at += 1
                continue
            span = Span(cut[at].start(), end_of(text, cut[at + length - 1].end(), names))
            found += [Mention(span, name.sort, name.id, name.kind, name.plural) for name in names]
            at += length
        return found

    def match(self, text: str, cut: list[re.Match[str]], folded: list[str], at: int) -> tuple[int, tuple[Name, ...]]:
        """The longest name that begins at a piece: how many pieces it takes, and whose it is."""
        if at and cut[at - 1].end() == cut[at].start():
            return 0, ()  # in the middle of a word: the 400 of FCS400
        most = min(self.longest_from.get(folded[at], 0), len(cut) - at)
        for length in range(most, 0, -1):
            if not runs_together(text, cut[at : at + length]):
                continue
            names = self.names.get(tuple(folded[at : at + length]), ())
            fitting = tuple(name for name in names if fits(name, text, cut[at : at + length]))
            after = cut[at + length] if at + length < len(cut) else None
            if fitting and ends_word(after, cut[at + length - 1]):
                return length, fitting
        return 0, ()


def runs_together(text: str, cut: list[re.Match[str]]) -> bool:
    return all(GAP.fullmatch(text, a.end(), b.start()) or is_thousands(text, a, b) for a, b in pairwise(cut))


def is_thousands(text: str, a: re.Match[str], b: re.Match[str]) -> bool:
    """Whether a comma stands between digits: `2,000-pound`."""
    return text[a.end() : b.start()] == "," and a.group().isdigit() and b.group().isdigit()


def ends_word(after: re.Match[str] | None, last: re.Match[str]) -> bool:
    return after is None or after.start() != last.end()


def fits(name: Name, text: str, cut: list[re.Match[str]]) -> bool:
    if name.exact is not None:
        return text[cut[0].start() : cut[-1].end()].replace(".", "") == name.exact
    return all(not capital or match.group()[0].isupper() for capital, match in zip(name.capitals, cut, strict=True))


def end_of(text: str, end: int, names: Iterable[Name]) -> int:
    """An abbreviation written with full stops takes its last one along: U.S."""
    dotted = text[end : end + 1] == "." and text[end - 2 : end - 1] == "."
    return end + 1 if dotted and any(name.exact for name in names) else end


@lru_cache(maxsize=8)
def gazetteer(reference: Reference) -> Gazetteer:
    """The gazetteer of a reference."""
    found: dict[tuple[str, ...], dict[tuple[str, str], Name]] = defaultdict(dict)
    for written, name in all_names(reference):
        key = tuple(fold(match.group()) for match in pieces(written))
        if key and len(key) <= LONGEST_NAME:
            known = found[key].setdefault((name.sort, name.id), name)
            needed = tuple(a and b for a, b in zip(known.capitals, name.capitals, strict=True))
            found[key][name.sort, name.id] = known._replace(capitals=needed)
    return Gazetteer({key: tuple(names.values()) for key, names in found.items()})


def all_names(reference: Reference) -> Iterator[tuple[str, Name]]:
    for actor in reference.actors.values():
        for kind, written in actor.names:
            abbreviation = kind is ActorNameKind.ABBREVIATION
            exact = written.replace(".", "") if abbreviation else None
            yield written, Name("actor", actor.id, kind, capitals(written), exact, False)
            if kind is ActorNameKind.DEMONYM and (several := plural_of(written)):
                yield several, Name("actor", actor.id, kind, capitals(several), None, True)
    for weapon in reference.weapons.values():
        for sort, written in weapon.names:
            if sort is WeaponNameKind.SIPRI:
                continue  # register style, for the loader of that register
            yield written, Name("weapon", weapon.id, sort, capitals(written), None, False)
            if several := plural_of(written):
                yield several, Name("weapon", weapon.id, sort, capitals(several), None, True)
    for instrument in reference.instruments.values():
        for written in instrument.names:
            yield written, Name("instrument", instrument.id, "name", capitals(written), None, False)


def capitals(written: str) -> tuple[bool, ...]:
    return tuple(match.group()[0].isupper() for match in pieces(written))
