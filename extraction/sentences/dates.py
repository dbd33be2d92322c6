"""When a clause says that something happened: dates and relative words resolved into intervals.

Own rules, because a wrong day is worse than none: `last week` is Monday to Sunday of the week before,
`earlier this month` is the first to the day of publication, `last year` is the whole year. Without a day
of publication relative words give nothing.
"""

import datetime as dt
import re
from collections.abc import Callable

from extraction.sentences.nouns import nouns
from extraction.sentences.trees import Sentence, Token
from extraction.text.calendar import MONTH, MONTHS, WEEKDAYS, YEAR, month_span, nearest_year, written_dates
from extraction.values import Interval

CLAUSES = ("relcl", "advcl", "ccomp", "parataxis", "appos")
NUMBER = r"(?P<n>\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|several|couple of)"
UNIT = r"(?P<unit>day|week|month|year)s?"

Day = dt.date
Resolver = Callable[[re.Match[str], Day], tuple[Day, Day] | None]


def week_of(day: Day) -> tuple[Day, Day]:
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def shift_month(day: Day, months: int) -> tuple[Day, Day]:
    index = day.year * 12 + day.month - 1 + months
    return month_span(index // 12, index % 12 + 1)


def unit_span(unit: str, day: Day, steps: int) -> tuple[Day, Day]:
    """The day, week, month or year that lies `steps` from the one that holds a day."""
    if unit == "day":
        return (day + dt.timedelta(days=steps),) * 2
    if unit == "week":
        return week_of(day + dt.timedelta(weeks=steps))
    if unit == "month":
        return shift_month(day, steps)
    return Day(day.year + steps, 1, 1), Day(day.year + steps, 12, 31)


def count(word: str) -> int | None:
    return int(word) if word.isdigit() else nouns().numbers.get(word)


def relative(match: re.Match[str], today: Day) -> tuple[Day, Day] | None:
    unit, which = match["unit"].lower(), match["which"].lower()
    if which in ("last", "past", "previous"):
        return unit_span(unit, today, -1)
    if which == "next":
        return unit_span(unit, today, 1)
    first, last = unit_span(unit, today, 0)
    if match["part"] and match["part"].lower() == "earlier":
        return first, today
    if match["part"] and match["part"].lower() == "later":
        return today, last
    return first, last


def ago(match: re.Match[str], today: Day) -> tuple[Day, Day] | None:
    steps = count(match["n"].lower())
    return unit_span(match["unit"].lower(), today, -steps) if steps else None


def lasting(match: re.Match[str], today: Day) -> tuple[Day, Day] | None:
    steps = count((match["n"] or "one").lower())
    if not steps:
        return None
    days = {"day": 1, "week": 7}.get(match["unit"].lower())
    if days:
        return today - dt.timedelta(days=days * steps), today
    months = steps * (1 if match["unit"].lower() == "month" else 12)
    first, last = shift_month(today, -months)
    return min(first.replace(day=min(today.day, last.day)), today), today


def weekday(match: re.Match[str], today: Day) -> tuple[Day, Day]:
    back = (today.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    if match["which"] and match["which"].lower() == "next":
        return (today + dt.timedelta(days=7 - back),) * 2
    return (today - dt.timedelta(days=back),) * 2


def named_month(match: re.Match[str], today: Day) -> tuple[Day, Day]:
    month = MONTHS[match["month"].lower()]
    if match["year"]:
        return month_span(int(match["year"]), month)
    year = today.year if month <= today.month else today.year - 1
    return month_span(year - (1 if (match["which"] or "").lower() == "last" and year == today.year else 0), month)


def whole_year(match: re.Match[str], _today: Day) -> tuple[Day, Day]:
    return Day(int(match["year"]), 1, 1), Day(int(match["year"]), 12, 31)


def near_day(match: re.Match[str], today: Day) -> tuple[Day, Day]:
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}[match["near"].lower()]
    return (today + dt.timedelta(days=shift),) * 2


NEEDS_TODAY: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (re.compile(r"\b(?P<near>yesterday|today|tonight|tomorrow)\b", re.IGNORECASE), near_day),
    (re.compile(rf"\b{NUMBER} {UNIT} ago\b", re.IGNORECASE), ago),
    (re.compile(rf"\b(?:over|in|during|for|within) the (?:last|past) (?:{NUMBER} )?{UNIT}\b", re.IGNORECASE), lasting),
    (
        re.compile(rf"\b(?:(?P<part>earlier|later) )?(?P<which>last|past|previous|this|next) {UNIT}\b", re.IGNORECASE),
        relative,
    ),
    (
        re.compile(rf"\b(?:on |(?P<which>last|this|next) )(?P<weekday>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE),
        weekday,
    ),
    (
        re.compile(
            rf"\b(?:in|last|this|since|during) (?:(?:early|late|mid)[- ])?(?P<which>last )?{MONTH}(?! \d|'s)(?P<year>)",
            re.IGNORECASE,
        ),
        named_month,
    ),
)
ABSOLUTE: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (re.compile(rf"\b(?:(?:early|late|mid)[- ])?{MONTH},? (?:of )?{YEAR}\b(?P<which>)", re.IGNORECASE), named_month),
    (re.compile(rf"\b(?:in|since|during|of|from|by|late|early|mid)[- ]{YEAR}\b(?![-\d])", re.IGNORECASE), whole_year),
)  # fmt: skip


def when(text: str, s: Sentence, token: Token, published_on: Day | None) -> Interval | None:
    """The interval that the clause of a token gives, or None. `text` is the article's plain text.

    Words inside clauses about something else (`the system it bought last year`) do not count.
    """
    found = (read_words(words, published_on) for words in own_words(text, s, token))
    return next((interval for interval in found if interval), None)


def read_words(words: str, published_on: Day | None) -> Interval | None:
    """The interval that a few words give, or None; what goes on `since` then goes on to the day of publication."""
    found = interval_in(words, published_on)
    if found is None:
        return None
    first, last, begin, end = found
    if words.lower().startswith("since ") and published_on and published_on >= first:
        last = published_on
    return Interval(first, last, words[begin:end])


def own_words(text: str, s: Sentence, token: Token) -> list[str]:
    """Stretches of the clause that may date the token: its adverbials first, then the rest of its phrase."""
    own = [
        kid
        for kid in s.children(token)
        if kid.dep in ("npadvmod", "prep", "advmod", "nmod", "dobj", "nsubjpass", "pobj")
    ]
    carriers = [above for above in [s.parent(token)] if above is not None and token.is_noun and above.is_verb]
    own += [kid for verb in carriers for kid in s.children(verb, "npadvmod", "prep", "advmod") if kid is not token]
    own += [
        kid
        for inner in s.children(token, "relcl", "acl")
        if inner.tag in ("VBN", "VBD")
        for kid in s.children(inner, "npadvmod", "prep")
        if token.is_noun
    ]
    own += [kid for verb in s.children(token, "xcomp") for kid in s.children(verb, "npadvmod", "prep", "advmod")]
    spans = [s.stretch(kid, lambda t: t.dep in CLAUSES) for kid in own]
    return [text[span.start : span.end] for span in spans]


def interval_in(words: str, published_on: Day | None) -> tuple[Day, Day, int, int] | None:
    """First and last day, and where the words that say so begin and end."""
    for found in written_dates(words):
        if found.year:
            day = Day(found.year, found.month, found.day)
        elif published_on:
            day = nearest_year(found.month, found.day, published_on)
        else:
            continue
        return day, day, found.start, found.end
    for pattern, resolve in ABSOLUTE:
        if match := pattern.search(words):
            span = resolve(match, published_on or Day.max)
            if span:
                return *span, *match.span()
    if published_on is None:
        return None
    for pattern, resolve in NEEDS_TODAY:
        if (match := pattern.search(words)) and (span := resolve(match, published_on)):
            return *span, *match.span()
    return None
