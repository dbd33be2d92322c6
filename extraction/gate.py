"""Whether a document is worth reading at all. Whole documents only: single sentences lose a fifth of the facts."""

import re

# Either list alone is common in off-topic news; a document of ours has something of both.
WEAPONS = re.compile(
    r"\b(?:arms?|armou?r\w*|weapon\w*|munition\w*|ammunition|missiles?|rockets?|warheads?|tanks?|howitzers?|artillery|"
    r"shells|mortars?|drones?|uavs?|fighters?|warplanes?|jets|aircraft|helicopters?|gunships?|submarines?|frigates?|"
    r"corvettes?|warships?|destroyers?|air[- ]defen[cs]e|missile[- ]defen[cs]e|interceptors?|launchers?|batter(?:y|ies)|"
    r"nuclear|uranium|enrichment|centrifuges?|ballistic|chemical weapons?|nerve agent|mines|torpedo(?:es)?|radars?|"
    r"military (?:aid|equipment|hardware|assistance|support|technology|supplies|sales?|exports?|programmes?|programs?)|"
    r"defen[cs]e (?:equipment|systems?|exports?|sales?|sector|industry|procurement|contracts?|deals?|cooperation)|"
    r"lethal|embargo\w*|re-?export\w*|patriots?|leopards?|himars|atacms|javelins?|stingers?|thaad|caatsa|"
    r"[A-Za-z]{1,4}-?\d{1,4}[A-Za-z]{0,2})\b",
    re.IGNORECASE,
)
DEEDS = re.compile(
    r"\b(?:ask|request|urg|demand|appeal|call(?:s|ed|ing)? (?:on|for)|seek|sought|press|plead|beg|insist|lobb|petition|"
    r"refus|reject|declin|rul(?:e|es|ed|ing) out|agree|approv|grant|allow|permit|authori[sz]|consent|veto|block|"
    r"sanction|embargo|ban|blacklist|suspend|halt|freez|froz|restrict|lift|waiv|"
    r"sell|sold|sale|buy|bought|purchas|acquir|procur|order|deliver|suppl|send|sent|ship|provid|giv|gave|donat|transfer|"
    r"deploy|station|lend|lent|leas|loan|export|offer|pledg|promis|receiv|hand(?:s|ed|ing)? over|deal|contract|condition)",
    re.IGNORECASE,
)


def on_topic(text: str) -> bool:
    """Whether the text names both a weapon and a deed of arms diplomacy."""
    return WEAPONS.search(text) is not None and DEEDS.search(text) is not None
