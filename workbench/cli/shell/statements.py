"""What is typed, told apart: statements and commands, where a statement ends, and which tables it names."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# What SQL does not read as SQL; `\Z` where it is not closed yet.
QUOTED = re.compile(
    r"""
    (?P<comment> --[^\n]* | /\*.*?(?:\*/|(?P<open_comment>\Z)) )
    | (?<!\w)[eE]'(?:[^'\\]|\\.|'')*(?:'|(?P<open_escaped>\Z))
    | '(?:[^']|'')*(?:'|(?P<open_text>\Z))
    | "(?:[^"]|"")*(?:"|(?P<open_name>\Z))
    | \$(?P<tag>[A-Za-z_]\w*)?\$.*?(?:\$(?(tag)(?P=tag))\$|(?P<open_dollars>\Z))
    """,
    re.VERBOSE | re.DOTALL,
)
LEADING = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/)*", re.DOTALL)
COMMAND = re.compile(r"\s*(?:\\|\.(?=[a-z?]))")
PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
SOURCE = re.compile(
    r"""
    (?:\b(?:from|join|describe|summarize|table)\s+|(?<=,)\s*(?:lateral\s+)?)
    (?P<table>[A-Za-z_]\w*)
    (?!\s*\(|\w|\.)
    (?:\s+(?:as\s+)?(?P<alias>[A-Za-z_]\w*))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
NO_ALIAS = set(
    """
    where on using join left right full inner outer cross natural group order having limit union intersect except as
    window qualify asof positional semi anti select from offset sample tablesample pivot unpivot and or
    """.split()
)


class Part(NamedTuple):
    """A statement or a command out of what was typed."""

    is_command: bool
    text: str


def blanked(text: str) -> str:
    """The same text, as long, with comments as spaces and what is quoted as quotes: keywords and `;` in it are none."""

    def blank(match: re.Match[str]) -> str:
        sign = " " if match["comment"] is not None else "'"
        return re.sub(r"[^\n]", sign, match[0])

    return QUOTED.sub(blank, text)


def is_open(text: str) -> bool:
    """Whether a quotation or a comment is not closed at the end."""
    return any(
        value is not None
        for match in QUOTED.finditer(text)
        for name, value in match.groupdict().items()
        if name.startswith("open_")
    )


def in_comment(text: str) -> bool:
    """Whether the text ends in a comment to the end of its line."""
    return any(match.end() == len(text) and match[0].startswith("--") for match in QUOTED.finditer(text))


def is_complete(text: str) -> bool:
    """Whether Enter is to run what is typed: it is a command, nothing, or ends in `;`."""
    if not text.strip():
        return True
    *_, last = parts_or(text)
    return last.is_command or (not is_open(text) and blanked(text).rstrip().endswith(";"))


def parts_or(text: str) -> Iterator[Part]:
    """The parts of a text; what holds nothing but comments is a part too."""
    found = list(parts(text))
    yield from found or [Part(False, text)]


def parts(text: str) -> Iterator[Part]:
    """The statements and commands of a text in their order: statements end in `;`, a command ends with its line."""
    while text := LEADING.sub("", text, count=1):
        if COMMAND.match(text):
            line, _, text = text.lstrip().partition("\n")
            yield Part(True, line.strip())
            continue
        seen = blanked(text)
        end = seen.find(";")
        end = len(text) if end < 0 else end
        if seen[:end].strip():
            yield Part(False, text[:end].strip())
        text = text[end + 1 :]


def around(text: str, cursor: int) -> tuple[str, int]:
    """The statement in which the cursor stands, and where in it."""
    seen = blanked(text)
    start = seen.rfind(";", 0, cursor) + 1
    end = seen.find(";", cursor)
    return text[start : len(text) if end < 0 else end], cursor - start


def parameters(sql: str) -> list[str]:
    """The names that stand after `$` in a statement, each once."""
    return list(dict.fromkeys(PARAMETER.findall(blanked(sql))))


def sources(statement: str) -> Mapping[str, str]:
    """The tables that a statement names after `from`, `join` and commas, by their aliases, else by their names."""
    found: dict[str, str] = {}
    for match in SOURCE.finditer(blanked(statement)):
        table, alias = match["table"].lower(), (match["alias"] or "").lower()
        if table in NO_ALIAS:
            continue
        found[alias if alias and alias not in NO_ALIAS else table] = table
    return found
