"""Templates filled and answers addressed: what is the same for a snapshot is not sent twice."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import SqnError
from workbench.output import jsonable
from workbench.web.envelope import Paged, enveloped
from workbench.web.guard.csrf import token
from workbench.web.guard.who import who
from workbench.web.state import asked
from workbench.web.tables import words

HERE = Path(__file__).parent
STATIC = HERE / "static"
THEMES = ("auto", "light", "dark")
NAVIGATION = (
    ("/questions", "Questions"),
    ("/actors", "Actors"),
    ("/weapons", "Weapons"),
    ("/network", "Network"),
    ("/map", "Map"),
    ("/articles", "Articles"),
    ("/tables", "Tables"),
    ("/sql", "SQL"),
)
ABOUT_THE_DATA = (
    ("/dictionary", "Data dictionary"),
    ("/runs", "Runs"),
    ("/snapshots", "Snapshots"),
    ("/review", "Review"),
)
# What no page may hold, whatever stands in a report: signs that are none, and would have a browser repair the page.
CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\r"}
YEAR = 365 * 24 * 3600


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page, or 304 where the browser has it already."""
    text = environment().get_template(template).render(**frame(request), **context).translate(CONTROLS)
    return kept(request, Response(text, status, media_type="text/html"))


def frame(request: Request) -> dict[str, Any]:
    """What every page needs: who reads it in which colours, the navigation, the snapshot."""
    try:
        about = asked(request)
    except SqnError:  # the page that says so needs no snapshot
        about = None
    theme = request.cookies.get("theme", "auto")
    path = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in request.url.path)
    here = path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "about": about,
        "bounds": about.bounds if about else {},
        "here": here,
        "path": path,
        "navigation": NAVIGATION,
        "about_the_data": ABOUT_THE_DATA,
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "token": token(request),
        "who": who(request),
        "link": about.link if about else bare,
    }


def bare(path: str, values: Mapping[str, str] | None = None, anchor: str = "") -> str:  # noqa: ARG001
    """An address where there is no snapshot that it could be about."""
    return path


def as_json(request: Request, content: Any, paged: Paged | None = None, notice: str | None = None) -> Response:
    """What a program gets for a page's address with `.json`: rows or one thing, about their snapshot."""
    told = jsonable(enveloped(request, content, paged, notice))
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    return kept(request, Response(text, media_type="application/json"))


def kept(request: Request, response: Response) -> Response:
    """The response with what a browser may keep: all that is addressed by a snapshot for a day, else after asking."""
    if response.status_code != 200:
        response.headers.setdefault("Cache-Control", "no-store")
        return response
    etag = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    forever = "snapshot" in request.query_params
    headers = {"ETag": etag, "Cache-Control": "private, max-age=600" if forever else "private, no-cache"}
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def attachment(name: str) -> dict[str, str]:
    """The header that has a browser save a file under a name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters.update(day=day, count=count, moment=moment, number=words, initial=initial, prose=prose)
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours, another for other content, so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def day(value: dt.date | str | None) -> str:
    """`20 February 2020`, for reading."""
    if value is None or value == "":
        return "no date"
    try:
        date = value if isinstance(value, dt.date) else dt.date.fromisoformat(value[:10])
    except ValueError:
        return str(value)
    return f"{date.day} {date:%B %Y}"


def moment(value: str) -> str:
    """`26 November 2026, 10:33 UTC`."""
    try:
        at = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    except ValueError:
        return value
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def initial(value: str) -> str:
    """Words as a heading begins: the first letter large, the others as they are."""
    return value[:1].upper() + value[1:]


def prose(value: str) -> Markup:
    """Words as a saved question's header has them: what stands between backticks is a name."""
    parts = value.split("`")
    if not len(parts) % 2:  # one has no other
        return escape(value)
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def count(value: int | float | None) -> str:
    return "–" if value is None else f"{value:,}"
