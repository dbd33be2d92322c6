"""What Tab offers: tables, columns and variables in `%%sql`; questions, their parameters and values in `wb.ask("…`."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher
from IPython.core.getipython import get_ipython

from schema.errors import SqnError
from schema.settings import from_environment
from workbench.asking import options
from workbench.heading import CHARTS
from workbench.library import library
from workbench.notebook import api
from workbench.notebook.magic import OPTIONS
from workbench.people import COLUMNS, for_people
from workbench.runner import run

KEYWORDS = """
    select from where join left using group by order having limit distinct union all with recursive as on and or not in
    is null like ilike between exists case when then else end count sum min max avg asc desc qualify over partition
    coalesce unnest list_contains date true false
""".split()
STATEMENT = re.compile(r"\s*%%sql\b")
LINE = re.compile(r"(^|=)\s*%sql\s")
WORD = re.compile(r"(?:(?P<table>\w+)\.)?(?P<word>\w*)$")
VARIABLE = re.compile(r"\$(?P<word>\w*)$")
OPTION = re.compile(r"(?:^|\s)(?P<word>-[\w-]*)$")
CHART = re.compile(r"--chart\s+[\"']?(?P<word>\w*)$")
SOURCE = re.compile(r"\b(?:from|join)\s+(?P<table>\w+)(?:\s+(?:as\s+)?(?P<alias>\w+))?", re.IGNORECASE)
QUESTION = re.compile(r"\bask\(\s*[\"'](?P<word>\w*)$")
VALUE = re.compile(r"\bask\(\s*[\"'](?P<name>\w+)[\"'].*?\b(?P<parameter>\w+)\s*=\s*[\"'](?P<word>[^\"']*)$", re.DOTALL)
PARAMETER = re.compile(r"\bask\(\s*[\"'](?P<name>\w+)[\"']\s*,(?:[^()]*,)?\s*(?P<word>\w*)$", re.DOTALL)
TABLE = re.compile(r"\btables\(\s*[\"'](?P<word>\w*)$")


@context_matcher()  # type: ignore[untyped-decorator]
def sql_matcher(context: CompletionContext) -> SimpleMatcherResult:
    """What stands next in a cell or line of SQL; nothing elsewhere."""
    before = until(context)
    if context.cursor_line == 0 and STATEMENT.match(before):
        return first_line(before)
    if not (STATEMENT.match(context.full_text) or LINE.search(context.text_until_cursor)):
        return offered("", {})
    if found := VARIABLE.search(before):
        shell = get_ipython()
        hidden = set(shell.user_ns_hidden) if shell else set()
        names = [name for name in (shell.user_ns if shell else {}) if name not in hidden and not name.startswith("_")]
        return offered(found["word"], dict.fromkeys(names, "variable"))
    found = WORD.search(before)
    assert found is not None, "the pattern fits the empty word"
    known = catalogue_asked()
    sources = {one["alias"] or one["table"]: one["table"] for one in SOURCE.finditer(context.full_text)}
    sources |= {one["table"]: one["table"] for one in SOURCE.finditer(context.full_text)}
    if found["table"]:
        return offered(
            found["word"], dict.fromkeys(known.get(sources.get(found["table"], found["table"]), ()), "column")
        )
    columns = [column for table in sources.values() for column in known.get(table, ())]
    words = {**dict.fromkeys(columns, "column"), **dict.fromkeys(known, "table"), **dict.fromkeys(KEYWORDS, "keyword")}
    return offered(found["word"], words)


def first_line(before: str) -> SimpleMatcherResult:
    """The options of `%%sql`, and the kinds of charts."""
    if found := CHART.search(before):
        return offered(found["word"], dict.fromkeys(CHARTS, "chart"))
    if found := OPTION.search(before):
        return offered(found["word"], dict.fromkeys(OPTIONS, "option"))
    return offered("", {})


@context_matcher()  # type: ignore[untyped-decorator]
def answers_matcher(context: CompletionContext) -> SimpleMatcherResult:
    """What stands next in `wb.ask(…)` and `wb.tables(…)`; nothing elsewhere."""
    before = until(context)
    if found := QUESTION.search(before):
        return offered(found["word"], dict.fromkeys(library(), "question"))
    if found := TABLE.search(before):
        return offered(found["word"], dict.fromkeys(catalogue_asked(), "table"))
    if (found := VALUE.search(before)) and (question := library().get(found["name"])):
        wanted = next((one for one in question.parameters if one.name == found["parameter"]), None)
        try:
            told = options(from_environment().snapshots, wanted) if wanted else []
        except SqnError:  # nothing is published yet: the answer will say so
            told = []
        return offered(found["word"], {value: "value" for value, _ in told})
    if (found := PARAMETER.search(before)) and (question := library().get(found["name"])):
        names = [*(one.name for one in question.parameters), "as_of", "recorded_as_of", "snapshot"]
        return offered(found["word"], {f"{name}=": "parameter" for name in names})
    return offered("", {})


def until(context: CompletionContext) -> str:
    """All that stands before the cursor."""
    lines = context.full_text.split("\n")
    return "\n".join([*lines[: context.cursor_line], context.text_until_cursor])


def offered(word: str, known: Mapping[str, str]) -> SimpleMatcherResult:
    """What of the known begins as the word does, or else holds it; nothing else is offered beside it."""
    low = word.lower()
    begins = [name for name in known if name.lower().startswith(low)]
    holds = [name for name in known if len(low) > 2 and low in name.lower() and name not in begins]
    told = [SimpleCompletion(name, type=known[name]) for name in [*begins, *holds]]
    return {"completions": told, "matched_fragment": word, "suppress": bool(told), "ordered": True}


def catalogue_asked() -> Mapping[str, Iterable[str]]:
    """The tables and views of the snapshot that is asked, each with its columns; none where there is no snapshot."""
    folder = from_environment().snapshots
    try:
        return catalogue(folder, api.chosen_snapshot(api.pinned).file)
    except SqnError:
        return {}


@lru_cache(maxsize=4)
def catalogue(folder: Path, file: str) -> Mapping[str, Iterable[str]]:
    told: dict[str, list[str]] = {}
    asked = api.chosen_snapshot(api.pinned)
    assert asked.file == file, "the file is what the columns are remembered by"
    for table, column, *_ in run(folder, COLUMNS, snapshot=asked).rows:
        told.setdefault(table, []).append(column)
    first = [name for name in for_people() if name in told]
    return {name: told[name] for name in dict.fromkeys([*first, *told])}
