"""The lines that are not the story, by how they are worded: bylines, datelines, and the tails under an article."""

import re

from extraction.text.calendar import MONTH
from schema.vocabulary import PartKind

LONGEST_DAY_LINE = 120

DAY = r"(?:[A-Z][a-z]{2,8}\.?\ \d{1,2}|\d{1,2}\ [A-Z][a-z]{2,8})(?:,?\ \d{4})?"
DATELINE = re.compile(
    rf"""(?:[A-Z][\w.'-]*(?:[ /-][A-Z][\w.'-]*){{0,4}}             # ANKARA, WASHINGTON/BRUSSELS, New Delhi
          (?:,\ [A-Z][\w.]+)?(?:,?\ {DAY})?\ ?
        )?
        \((?P<agency>[A-Z][\w .'&-]{{1,40}})\)\ ?(?:-{{1,2}}|:)\ ?   # (Reuters) -
      | [A-Z][A-Z.'-]{{2,}}(?:[ /-][A-Z][A-Z.'-]+){{0,4}}(?:,\ [A-Z][\w.]+)?(?:,?\ {DAY})?\ ?-{{1,2}}\ """,
    re.VERBOSE,
)
NAMES = r"[A-Z][\w.'-]+(?:[ ,&/]+(?:and )?[A-Z][\w.'-]+){1,7}"
BYLINE = re.compile(
    rf"(?:[A-Z]+\. )?(?:By|BY|Reporting by|Written by)\s+(?P<names>{NAMES})(?:,? in [A-Z][\w .'-]+|, [\w ]+)?$|"
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w.'-]+){1,2})(?: in|,) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?$"
)
AGENCY_LINE = re.compile(
    r"(?:From|Via|By) (?:our agencies|the agencies|agencies|[A-Z][\w]+(?: [A-Z][\w]+)* in [A-Z][\w ]+)$"
)
TAILS = (
    (
        PartKind.COPYRIGHT,
        re.compile(
            r"(?:©|\(c\)|copyright\b).*\d{4}|(?:©|\(c\) )|.{0,80}\ball rights reserved\.?$|all rights reserved",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.CONTACT,
        re.compile(
            r"(?:for (?:more|further) information,? (?:please )?(?:contact|call|e-?mail|visit|write)\b|"
            r"to (?:contact|reach) the (?:reporter|editor|writer|author|desk)|write to (?:the|us|him|her)\b|"
            r"(?:contact|email|e-mail|tips?)\b[^.]{0,40}:?.*@|\S+@\S+\.\w+$)",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.CORRECTION,
        re.compile(
            r"(?:\(?(?:correction|corrected|corrects|clarification|clarified)\b|"
            r"(?:editor|this (?:story|article|version)).{0,40}"
            r"(?:note|has been (?:corrected|updated|amended)|corrects?\b))",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.LINKS,
        re.compile(
            r"(?:(?:read|see|watch|listen)(?: more| also| next)\b|also read|"
            r"see (?:all )?(?:of )?our\b.{0,80}\bcoverage\b|continue reading\b.{0,40}$|"
            r"related(?: stories| coverage| articles)?\s*:|more (?:on|from)\b|"
            r"further reading|follow (?:us|@)|subscribe|sign up|click here|recommended|https?://\S+$)",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.AGENCY,
        re.compile(
            r"(?:-{1,2} ?)?(?:[Ss]ources?:|[Ww]ith (?:inputs?|reporting|files|material) from|[Aa]gency:|[Vv]ia)\s+"
            r"(?:the )?[A-Z][\w .,'&-]{1,60}$|"
            r"\((?:[Rr]eporting|[Aa]dditional|[Ww]riting|[Ee]diting|[Cc]ompiled)\b.*\)$|"
            r"(?:[Aa]dditional reporting|[Ee]diting) by\b"
        ),
    ),
    (
        PartKind.BOILERPLATE,
        re.compile(
            r"-{1,2} ?.{2,40}\(@?\w+\) [A-Z][a-z]+ \d{1,2}, \d{4}$|"  # the foot of an embedded post
            r"(?:advertisement|sponsored|photo|image|file photo|getty|picture|caption)\b.{0,90}$|"
            r"(?:photo|image|picture)s?(?: credits?| by)?:|our standards:|"
            r"this (?:article|story|piece|report) (?:was |has been )?(?:originally|first) (?:published|appeared)\b|"
            r"(?:about (?:the|this) \w+|this (?:newsletter|digest|brief|note|bulletin) (?:is|was|goes|appears))|"
            r"[*_=~#-]{3,}$",
            re.IGNORECASE,
        ),
    ),
)
# What a feed puts behind the last words of a teaser.
TEASER_END = re.compile(r"(?<=[.!?\"'\])]) *\bContinue reading ?(?:\.+|>+)?$")
A_MONTH = MONTH.replace("?P<month>", "?:")
# a word or number of a date or time; what may not follow keeps long lines from being tried in many ways
MOMENT = (
    rf"(?:(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}|{A_MONTH}|at|on|of|the|[ap]\.?m|(?-i:[A-Z]{{2,4}})|hrs|hours|"
    r"(?:local|eastern) time|T|Z|st|nd|rd|th)(?![a-z])|\d{1,4}(?!\d))"
)
SAID = (
    r"(?:(?:first |originally )?(?:published|posted|issued|created|released)|(?:last )?(?:updated|modified|edited)|"
    r"(?:last|latest) (?:update|modification)|(?:publication |release )?date)"
)
BETWEEN = r"[\s,.:;/|()+-]*"
SAYS_DAY = re.compile(rf"\(?{SAID}\b", re.IGNORECASE)
# "Published: 14 February 2020 | Updated 3 March 2021 10:22 GMT", or the day alone.
DAY_LINE = re.compile(
    rf"(?=.*(?:{A_MONTH}.*\b(?:19|20)\d\d|(?:19|20)\d\d-\d\d|\d\d/\d\d/\d{{4}}))\(?(?:{SAID}\b{BETWEEN})?{MOMENT}(?:{BETWEEN}(?:{MOMENT}|{SAID}\b))*{BETWEEN}$",
    re.IGNORECASE,
)
# "Explorer. Devoted travel specialist. Web expert. …": the invented author of a copying site.
INVENTED_AUTHOR = re.compile(
    r"\"?(?!.*\b(?:The|It|They|He|She|We|I|Nobody|was|is|are|were|has|had)\b)"
    r"(?:[A-Z][\w-]*(?: [\w-]+){0,4}\. ?){4,}\"?$"
)


def furniture(words: str, *, at_end: bool) -> PartKind | None:
    """What a line is that does not belong to the story, or None."""
    if SAYS_DAY.match(words) and is_day(words):
        return PartKind.BOILERPLATE
    for kind, pattern in TAILS:
        if (len(words) < 400 or kind is PartKind.COPYRIGHT) and pattern.match(words):
            return kind
    if at_end and INVENTED_AUTHOR.match(words):
        return PartKind.BOILERPLATE
    return None


def is_day(words: str) -> bool:
    """Whether a line is a day and nothing else, perhaps with what was done on it."""
    return len(words) < LONGEST_DAY_LINE and DAY_LINE.match(words) is not None
