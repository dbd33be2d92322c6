"""The addresses for programs as an OpenAPI document, made of the routes that are served and of the saved questions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from starlette.routing import BaseRoute, Route

from schema.vocabulary import ActorKind, Region, RunStatus, WeaponLevel
from workbench.heading import Parameter
from workbench.library import Question, library
from workbench.web.files import FORMS, ROWS, TEXTS, WHOLE
from workbench.web.pages.charted import MEDIA
from workbench.web.pages.network import QUESTION as NETWORK
from workbench.web.pages.world import QUESTION as WORLD

Told = dict[str, Any]
PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
STRING: Told = {"type": "string"}
TYPES = ("text", "integer", "number", "boolean", "date", "moment", "list", "object", "nothing")
FILES = {"json": "application/json", "ipynb": "application/x-ipynb+json", "atom": "application/atom+xml"}
FILES |= TEXTS | WHOLE | MEDIA
QUESTION = "/questions/{name}."  # what each saved question has an address of its own for
SAYS = {
    400: "It cannot be answered as it is asked: the words say what and where.",
    401: "This workbench is for people with an account.",
    404: "There is nothing of this name.",
    421: "The workbench is not served under this host name.",
    429: "Too much at once: `Retry-After` says how long to wait.",
    503: "Not just now: nothing is published yet, or too many ask.",
}


def document(routes: Iterable[BaseRoute]) -> Told:
    """The description of all addresses of `routes` that answer programs, with one for each saved question."""
    paths: dict[str, Told] = {}
    for route in routes:
        if isinstance(route, Route) and for_programs(route):
            for path, told in described(route):
                paths[PLACE.sub(r"{\1}", path)] = {"get": told}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sine Qua Non",
            "version": "1",
            "summary": "Who asked whom for which weapon, on what terms, and the sentence that says so.",
            "description": "Everything is read only and about one snapshot, which every answer names. The same address "
            "with `snapshot=ID` gives the same answer as long as that snapshot is kept.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": "questions"}, {"name": "reading"}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "parameters": PARAMETERS,
            "responses": {str(status): fault(says) for status, says in SAYS.items()},
        },
    }


def for_programs(route: Route) -> bool:
    last = route.path.rpartition("/")[2]
    return "GET" in (route.methods or ()) and "." in last


def described(route: Route) -> Iterator[tuple[str, Told]]:
    """The paths of a route with what they take and give: those of the questions are told one by one."""
    says = (route.endpoint.__doc__ or "").strip().split("\n")[0]
    if route.path == f"{QUESTION}{{form}}":
        for question in library().values():
            yield f"/questions/{question.name}.json", answer_of(question)
        forms = [form for form in FILES if form not in ("json", "vl.json")]
        yield route.path, general(route.path, says, {"name": sorted(library()), "form": forms}, open_ended=True)
    elif route.path.endswith("{form}"):
        yield route.path, general(route.path, says, {"form": list(FORMS)})
    else:
        names = {"name": sorted(library())} if route.path.startswith("/questions/{name}") else {}
        yield route.path, general(route.path, says, names, open_ended=bool(names))


def answer_of(question: Question) -> Told:
    """What the answer to one question takes and gives, with the columns that it always has."""
    wanted = list(dict.fromkeys([*question.expects.columns, *([question.evidence] if question.evidence else [])]))
    row: Told = {"type": "object", "additionalProperties": True} | ({"required": wanted} if wanted else {})
    told = {"allOf": [ref("Rows"), {"properties": {"rows": {"type": "array", "items": row}}}]}
    return {
        "operationId": question.name,
        "tags": ["questions"],
        "summary": question.question,
        "description": question.note or question.title,
        "parameters": [parameter(p) for p in question.parameters] + [named(one) for one in (*VIEW, *BOUNDS)],
        "responses": responses({"application/json": {"schema": told}}),
    }


def parameter(given: Parameter) -> Told:
    """A parameter of a question with the type that its header says; nothing for one that may be left out means any."""
    kind: Told = dict(STRING)
    if given.kind == "date":
        kind |= {"format": "date"}
    elif given.kind == "integer":
        kind = {"type": "integer", "format": "int64"}
    elif given.kind == "number":
        kind = {"type": "number"}
    elif given.kind == "choice":
        kind |= {"enum": list(given.options)}
    elif given.kind in ("actor", "weapon", "article"):
        kind |= {"minLength": 1, "maxLength": 200}
    if given.kind == "article":
        kind |= {"description": "the id of an article"}
    elif given.kind in ("actor", "weapon"):
        kind |= {"description": f"any name of the {given.kind}, or its id"}
    if given.default is not None:
        kind |= {"default": number(given)}
    if given.optional and given.kind != "text":
        kind = {"anyOf": [kind, {"const": "", "description": "any"}]}
    told: Told = {"name": given.name, "in": "query", "required": False, "schema": kind}
    return told | ({"description": given.says} if given.says else {})


def number(given: Parameter) -> str | int | float | None:
    """The default as its type has it."""
    if given.kind in ("integer", "number") and given.default is not None:
        return int(given.default) if given.kind == "integer" else float(given.default)
    return given.default


def general(path: str, says: str, known: Mapping[str, list[str]], *, open_ended: bool = False) -> Told:
    """What an address takes and gives that is no answer to one question."""
    places = [
        {"name": name, "in": "path", "required": True, "schema": STRING | enum(known.get(name))}
        for name in PLACE.findall(path)
    ]
    given = [named(one) for one in (*WORDS.get(path, ()), *(BOUNDS if path != "/openapi.json" else ()))]
    if path in ASKING:
        given += [parameter(p) for p in library()[ASKING[path]].parameters]
    if open_ended:  # the parameters of whichever question it is
        given.append(others("parameters", "the parameters of the question, as at its own address"))
    elif path == "/tables/{name}.{form}":
        given.append(others("columns", "what must hold of a column: `COLUMN` for a value, `COLUMN__has`, and so on"))
    content: Told = {FILES[form]: {"schema": {}} for form in known.get("form", ())}
    if path.endswith(".json") or "json" in known.get("form", ()):
        content["application/json"] = {"schema": {"anyOf": [ref("Rows"), ref("Thing")]}}
    if path in PLAIN:
        content = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": re.sub(r"\W+", "_", path).strip("_"),
        "tags": ["reading"],
        "summary": says,
        "parameters": [*places, *given],
        "responses": responses(content),
    }


def enum(known: list[str] | None) -> Told:
    return {"enum": known} if known else {}


def responses(content: Told) -> Told:
    told: Told = {"200": {"description": "The answer.", "content": content}}
    told["304"] = {"description": "It is as it was when it was last asked for."}
    return told | {str(status): {"$ref": f"#/components/responses/{status}"} for status in SAYS}


def fault(says: str) -> Told:
    content = {"application/json": {"schema": ref("Fault")}, "text/html": {"schema": STRING}}
    return {"description": says, "content": content}


def ref(name: str) -> Told:
    return {"$ref": f"#/components/schemas/{name}"}


def named(name: str) -> Told:
    return {"$ref": f"#/components/parameters/{name}"}


def others(name: str, says: str) -> Told:
    """What an address takes besides, by names that depend on what it is about."""
    every: Told = {"type": "object", "additionalProperties": STRING}
    return {"name": name, "in": "query", "style": "form", "explode": True, "schema": every, "description": says}


def word(name: str, says: str, schema: Told, *, required: bool = False) -> Told:
    return {"name": name, "in": "query", "required": required, "description": says, "schema": schema}


NULLABLE: Told = {"type": ["string", "null"]}
DAY: Told = {"anyOf": [{"type": "string", "format": "date"}, {"const": ""}]}
COUNTED: Told = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 999_999}, {"const": ""}], "default": 1}
COUNT: Told = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": ROWS}, {"const": ""}], "default": ROWS}
BOUNDS = ("snapshot", "as_of", "recorded_as_of")
VIEW = ("_sort", "_find", "_in", "_page", "_rows")
PARAMETERS: dict[str, Told] = {
    "snapshot": word("snapshot", "A snapshot by its id; without it the newest.", STRING),
    "as_of": word("as_of", "Only what was published by this day.", DAY),
    "recorded_as_of": word("recorded_as_of", "Only what was on record by this day.", DAY),
    "_sort": word("_sort", "A column to sort by; with `-` before it, the greatest first.", STRING),
    "_find": word("_find", "Only rows that have these words.", STRING),
    "_in": word("_in", "The column that must have them; without it any.", STRING),
    "_page": word("_page", "Which page of the rows.", COUNTED),
    "_rows": word("_rows", "How many rows a page has.", COUNT),
    "page": word("page", "Which page of the list.", COUNTED),
    "q": word("q", "Words that are looked for; the first 200 letters.", STRING),
    "source": word("source", "Only of the source of this name.", STRING),
    "kind": word("kind", "Only actors of this kind.", STRING | {"enum": ["", *ActorKind]}),
    "region": word("region", "Only actors of this region.", STRING | {"enum": ["", *Region]}),
    "principal": word("principal", "Only who acts for this state or organisation: its id.", STRING),
    "level": word("level", "Only weapon systems of this level.", STRING | {"enum": ["", *WeaponLevel]}),
    "under": word("under", "Only weapon systems below this one: its id.", STRING),
    "loader": word("loader", "Only runs of this loader.", STRING),
    "status": word("status", "Only runs that ended so.", STRING | {"enum": ["", *RunStatus]}),
    "between": word("between", "What was between two, instead of all pairs: two actors parted by a comma.", STRING),
    "theme": word("theme", "For which background.", STRING | {"enum": ["light", "dark"], "default": "light"}),
    "statement": word(
        "q", "One SELECT.", STRING | {"maxLength": 16_000, "examples": ["select 1 as one"]}, required=True
    ),
}
WORDS: dict[str, tuple[str, ...]] = {
    "/search.json": ("q",),
    "/questions.json": ("q",),
    "/articles.{form}": ("q", "source", "page"),
    "/actors.json": ("q", "kind", "region", "principal", "page"),
    "/weapons.json": ("q", "level", "under", "page"),
    "/network.json": ("between",),
    "/tables/{name}.{form}": ("_sort",),
    "/dictionary/{name}.svg": ("theme",),
    "/runs.json": ("loader", "status", "source", "page"),
    "/runs/{id}.json": ("page",),
    "/sql.{form}": ("statement", *VIEW),
    "/sql/citation.json": ("statement",),
}
ASKING = {"/network.json": NETWORK, "/map.json": WORLD}  # pages that take the parameters of a question
# What is JSON of a form of its own: a chart, a citation that `sqn cite check` reads, this description.
PLAIN = ("/questions/{name}.vl.json", "/questions/{name}/citation.json", "/sql/citation.json", "/openapi.json")
HEAD: Told = {
    "snapshot": NULLABLE | {"description": "The snapshot that this comes of; null before the first is published."},
    "as_of": NULLABLE,
    "recorded_as_of": NULLABLE,
    "published_at": NULLABLE,
    "notice": NULLABLE | {"description": "What is missing, if there is more than may be told."},
    "links": {
        "type": "object",
        "required": ["self", "html"],
        "properties": dict.fromkeys(("self", "html", "permanent", "previous", "next"), STRING),
    },
}
SCHEMAS: dict[str, Told] = {
    "Rows": {
        "type": "object",
        "required": [*HEAD, "total", "page", "pages", "columns", "rows"],
        "properties": HEAD
        | {
            "total": {"type": "integer", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "pages": {"type": "integer", "minimum": 1},
            "columns": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "type"],
                    "properties": {"name": STRING, "type": {"enum": list(TYPES)}},
                },
            },
            "rows": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        },
    },
    "Thing": {"type": "object", "required": list(HEAD), "properties": HEAD, "additionalProperties": True},
    "Fault": {
        "type": "object",
        "required": ["error", "detail", "status", "id"],
        "properties": {
            "error": STRING,
            "detail": STRING,
            "status": {"type": "integer"},
            "id": STRING | {"description": "The number of the request in the log."},
            "place": {"type": ["object", "null"], "description": "Where in a statement: line, column, length."},
        },
    },
}
