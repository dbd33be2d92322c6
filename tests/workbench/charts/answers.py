"""Answers made up for charts of every kind, and what their pictures must be."""

import json
import lzma
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from defusedxml.ElementTree import fromstring

from loaders.snapshots import Snapshot
from workbench.charts import Drawing
from workbench.heading import Chart, chart
from workbench.runner import Result

NOWHERE = Snapshot("", "", "", "", "", None, {}, "")
# A chart of each kind over the columns of `answer`.
OF_EACH_KIND = (
    "timeline x=day y=word colour=other until=until who=word whom=other label=word,list",
    "timeline x=day y=word",
    "bars x=word y=number colour=other",
    "bars x=year y=number colour=other",
    "bars x=day y=number",
    "bars x=word y=number,year",
    "bars x=word y=list",
    "lines x=day y=number colour=word",
    "lines x=year y=number",
    "lines x=word y=number",
    "points x=day y=number colour=word size=year",
    "points x=number y=word",
    "points x=word y=other",
    "grid x=word y=other value=number",
    "grid x=word y=other value=list",
    "network source=word target=other weight=number",
    "network source=word target=other",
    "map state=state value=number",
    "map state=word value=list",
)
COLUMNS = ("day", "until", "word", "other", "number", "year", "list", "state", "quote", "evidence_id")
# Licence BSD 3-Clause, Copyright (c) 2015-2023 University of Washington Interactive Data Lab and others.
SCHEMA = Path(__file__).parent / "vega-lite-5.schema.json.xz"


def charts() -> list[Chart]:
    return [chart("here", told) for told in OF_EACH_KIND]


def answer(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> Result:
    """An answer of these rows; what a row does not tell is NULL."""
    return Result(tuple(columns), tuple(tuple(row.get(column) for column in columns) for row in rows), NOWHERE)


@cache
def validator() -> Any:
    """What holds a specification against the schema of Vega-Lite 5.23."""

    def read(told: dict[str, Any]) -> dict[str, Any]:
        """References as references are written: those of the schema bear brackets and quotes."""
        reference = told.get("$ref")
        return told | {"$ref": quote(reference, safe="#/")} if isinstance(reference, str) else told

    return jsonschema_rs.validator_for(json.loads(lzma.decompress(SCHEMA.read_bytes()), object_hook=read))


def faults(drawing: Drawing) -> list[str]:
    """Where a specification is none of Vega-Lite 5."""
    strict = json.loads(json.dumps(drawing.spec, allow_nan=False))
    return [f"{error.instance_path}: {error.message[:200]}" for error in validator().iter_errors(strict)]


def marks(svg: str) -> int:
    """How many marks of data a picture shows, which must be well-formed and free of scripts."""
    root = fromstring(svg)
    for element in root.iter():
        assert not element.tag.endswith(("script", "foreignObject")), element.tag
        assert not [name for name in element.attrib if name.lower().startswith("on")], element.attrib
    groups = [g for g in root.iter() if re.search(r"\bmark-(symbol|rect|rule|shape|line|text)\b", g.get("class") or "")]
    return sum(len(group) for group in groups if "role-mark" in (group.get("class") or ""))
