"""Sheets in YAML: facts that name their article, or articles with their facts below them.

Every scalar is read as it is written, so that `NO` is Norway and 2020-02-20 a date for a person. The nodes are walked,
never built, so that an alias costs nothing however often it is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from loaders.codings.columns import SEVERAL, names
from loaders.decoding import UnreadableError
from loaders.ledger import MOST_RAW, Reject
from schema.errors import did_you_mean

ARTICLES, FACTS = "articles", "facts"


@dataclass(frozen=True)
class Row:
    """A row of a sheet: where it stands, its cells that are not empty by column, and its bytes."""

    locator: str
    cells: Mapping[str, str]
    raw: bytes


def read_yaml(text: str, name: str) -> Iterator[Row | Reject]:
    """The rows of a sheet. Raises UnreadableError if it is none."""
    try:
        top = yaml.compose(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableError(f"is not YAML: {' '.join(str(error).split())[:300]}") from error
    if top is None:
        return
    if isinstance(top, yaml.SequenceNode):
        yield from facts(top, {}, text, name)
        return
    parts = members(top, "the sheet")
    above = cells_of({key: node for key, node in parts.items() if key not in (ARTICLES, FACTS)})
    yield from facts(parts.get(FACTS), above, text, name)
    for node in listed(parts.get(ARTICLES), ARTICLES):
        try:
            article = members(node, "an article")
            told = cells_of({key: found for key, found in article.items() if key != FACTS})
            below = listed(article.get(FACTS), FACTS)
        except UnreadableError as error:
            yield rejected(node, str(error), text, name)
            continue
        for fact in below:
            yield row_of(fact, above | told, text, name)


def facts(node: yaml.Node | None, above: Mapping[str, str], text: str, name: str) -> Iterator[Row | Reject]:
    for fact in listed(node, FACTS):
        yield row_of(fact, above, text, name)


def row_of(node: yaml.Node, above: Mapping[str, str], text: str, name: str) -> Row | Reject:
    try:
        cells = cells_of(members(node, "a fact"))
    except UnreadableError as error:
        return rejected(node, str(error), text, name)
    return Row(place(node, name), {**above, **cells}, source(node, text))


def rejected(node: yaml.Node, reason: str, text: str, name: str) -> Reject:
    return Reject(place(node, name), f"line {node.start_mark.line + 1}: {reason}", source(node, text))


def place(node: yaml.Node, name: str) -> str:
    return f"{name}:{node.start_mark.line + 1}"


def source(node: yaml.Node, text: str) -> bytes:
    """The text of a node."""
    end = min(node.end_mark.index, node.start_mark.index + MOST_RAW)
    return text[node.start_mark.index : end].encode("utf-8", "replace") or b"-"


def listed(node: yaml.Node | None, what: str) -> list[yaml.Node]:
    """The nodes of a list; an empty value is none. Raises UnreadableError."""
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise UnreadableError(f"`{what}` is no list (line {node.start_mark.line + 1}): begin each of them with a dash")
    return list(node.value)


def members(node: yaml.Node, what: str) -> dict[str, yaml.Node]:
    """The nodes of a mapping by key. Raises UnreadableError."""
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableError(f"{what} is made of lines `column: value`, and this is not")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableError("a name of a column is no word")
        if key.value in found:
            raise UnreadableError(f"has `{key.value[:60]}` twice")
        found[key.value] = value
    return found


def cells_of(nodes: Mapping[str, yaml.Node]) -> dict[str, str]:
    """Cells by column; a list stands for several values of one cell. Raises UnreadableError."""
    cells: dict[str, str] = {}
    for name, node in nodes.items():
        if name not in names():
            raise UnreadableError(f"no sheet has `{name[:60]}`.{did_you_mean(name[:60], names())}")
        values = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(value, yaml.ScalarNode) for value in values):
            raise UnreadableError(f"`{name}` is neither a value nor a list of values")
        written = SEVERAL.join(value.value for value in values)
        if written.strip(f"{SEVERAL} \n\t"):
            cells[name] = written if name == "text" else written.strip()
    return cells
