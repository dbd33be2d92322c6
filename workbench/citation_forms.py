"""A citation as it is written: a line, a footnote, JSON that holds all of it, BibTeX and CSL."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, get_type_hints

from schema.errors import QueryError
from workbench.citing import FORMAT, TYPES, Asked, Citation

NAME = "Sine Qua Non"
SHORT = 12  # hexadecimal digits of a hash where a whole one would not be read
LONG_SQL = 400  # characters after which a footnote leaves SQL to the JSON


def as_line(citation: Citation) -> str:
    """The citation as one sentence for a running text."""
    told = [one for one in citation.parameters if one.bound is not None]
    given = ", ".join(f"{one.name.replace('_', ' ')}: {one.asked or one.bound}" for one in told)
    what = f"“{citation.title}”" if citation.title else f"an SQL query (sha256 {citation.sql_sha256[:SHORT]})"
    return (
        f"{NAME}, {what}{f' ({given})' if given else ''}, snapshot {citation.snapshot}{days(citation)}, "
        f"asked on {citation.asked_at[:10]}: {counted(citation.rows)}, hash {citation.rows_sha256[:SHORT]}"
    )


def as_text(citation: Citation) -> str:
    """The citation as a block for a footnote: the line, and beneath it all that it is checked by but the JSON's."""
    told = [("Cited", citation.id)]
    if citation.question:
        told.append(("Question", f"{citation.question}, {version(citation)}"))
    told += [("Parameter" if number == 0 else "", written(one)) for number, one in enumerate(citation.parameters)]
    newest = f", newest article {citation.newest_article}" if citation.newest_article else ""
    told += [
        ("Snapshot", f"{citation.snapshot}, published {citation.published_at}{newest}"),
        ("", f"sha256 {citation.snapshot_sha256}"),
    ]
    if bounds := days(citation):
        left_out = f"; {citation.undated:,} articles without a day are left out" if citation.undated else ""
        told.append(("Shown", f"{bounds.removeprefix(', ')}{left_out}"))
    told += [
        ("Answer", f"{counted(citation.rows)}, {len(citation.columns)} columns"),
        ("", f"sha256 {citation.rows_sha256}"),
        ("Asked", f"{citation.asked_at} with {citation.code_version}"),
        ("SQL", f"sha256 {citation.sql_sha256}"),
    ]
    if citation.question is None and len(citation.sql) <= LONG_SQL:
        told += [("", line) for line in citation.sql.strip().splitlines()]
    return f"{as_line(citation)}.\n" + "".join(f"  {label:<11}{says}\n" for label, says in told)


def as_json(citation: Citation) -> str:
    """All of the citation, the SQL too: what `sqn cite check` reads."""
    content = {"format": citation.format, "id": citation.id, "cite_as": as_line(citation), **asdict(citation)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def of_json(content: str, name: str) -> Citation:
    """The citation of a JSON text from the file `name`. Raises QueryError if it is none or not whole."""
    try:
        told = json.loads(content)
    except ValueError as error:
        raise QueryError(
            f"{name} is no JSON: a citation that can be checked is written by `sqn cite NAME --format json -o FILE`"
        ) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        found = told.get("format") if isinstance(told, dict) else None
        raise QueryError(f"{name} is no citation of the format {FORMAT}{f': it says {found!r}' if found else ''}")
    values = {}
    kinds = get_type_hints(Citation)
    for one in fields(Citation):
        if one.name not in told:
            raise QueryError(f"{name} is not whole: a citation says {one.name!r}")
        values[one.name] = read(name, one.name, kinds[one.name], told[one.name])
    return Citation(**values)


def read(file: str, name: str, kind: Any, value: Any) -> Any:
    """A field's value out of JSON. Raises QueryError if it is not of the field's type."""
    if kind == tuple[Asked, ...] and isinstance(value, list):
        return tuple(parameter(file, one) for one in value)
    if kind == tuple[str, ...] and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if (kind in (str, str | None) and isinstance(value, str)) or (kind == (str | None) and value is None):
        return value
    if (kind is bool and isinstance(value, bool)) or (kind is int and type(value) is int):
        return value
    raise QueryError(f"{file}: {name} is {str(value)[:60]!r}, which no citation says")


def parameter(file: str, value: Any) -> Asked:
    if isinstance(value, dict) and set(value) == {"name", "asked", "bound", "type"} and value["type"] in TYPES.values():
        said = [value["name"], value["type"], value["asked"] or "", value["bound"] or ""]
        if all(isinstance(one, str) for one in said):
            return Asked(**value)
    raise QueryError(f"{file}: {str(value)[:60]!r} is no parameter: it has a name, asked, bound and a type")


def as_bibtex(citation: Citation) -> str:
    """The citation as an entry that BibTeX and biblatex both know."""
    asked = dt.date.fromisoformat(citation.asked_at[:10])
    entries = {
        "title": f"{{{latex(citation.title or 'SQL query')}}}",
        "author": f"{{{NAME}}}",
        "year": citation.published_at[:4],
        "howpublished": latex(f"Database snapshot {citation.snapshot}{days(citation)}"),
        "note": latex(
            f"{'; '.join([*(written(one) for one in citation.parameters if one.bound is not None), ''])}"
            f"{counted(citation.rows)}, SHA-256 of the rows {citation.rows_sha256[:SHORT]}, "
            f"of the snapshot {citation.snapshot_sha256[:SHORT]}; asked {asked.isoformat()}"
        ),
    }
    told = "".join(f"  {key} = {{{value}}},\n" for key, value in entries.items())
    return f"@misc{{sqn-{citation.id},\n{told}}}\n"


def as_csl(citation: Citation) -> str:
    """The citation as CSL-JSON, which Zotero, pandoc and others read."""
    entry = {
        "id": f"sqn-{citation.id}",
        "type": "dataset",
        "title": citation.title or "SQL query",
        "author": [{"literal": NAME}],
        "version": f"snapshot {citation.snapshot}{days(citation)}",
        "issued": {"date-parts": [[int(part) for part in citation.published_at[:10].split("-")]]},
        "accessed": {"date-parts": [[int(part) for part in citation.asked_at[:10].split("-")]]},
        "note": as_line(citation),
    }
    return json.dumps([entry], ensure_ascii=False, indent=1) + "\n"


FORMS: Mapping[str, Callable[[Citation], str]] = {
    "text": as_text,
    "line": lambda citation: f"{as_line(citation)}\n",
    "json": as_json,
    "bibtex": as_bibtex,
    "csl": as_csl,
}


def days(citation: Citation) -> str:
    told = [("as of", citation.as_of), ("recorded as of", citation.recorded_as_of)]
    return "".join(f", {says} {day}" for says, day in told if day)


def counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def version(citation: Citation) -> str:
    """Which version of the question's file was asked."""
    if citation.query_version is None:
        return f"{citation.query_file}, in no version"
    return f"{citation.query_file} {citation.query_version[:SHORT]}{', modified' if citation.query_modified else ''}"


def written(one: Asked) -> str:
    """A parameter as it was asked, and what was read as it if that is something else."""
    if one.bound is None:
        return f"{one.name}: not given"
    if one.asked is None:
        return f"{one.name}: {one.bound} (its default)"
    return f"{one.name}: {one.asked}" + (f" (read as {one.bound})" if one.asked != one.bound else "")


def latex(words: str) -> str:
    """Words as LaTeX takes them."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    special |= {one: f"\\{one}" for one in "&%$#_{}"}
    return re.sub(r"[\\~^&%$#_{}]", lambda found: special[found[0]], words)
