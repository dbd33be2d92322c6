"""Which addresses go into a frozen copy, and the file that each becomes."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import PurePosixPath
from posixpath import relpath
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from workbench.heading import Parameter
from workbench.library import library
from workbench.web.state import BOUNDS

LEFT_OUT = ("/sign-in", "/sign-out", "/theme", "/search", "/sql", "/api", "/review", "/schema.json", "/openapi.json")
FORMS = ("csv", "json", "svg")  # files that go along; the others are for the workbench itself
PAGES = 3  # of a list that goes over several: what is told of most comes first
OPTIONS = 6  # as many as a choice may have for each to be frozen
DRAWN = {"_theme": ("light", "dark"), "_width": ("760",), "theme": ("light", "dark")}
NAME = re.compile(r"[a-z][a-z0-9_]*")
SAFE = re.compile(r"[^A-Za-z0-9._-]")
LONGEST = 120  # letters of a file's name, which some systems cut at 255 bytes
LEFT_OFF = (*BOUNDS, "v", "_save")  # what does not make another page: `v` names the content of a file of ours


def address_of(link: str, base: str) -> tuple[str, str] | None:
    """A link of a page as an address of ours and a fragment, without the snapshot that all of a copy is of.

    None for a link elsewhere.
    """
    try:
        told = urlsplit(urljoin(f"http://localhost{base}", link))
    except ValueError:
        return None
    if told.scheme != "http" or told.netloc != "localhost":
        return None
    query = [(key, value) for key, value in parse_qsl(told.query) if key not in LEFT_OFF]
    return told.path + (f"?{urlencode(query)}" if query else ""), told.fragment


def wanted(address: str) -> bool:
    """Whether an address goes into the copy: a page or a file as it is by default, an option of a choice, a mark."""
    told = urlsplit(address)
    path, query = told.path, parse_qsl(told.query)
    if path.startswith(LEFT_OUT) or path.endswith(("/citation", ".vl.json")):
        return False
    if path.startswith("/tables/") and path.count("/") > 2:  # a page for each row of the database
        return False
    form = PurePosixPath(path).suffix.removeprefix(".")
    if path.startswith("/static/"):
        return form in ("css", "svg")
    if NAME.fullmatch(form) and form not in FORMS:
        return False
    return all(allowed(path, key, value) for key, value in query)


def allowed(path: str, key: str, value: str) -> bool:
    if key in DRAWN:
        return value in DRAWN[key]
    if key in ("_page", "page"):
        return value.isdigit() and int(value) <= PAGES
    if key == "evidence":
        return path.startswith("/articles/")
    choice = choice_of(path)
    return choice is not None and key == choice.name and value in choice.options


@cache
def choice_of(path: str) -> Parameter | None:
    """The one choice of the question of an address, where it is one and has few options."""
    name = PurePosixPath(path).name.partition(".")[0] if path.startswith("/questions/") else ""
    found = library().get(name)
    choices = [p for p in found.parameters if p.kind == "choice"] if found else []
    return choices[0] if len(choices) == 1 and len(choices[0].options) <= OPTIONS else None


def options_at(address: str) -> list[tuple[str, str]]:
    """The options of the question of an address, each with its own address; the first is as it is by default."""
    path = urlsplit(address).path
    choice = choice_of(path)
    if choice is None or "." in PurePosixPath(path).name:
        return []
    default = [(choice.default or "any", path)]
    return default + [
        (option, f"{path}?{urlencode({choice.name: option})}") for option in choice.options if option != choice.default
    ]


def file_of(address: str, kind: str) -> str:
    """The file of an address: `/questions/refusals` of HTML is `questions/refusals.html`."""
    told = urlsplit(address)
    parts = [escaped(part) for part in told.path.split("/") if part] or ["index"]
    *folders, last = parts
    suffix = ".html" if kind == "text/html" else PurePosixPath(last).suffix
    stem = last if kind == "text/html" else last.removesuffix(suffix)
    for key, value in parse_qsl(told.query):
        stem += f"--{escaped(key)}-{escaped(value)}"
    if len(stem) > LONGEST:
        stem = f"{stem[:LONGEST]}-{digest(address)}"
    return "/".join([*(folder[:LONGEST] for folder in folders), stem + suffix])


def escaped(part: str) -> str:
    """A part of an address as every file system takes it."""
    safe = SAFE.sub(lambda found: "".join(f"~{byte:02x}" for byte in found[0].encode("utf-8", "replace")), part)
    return f"~2e{safe[1:]}" if safe.startswith(".") else safe


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]


def apart(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Files by address, with those told apart that some file systems take for the same."""
    taken: set[str] = set()
    told: dict[str, str] = {}
    for address, name in names:
        if name.casefold() in taken:
            at = PurePosixPath(name)
            name = str(at.with_name(f"{at.stem}-{digest(address)}{at.suffix}"))
        taken.add(name.casefold())
        told[address] = name
    return told


def relative(file: str, other: str) -> str:
    """The way from one file to another, as a link."""
    return relpath(f"/{other}", f"/{file}/..")
