"""Whether a document is worth reading at all. Whole documents only: single sentences lose a fifth of the facts."""

import re

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
    r"[A-Za-z]{1,4}-?\d{1,4}[A-Za-z]{0,2})\b",
    re.IGNORECASE,
)
DEEDS = re.compile(
    r"\b(?:ask|request|urg|demand|appeal|call(?:s|ed|ing)? (?:on|for|upon)|seek|sought|press|plead|"
    r"beg|insist|lobb|petition|"
    r"propos|suggest|warn|want|refus|reject|declin|rul(?:e|es|ed|ing) out|agree|approv|grant|allow|permit|authori[sz]|"
    r"consent|veto|block|oppos|den(?:y|ie)|sanction|embargo|ban|bar(?:s|red|ring)?\b|blacklist|suspend|halt|freez|froz|"
    r"restrict|lift|waiv|threat|expel|exclu|oust|eject|remov|withdr[ae]w|scrap|dispos|cancel|abandon|give up|"
    r"sell|sold|sale|buy|bought|purchas|acquir|procur|order|deliver|suppl|send|sent|ship|provid|giv|gave|donat|transfer|"
    r"deploy|station|lend|lent|leas|loan|export|offer|pledg|promis|receiv|get|got|hand(?:s|ed|ing)? over|return|swap|"
    r"exchang|deal|contract|condition|package|aid)",
    re.IGNORECASE,
)


def on_topic(text: str) -> bool:
    """Whether the text names both a weapon and a deed of arms diplomacy."""
    return WEAPONS.search(text) is not None and DEEDS.search(text) is not None
