"""The data dictionary and the diagrams: as the schema is now, whole, and with links that lead somewhere."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from schema.models import Base
from schema.settings import CHECKOUT
from workbench.dictionary.drawing import Box, Lead, Line, drawn
from workbench.dictionary.files import files
from workbench.dictionary.page import anchor
from workbench.dictionary.relations import PEOPLE, RECORD, Relation, described
from workbench.dictionary.usage import columns
from workbench.library import library
from workbench.words import VOCABULARIES

COMMAND = "the schema has changed: run `python -m workbench.dictionary` and commit what it writes"


@pytest.fixture(scope="module")
def relations() -> Mapping[str, Relation]:
    return described()


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    return files()


def test_the_files_are_as_the_schema_is(made: Mapping[str, str]) -> None:
    stale = [name for name, content in made.items() if content != (CHECKOUT / name).read_text("utf-8")]
    assert stale == [], COMMAND
    drawings = {f"docs/schema/{path.name}" for path in (CHECKOUT / "docs" / "schema").iterdir()}
    assert drawings <= set(made), COMMAND


def test_the_page_links_only_to_what_is_there(made: Mapping[str, str]) -> None:
    page = made["docs/data_dictionary.md"]
    anchors = [anchor(heading) for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE)]
    assert len(anchors) == len(set(anchors)), "GitHub would number the second of two headings alike"
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= set(anchors)
    for path in set(re.findall(r"\]\(([^#)]+)\)", page)):
        assert (CHECKOUT / "docs" / path).exists() or f"docs/{path}" in made, path


def test_every_table_view_and_word_is_in_it(relations: Mapping[str, Relation], made: Mapping[str, str]) -> None:
    page = made["docs/data_dictionary.md"]
    assert set(Base.metadata.tables) <= set(relations)
    assert [one.name for one in relations.values()][:5] == [
        "requests", "conditions", "responses", "sanctions", "transfers",
    ]  # fmt: skip
    for one in relations.values():
        section = page.split(f"### {one.name}\n")[1].split("\n### ")[0]
        assert all(f"| `{column.name}` |" in section for column in one.columns), one.name
    for name, words in VOCABULARIES.items():
        section = page.split(f"### {name}\n")[1].split("\n### ")[0]
        assert all(f"| `{word}` | {word.meaning} |" in section for word in words), name
        assert "In no column" not in section, f"{name}: no column lists its words in its comment"


def test_every_table_is_in_the_drawing_of_its_group(relations: Mapping[str, Relation], made: Mapping[str, str]) -> None:
    for group in RECORD:
        drawing = made[f"docs/schema/{group}.svg"]
        told = [element.text for element in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]
        for one in relations.values():
            if one.group == group:
                assert one.name in told
                assert one.name in made["docs/schema.svg"]
                assert all(column.name in told for column in one.columns if column.is_key or column.leads_to)


def test_a_question_uses_the_columns_of_its_sql(relations: Mapping[str, Relation]) -> None:
    known = {("requests", "requester"), ("actors", "subregion"), ("fact_objects", "weapon_id")}
    assert known <= set(columns(library()["most_asked_for"].sql, relations))
    assert set(columns("select requester from requests", relations)) == {("requests", "requester")}
    using = {name for question in library().values() for name, _ in columns(question.sql, relations)}
    assert {one.name for one in relations.values() if one.group == PEOPLE} - using <= {
        "articles",
        "fact_weapons",
        "records",
    }


def test_no_line_of_a_drawing_crosses_a_box() -> None:
    boxes = [Box(str(n), n % 3, "#123456", (Line("one", "key"), Line("other"))) for n in range(7)]
    leads = [Lead(str(a), 0, str(b), 1) for a in range(7) for b in range(7) if a != b]
    drawing = drawn("A title", "what it shows", boxes, leads)
    frames = [tuple(map(float, at)) for at in re.findall(
        r'class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawing
    )]  # fmt: skip
    lines = re.findall(r'class="line" stroke="[^"]+" d="M([\d.]+) ([\d.]+)([^"]+)"', drawing)
    assert (len(frames), len(lines)) == (7, 42)
    for x, y, way in lines:
        at = (float(x), float(y))
        for turn, to in re.findall(r"([HV])([\d.]+)", way):
            there = (float(to), at[1]) if turn == "H" else (at[0], float(to))
            for left, top, width, height in frames:
                within = (
                    max(at[0], there[0]) > left + 1 and min(at[0], there[0]) < left + width - 1
                    and max(at[1], there[1]) > top + 1 and min(at[1], there[1]) < top + height - 1
                )  # fmt: skip
                assert not within, (x, y, way)
            at = there
