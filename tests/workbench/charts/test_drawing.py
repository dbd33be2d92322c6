"""What a drawing is written as."""

import json
import struct
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from schema.errors import QueryError
from tests.workbench.charts.answers import answer
from workbench.charts import Drawing, drawn
from workbench.heading import chart


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    rows = [{"word": word, "number": number} for number, word in enumerate("abc", start=1)]
    made = drawn(chart("here", "bars x=word y=number"), answer(rows), "Bars & <b>")
    assert made is not None
    return made


def test_files_of_each_kind(drawing: Drawing, tmp_path: Path) -> None:
    for name in ("a.svg", "a.png", "a.html", "a.vl.json"):
        drawing.write(tmp_path / name)
    assert fromstring((tmp_path / "a.svg").read_text("utf-8")).tag.endswith("svg")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "a.vl.json").read_text("utf-8")) == drawing.spec
    assert drawing.spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.json", "svg"])
def test_file_of_another_kind(drawing: Drawing, tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match=r"a chart is written as \.svg, \.png, \.html or \.vl\.json"):
        drawing.write(tmp_path / name)


def test_folder_that_is_not_there(drawing: Drawing, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="cannot be written: No such file or directory"):
        drawing.write(tmp_path / "nowhere" / "a.svg")


def test_png_is_as_large_as_it_is_told(drawing: Drawing) -> None:
    sizes = [struct.unpack(">II", drawing.png(scale)[16:24]) for scale in (1, 2)]
    assert abs(sizes[1][0] - 2 * sizes[0][0]) <= 1
    assert 700 <= sizes[0][0] <= 780


def test_page_is_of_one_file(drawing: Drawing) -> None:
    page = drawing.html()
    assert "Bars &amp; &lt;b&gt;" in page
    assert 'src="' not in page.split("<script>")[0]
    assert "default-src 'none'" in page
    assert "unsafe-eval" not in page
