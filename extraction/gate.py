"""Whether a document is worth reading at all. Whole documents only: single sentences lose a fifth of the facts."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from extraction.names.gazetteer import PIECE, SPELLINGS, Gazetteer, Name, fold, gazetteer
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from extraction.text.clean import plain
from schema.vocabulary import WeaponNameKind

# Either list alone is common in off-topic news; a document of ours has something of both.
WEAPONS = re.compile(
    r"\b(?:arms?|armou?r\w*|weapon\w*|munition\w*|ammunition|missiles?|rockets?|warheads?|tanks?|howitzers?|artillery|"
    r"shells|mortars?|drones?|uavs?|fighters?|warplanes?|jets|aircraft|helicopters?|gunships?|submarines?|frigates?|"
    r"corvettes?|warships?|destroyers?|air[- ]defen[cs]e|missile[- ]defen[cs]e|interceptors?|launchers?|"
    r"batter(?:y|ies)|"
    r"nuclear|uranium|enrichment|centrifuges?|ballistic|chemical weapons?|nerve agent|mines|torpedo(?:es)?|radars?|"
    r"military (?:aid|equipment|hardware|assistance|support|technology|supplies|sales?|exports?|programmes?|programs?)|"
    r"defen[cs]e (?:equipment|systems?|exports?|sales?|sector|industry|procurement|contracts?|deals?|cooperation)|"
    r"lethal|embargo\w*|re-?export\w*|patriots?|leopards?|himars|atacms|javelins?|stingers?|thaad|caatsa|"
    # ambiguous names on the list, but in the plural seldom anything else
    r"abrams|apaches|bradleys|tomahawks|eurofighters?|migs|sukhois?|mirages|"
    r"[a-z]{1,4}-?\d{1,4}[a-z]{0,2})\b"
)
DEEDS = re.compile(
    r"\b(?:ask|request|urg|demand|appeal|call(?:s|ed|ing)? (?:on|for|upon)|seek|sought|press|plead|"
    r"beg|insist|lobb|petition|"
    r"propos|suggest|warn|want|refus|reject|declin|rul(?:e|es|ed|ing) out|agree|approv|grant|allow|permit|authori[sz]|"
    r"consent|veto|block|oppos|den(?:y|ie)|sanction|embargo|ban|bar(?:s|red|ring)?\b|blacklist|suspend|halt|freez|froz|"
    r"restrict|lift|waiv|threat|expel|exclu|oust|eject|remov|withdr[ae]w|scrap|dispos|cancel|abandon|give up|"
    r"sell|sold|sale|buy|bought|purchas|acquir|procur|order|deliver|suppl|send|sent|ship|provid|giv|gave|donat|transfer|"
    r"deploy|station|lend|lent|leas|loan|export|offer|pledg|promis|receiv|get|got|hand(?:s|ed|ing)? over|return|swap|"
    r"exchang|deal|contract|condition|package|aid)"
)


@dataclass(frozen=True)
class Names:
    """The weapon names of the lists that need no other word to vouch for them.

    `rarest` leads from the longest piece of each name to all its pieces, so that most texts are told by one set.
    """

    names: Gazetteer
    rarest: dict[str, tuple[frozenset[str], ...]]

    def any_in(self, text: str, words: set[str]) -> bool:
        """Whether one stands in the text, whose folded pieces are `words`."""
        for piece in words & self.rarest.keys():
            if any(pieces <= words for pieces in self.rarest[piece]):
                return bool(self.names.mentions(text))
        return False


def on_topic(text: str, reference: Reference | None = None) -> bool:
    """Whether the text names both a weapon and a deed of arms diplomacy; weapons as `reference` or our lists have them.

    Lower-case letters throughout, since a pattern that ignores case takes three times as long.
    """
    clean = plain(text).replace("\n", " ")
    lower = clean.lower()
    if DEEDS.search(lower) is None:
        return False
    return WEAPONS.search(lower) is not None or named(reference or read_reference()).any_in(clean, words_of(clean))


def words_of(text: str) -> set[str]:
    """The folded pieces of a text."""
    if not text.isascii():
        return {fold(piece) for piece in PIECE.findall(text)}
    words = set(PIECE.findall(text.lower()))
    words.update(ours for other, ours in SPELLINGS.items() if other in words)
    return words


@lru_cache(maxsize=8)
def named(reference: Reference) -> Names:
    """The names of a reference without ambiguous ones and reporting names (May, Farmer, Kent)."""

    def sure(name: Name) -> bool:
        return name.sort == "weapon" and name.kind != WeaponNameKind.NATO and not reference.weapons[name.id].ambiguous

    kept = {
        key: fitting
        for key, names in gazetteer(reference).names.items()
        if (fitting := tuple(name for name in names if sure(name)))
    }
    rarest: dict[str, list[frozenset[str]]] = defaultdict(list)
    for key in kept:
        # Single letters are everywhere (Turkey's), so a mark such as S 400 is told by its number.
        longest = max(key, key=lambda piece: (len(piece) > 1, piece.isalpha(), len(piece)))
        rarest[longest].append(frozenset(key))
    return Names(Gazetteer(kept), {piece: tuple(pieces) for piece, pieces in rarest.items()})
