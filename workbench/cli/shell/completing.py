"""What the shell offers while one types: words of SQL by where they stand, commands, questions and their parameters."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from workbench.cli.shell.statements import COMMAND, around, blanked, in_comment, is_open, sources
from workbench.cli.shell.vocabulary import Vocabulary
from workbench.library import Question

WORD = re.compile(r"(?:(?P<qualifier>[A-Za-z_]\w*)\.)?(?P<word>\$?\w*)$")
AFTER_SOURCE = re.compile(r"\b(?:from|join|describe|summarize)\s+(?:[\w\s]+,\s*)*$", re.IGNORECASE)
MOST = 200
META = 70  # characters of what a word means


class Word(NamedTuple):
    """A word that may be put in, and what it means."""

    text: str
    says: str


class Shellwords(NamedTuple):
    """What commands are completed from: their names, questions, values for a parameter, ids, formats, bound names."""

    commands: Mapping[str, str]
    questions: Mapping[str, Question]
    values: Callable[[str, str], Iterable[tuple[str, str]]]
    snapshots: Callable[[], Iterable[tuple[str, str]]]
    formats: Iterable[str]
    bound: Callable[[], Mapping[str, str]]


class SqlCompleter(Completer):
    """Offers words of the vocabulary that `known` hands out when asked, so that it may come later or change."""

    def __init__(self, known: Callable[[], Vocabulary], shellwords: Shellwords) -> None:
        self.known, self.shellwords = known, shellwords

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        line = document.current_line_before_cursor
        first = document.cursor_position_row == 0 or document.text_before_cursor.rstrip(" ").endswith(";")
        if COMMAND.match(line) and (first or line.lstrip().startswith("\\")):
            yield from completed(*command_words(line.lstrip(), self.known(), self.shellwords))
            return
        statement, cursor = around(document.text, document.cursor_position)
        before = statement[:cursor]
        if is_open(before) or in_comment(before):
            return
        match = WORD.search(before)
        assert match is not None
        asked = complete_event.completion_requested
        after_source = AFTER_SOURCE.search(blanked(before[: match.start()])) is not None
        if not (asked or match["word"] or match["qualifier"] or after_source):
            return
        bound = self.shellwords.bound()
        yield from completed(match["word"], sql_words(match, statement, after_source, self.known(), bound))


def sql_words(
    match: re.Match[str], statement: str, after_source: bool, known: Vocabulary, bound: Mapping[str, str]
) -> Iterator[Word]:
    """The words that may stand at a place in a statement, the likeliest sorts first."""
    named = sources(statement)
    if match["word"].startswith("$"):
        yield from (Word(f"${name}", value) for name, value in bound.items())
        return
    if qualifier := (match["qualifier"] or "").lower():
        yield from columns_of([named.get(qualifier, qualifier)], known)
        return
    if after_source:
        yield from tables(known)
        return
    here = [table for table in named.values() if table in known.columns]
    yield from columns_of(here, known)
    yield from (Word(alias, f"{table} in this statement") for alias, table in named.items() if alias != table)
    yield from (Word(word, "") for word in known.keywords if word.startswith(match["word"].lower()))
    if match["word"]:
        if not here:  # `select` is written before `from`
            yield from columns_of([name for name, (kind, _) in known.tables.items() if kind == "people"], known)
        yield from (Word(name, says) for name, says in known.functions.items() if starts(name, match["word"]))
        yield from tables(known)


def starts(name: str, word: str) -> bool:
    return name.lower().startswith(word.lower())


def columns_of(names: Iterable[str], known: Vocabulary) -> Iterator[Word]:
    """The columns of tables, each name once."""
    seen: set[str] = set()
    for table in names:
        for column in known.columns.get(table, ()):
            if column.name not in seen:
                seen.add(column.name)
                yield Word(
                    column.name, f"{column.kind.lower()} · {column.says}" if column.says else column.kind.lower()
                )


def tables(known: Vocabulary) -> Iterator[Word]:
    yield from (Word(name, f"{kind} · {says}") for name, (kind, says) in known.tables.items())


def command_words(line: str, known: Vocabulary, shellwords: Shellwords) -> tuple[str, Iterable[Word]]:
    """What is typed of a word of a command, and the words that may stand there."""
    name, space, rest = line[1:].partition(" ")
    if not space:
        return line, [Word(line[0] + command, says) for command, says in shellwords.commands.items()]
    *earlier, typed = rest.split(" ")
    if name == "ask":
        return typed, question_words([word for word in earlier if word], shellwords)
    if name in ("d", "tables"):
        return typed, tables(known)
    if name == "format":
        return typed, [Word(form, "") for form in shellwords.formats]
    if name == "snapshot":
        return typed, [Word(one, says) for one, says in shellwords.snapshots()]
    if name in ("set", "unset") and not earlier:
        return typed, [Word(one, value) for one, value in shellwords.bound().items()]
    return typed, ()


def question_words(earlier: list[str], shellwords: Shellwords) -> Iterable[Word]:
    if not earlier:
        return [Word(name, question.title) for name, question in shellwords.questions.items()]
    question = shellwords.questions.get(earlier[0])
    if question is None:
        return []
    last = earlier[-1]
    if len(earlier) > 1 and last.startswith("--") and "=" not in last:
        return [Word(value, says) for value, says in shellwords.values(question.name, last[2:].replace("-", "_"))]
    given = set(earlier)
    options = {f"--{p.name.replace('_', '-')}": f"{p.kind} · {p.says}" for p in question.parameters}
    return [Word(option, says) for option, says in options.items() if option not in given]


def completed(typed: str, words: Iterable[Word]) -> Iterator[Completion]:
    """Completions of what is typed: words that begin so, then those that hold it, each text once."""
    sought, seen = typed.lower(), set()
    begin, hold = [], []
    for word in words:
        text = word.text.lower()
        if text in seen or text == sought:
            continue
        seen.add(text)
        if text.startswith(sought):
            begin.append(word)
        elif len(sought) > 1 and sought in text:
            hold.append(word)
    for word in [*begin, *hold][:MOST]:
        says = word.says if len(word.says) <= META else word.says[: META - 1] + "…"
        put = word.text.upper() if typed.isupper() and len(typed) > 1 and not word.says else word.text
        yield Completion(put, start_position=-len(typed), display_meta=says)
