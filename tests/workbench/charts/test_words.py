"""Words on charts, and marks packed so that none stands on another."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.charts.packing import GAP, LINES, RADIUS, Mark, packed
from workbench.charts.theme import PALETTES, colours
from workbench.charts.words import clean, counted, fitted, said, titled, width, wrapped


def test_columns_in_words() -> None:
    assert titled("imposed_by") == "Imposed by"
    assert titled("maker") != "maker"


def test_values_as_people_write_them() -> None:
    assert counted(1234567) == "1,234,567"
    assert counted(0.12345) == "0.123"
    assert counted(10**40) == "1.00e+40"
    assert said(["S-400", None, "Patriot"]) == "S-400, Patriot"
    assert said(True) == "yes"
    assert said(float("nan")) == ""


@given(st.text(max_size=300), st.floats(20, 400))
def test_cut_words_fit(text: str, room: float) -> None:
    told = fitted(clean(text), 11, room)
    assert width(told, 11) <= max(room, width("…", 11))
    assert all(width(line, 11) <= max(room, width("…", 11)) for line in wrapped(clean(text), 11, room))


@given(st.lists(st.tuples(st.floats(0, 600), st.integers(0, 30)), max_size=60))
def test_no_mark_stands_on_another(places: list[tuple[float, int]]) -> None:
    marks = [Mark(x, x, "w" * letters, {}) for x, letters in sorted(places)]
    lines = packed(marks, 600, 11)
    assert lines <= LINES
    spans: dict[int, list[tuple[float, float]]] = {}
    for mark in (mark for mark in marks if mark.words):
        wide = 12 + width(mark.words, 11)
        span = (mark.x - RADIUS, mark.x + wide) if mark.side == "right" else (mark.x - wide, mark.x + RADIUS)
        for start, end in spans.setdefault(mark.line, []):
            assert span[1] + GAP <= start + 1e-6 or end + GAP <= span[0] + 1e-6
        spans[mark.line].append(span)


def test_colours_differ_and_mean_the_same() -> None:
    for palette in PALETTES.values():
        told = colours(["refused", "granted", "unknown", "a", "b", "c"], palette)
        assert told["granted"] == palette.colours[2]
        assert told["unknown"] == palette.rest
        assert len(set(told.values())) == len(told)
