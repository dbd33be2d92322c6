"""The data dictionary: every view and table, its columns and their words, and pictures of how they hang together."""

import re
from collections.abc import Mapping

from sqlglot.errors import SqlglotError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from workbench.dictionary.diagrams import of_group, overview
from workbench.dictionary.drawing import in_colours
from workbench.dictionary.page import kind, title
from workbench.dictionary.relations import GROUPS, RECORD, Relation
from workbench.dictionary.usage import columns as columns_read
from workbench.library import library
from workbench.web.browse.shape import held, relation_named
from workbench.web.pages.tables import told
from workbench.web.rendering import as_json, kept, render
from workbench.web.state import asked
from workbench.words import VOCABULARIES, without_words

SCHEMA = "schema"
KEPT = 200  # relations of snapshots whose questions are remembered: to read all questions' SQL takes a while
READ: dict[tuple[str, str, str], Mapping[str, list[str]]] = {}
# The picture has a style of its own, and nothing else: no script in it could run, nor anything be fetched.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def dictionary(request: Request) -> Response:
    """All views and tables by group with their pictures, and the closed vocabularies."""
    there = held(request)
    if request.url.path.endswith(".json"):
        return as_json(request, [told(one, there) for one in there.relations.values()])
    relations = there.relations
    wanted = request.query_params.get("q", "").strip()[:100]
    return render(
        request,
        "dictionary.html",
        wanted=wanted,
        matches=matching(relations, wanted),
        groups=[
            (group, title(group), says, [one for one in relations.values() if one.group == group], group in RECORD)
            for group, says in GROUPS.items()
            if any(one.group == group for one in relations.values())
        ],
        vocabularies=[(name, words, holding(relations, name)) for name, words in VOCABULARIES.items()],
        without_words=without_words,
    )


def matching(relations: Mapping[str, Relation], wanted: str) -> list[tuple[str, str, str]]:
    """Table, column and meaning wherever all words looked for stand."""
    words = wanted.casefold().split()
    if not words:
        return []
    return [
        (one.name, column.name, column.says)
        for one in relations.values()
        for column in one.columns
        if all(word in f"{one.name} {column.name} {column.says}".casefold() for word in words)
    ]


def holding(relations: Mapping[str, Relation], vocabulary: str) -> list[tuple[str, str]]:
    """The tables and columns whose words a vocabulary holds."""
    return [(one.name, each.name) for one in relations.values() for each in one.columns if each.words == vocabulary]


def entry(request: Request) -> Response:
    """A view or table: its columns with what they mean, hold and lead to, and the questions that ask them."""
    relation, there = relation_named(request), held(request)
    if request.url.path.endswith(".json"):
        return as_json(request, told(relation, there))
    used = asking(request, relation.name)
    return render(
        request,
        "entry.html",
        relation=relation,
        group=title(relation.group),
        rows=there.rows.get(relation.name),
        columns=[(one, kind(one), without_words(one.says), used.get(one.name, [])) for one in relation.columns],
        vocabularies={one.words: VOCABULARIES[one.words] for one in relation.columns if one.words},
        titles={name: question.title for name, question in library().items()},
        pictured=relation.group in RECORD,
        led_from=[
            one.name for one in there.relations.values() if any(c.leads_to == relation.name for c in one.columns)
        ],
    )


def asking(request: Request, name: str) -> Mapping[str, list[str]]:
    """Names of the questions that read each column of a relation."""
    about = asked(request).snapshot
    key = about.file, about.sha256, name
    if key not in READ:
        relations, found = held(request).relations, dict[str, list[str]]()
        named = re.compile(rf"\b{re.escape(name)}\b")
        for question in sorted(library().values(), key=lambda one: one.name):
            if not named.search(question.sql):
                continue
            try:
                read = {column for table, column in columns_read(question.sql, relations) if table == name}
            except SqlglotError:  # an older snapshot lacks what the question asks for
                continue
            for column in read:
                found.setdefault(column, []).append(question.name)
        while len(READ) >= KEPT:
            READ.pop(next(iter(READ)), None)
        READ[key] = found
    return READ[key]


def diagram(request: Request) -> Response:
    """The picture of a group of tables, or of all, in light or dark."""
    name, theme = request.path_params["name"], request.query_params.get("theme", "light")
    if name not in (SCHEMA, *RECORD):
        raise HTTPException(404, f"There is no picture {name[:60]!r}; there are {', '.join((SCHEMA, *RECORD))}.")
    if theme not in ("light", "dark"):
        raise HTTPException(404, "A picture is light or dark.")
    relations = held(request).relations
    picture = in_colours(overview(relations) if name == SCHEMA else of_group(name, relations), theme)
    response = kept(request, Response(picture, media_type="image/svg+xml"))
    response.headers["Content-Security-Policy"] = POLICY
    return response
