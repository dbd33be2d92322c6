"""The addresses for programs: as an OpenAPI document, and as a page for the people who write them."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workbench.web.describing import FILES, PARAMETERS, document
from workbench.web.rendering import kept, render


@dataclass(frozen=True)
class Address:
    """An address with what it gives and takes, as the page shows it."""

    path: str
    says: str
    takes: tuple[tuple[str, str, str], ...]


def openapi(request: Request) -> Response:
    """All addresses for programs, as OpenAPI 3.1 describes them."""
    text = json.dumps(document(request.app.routes), ensure_ascii=False, indent=1) + "\n"
    return kept(request, Response(text, media_type="application/json"))


def api(request: Request) -> Response:
    """The page that tells how a program asks."""
    paths = document(request.app.routes)["paths"]
    told = [(told["get"]["tags"][0], address(path, told["get"])) for path, told in paths.items()]
    return render(
        request,
        "api.html",
        questions=[one for tag, one in told if tag == "questions"],
        others=[one for tag, one in told if tag != "questions"],
        shared=[taken(PARAMETERS[name]) for name in ("snapshot", "as_of", "recorded_as_of")],
        viewed=[taken(PARAMETERS[name]) for name in ("_sort", "_find", "_in", "_page", "_rows")],
        forms=FILES,
        origin=f"{request.url.scheme}://{request.url.netloc}",
    )


def address(path: str, told: dict[str, Any]) -> Address:
    own = [one for one in told["parameters"] if "$ref" not in one and one["in"] == "query"]
    own += [
        PARAMETERS[name]
        for one in told["parameters"]
        if (name := one.get("$ref", "").rpartition("/")[2]) in ("q", "source", "page", "statement")
    ]
    return Address(path, told["summary"], tuple(taken(one) for one in own))


def taken(one: dict[str, Any]) -> tuple[str, str, str]:
    """A parameter as its name, its type in words, and what it means."""
    schema = one["schema"]
    schema = schema["anyOf"][0] if "anyOf" in schema else schema
    kind = " | ".join(schema["enum"]) if "enum" in schema else schema.get("format") or schema["type"]
    if "default" in schema:
        kind += f", {schema['default']} unless given"
    return one["name"], kind, one.get("description") or schema.get("description", "")
