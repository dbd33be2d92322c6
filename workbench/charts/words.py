"""Words on a chart: the names of columns in words, values as people write them, and how wide a text is."""

import csv
import datetime as dt
import math
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from schema.settings import QUERIES

LONG = 400  # characters of a text in a tooltip
# Widths of Helvetica's letters, and so of Arial's and Liberation Sans's, in thousandths of the size.
WIDTHS = {
    222: "ijl'",
    278: " !,./:;[]\\ftI|",
    333: "()-r`",
    389: "*",
    500: "ckszvxyJ",
    556: "0123456789abdeghnopqu?L_$#",
    584: "+<=>~",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    944: "W",
    1000: "—…→%@",
}
WIDTH = {letter: width for width, letters in WIDTHS.items() for letter in letters}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # categories of Unicode: controls, marks of direction, halves of letters


@cache
def meanings() -> dict[str, str]:
    """What each column of the views means, as the snapshot's comments say it."""
    with (QUERIES / "_views" / "columns.csv").open(encoding="utf-8", newline="") as lines:
        return {row["column"]: row["meaning"] for row in csv.DictReader(lines)}


def titled(column: str) -> str:
    """A column's name in words, for an axis: `published_on` is `Published on`.

    The list of columns explains in sentences, too long for an axis, unless it does it in one or two words.
    """
    meaning = meanings().get(column, "").partition(":")[0].partition(",")[0]
    spelt = column.replace("_", " ").strip() or "value"
    return meaning if meaning and len(meaning.split()) <= 2 else clean(spelt[:1].upper() + spelt[1:], 60)


def said(value: Any) -> str:
    """A value as people write it: thousands apart, days as YYYY-MM-DD, lists joined; nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return counted(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return clean(", ".join(f"{key}: {said(inner)}" for key, inner in value.items()))
    if isinstance(value, list | tuple):
        return clean(", ".join(said(inner) for inner in value if inner is not None))
    return clean(value.hex() if isinstance(value, bytes) else str(value))


def counted(amount: float | Decimal) -> str:
    """A number with thousands apart, whole where it is whole, else with three digits that matter."""
    if isinstance(amount, int) and abs(amount) >= 10**15:
        return f"{Decimal(amount):.3g}"
    value = float(amount)
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if 1e3 <= abs(value) < 1e15 else f"{value:.3g}"


@lru_cache(1024)
def clean(text: str, limit: int = LONG) -> str:
    """A text in one line without letters that no eye sees or that turn the direction of others, cut at the limit."""
    told = "".join(" " if letter.isspace() else letter for letter in text[: limit * 4] if seen(letter))
    told = " ".join(told.split())
    return told if len(told) <= limit else told[: limit - 1].rstrip() + "…"


def seen(letter: str) -> bool:
    return letter.isspace() or letter in "\u200c\u200d" or unicodedata.category(letter) not in UNSEEN


def width(text: str, size: float) -> float:
    """How many pixels a text is wide in Helvetica, Arial or Liberation Sans of a size."""
    return sum(advance(letter) for letter in text) * size / 1000


@cache
def advance(letter: str) -> int:
    """How wide a letter is in thousandths of the size: measured for Latin, guessed by its kind for others."""
    base = unicodedata.normalize("NFD", letter)[0]
    if base in WIDTH:
        return WIDTH[base]
    if unicodedata.category(letter) in UNSEEN | {"Mn", "Me"}:
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else 640


def fitted(text: str, size: float, room: float) -> str:
    """A text, cut with an ellipsis where it would be wider than the room."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1] if len(text) < 100 else text[:99]
    return text.rstrip(" ,·→") + "…"


def wrapped(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """A text in lines no wider than the room, at most so many; what is over is cut with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fitted(line, size, room) for line in lines]
