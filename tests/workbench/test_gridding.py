"""Tables for eyes: widths, links, and texts that would move the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from loaders.snapshots import Snapshot
from workbench.gridding import as_table, laid, layout
from workbench.runner import Result

NONE = Snapshot("", "", "", "", "", None, {}, "")


def table(width: int, *rows: tuple[object, ...], columns: tuple[str, ...], **options: bool) -> list[str]:
    return as_table(Result(columns, rows, NONE), Console(width=width, force_terminal=False), **options).splitlines()


COLUMNS = ("who", "title", "quote", "evidence_id", "n")
QUOTE = "unless Turkey scraps the S-400 it bought from Russia, " * 2
ROW = ("Turkey", "Turkey asks U.S. for Patriot batteries on its Syrian border", QUOTE, "e-73a2a7f4ae5e0e8a", 12)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_cells_are_shortened_to_the_terminal_but_ids_never(width: int) -> None:
    head, row = table(width, ROW, columns=COLUMNS)
    assert max(map(len, (head, row))) <= width
    assert "…" in row
    assert "e-73a2a7f4ae5e0e8a" in row


def test_a_wide_terminal_is_used() -> None:
    assert len(table(220, ROW, columns=COLUMNS)) == 2
    assert "…" not in table(220, ROW, columns=COLUMNS)[1]


def test_what_cannot_stand_side_by_side_is_shown_in_blocks() -> None:
    lines = table(40, ROW, columns=COLUMNS)
    assert lines[0].startswith("─ 1 ")
    assert [line.split()[0] for line in lines if line[:1].isalpha()] == list(COLUMNS)
    assert table(200, ROW, columns=COLUMNS, expanded=True)[0].startswith("─ 1 ")


def test_numbers_stand_to_the_right() -> None:
    _, first, second = table(80, ("a", 5), ("b", 1200), columns=("who", "n"))
    assert first.index("5") == second.index("1200") + 3


def test_an_address_is_a_link_where_the_terminal_knows_links() -> None:
    result = Result(("url",), (("https://example.org/a",), ("javascript:x",)), NONE)
    shown = as_table(result, Console(width=80, force_terminal=True, color_system="standard"))
    assert "\x1b]8;" in shown
    assert ";https://example.org/a" in shown
    assert ";javascript" not in shown
    assert "\x1b" not in as_table(result, Console(width=80, force_terminal=False))


def test_a_text_does_not_move_the_cursor() -> None:
    nasty = "a\x1b[2Jb\x07c\x9bd\rE"
    for expanded in (False, True):
        shown = as_table(Result(("quote",), ((nasty,),), NONE), Console(width=80), expanded=expanded)
        assert "\x1b[2J" not in shown
        assert not {"\x07", "\x9b", "\r"} & set(shown)
        assert "a�[2Jb�c�d�E" in shown


@given(
    st.lists(
        st.tuples(st.sampled_from(["who", "quote", "x_id", "a_rather_long_name"]), st.text(max_size=200)),
        min_size=1,
        max_size=9,
    ),
    st.integers(10, 220),
)
def test_no_layout_is_wider_than_the_terminal(cells: list[tuple[str, str]], width: int) -> None:
    names, texts = zip(*cells, strict=True)
    found = laid(names, [texts], width)
    assert found is None or sum(found.widths) + 2 * (len(names) - 1) <= width
    assert found is None or all(wide >= 0 for wide in found.widths)


def test_wide_letters_count_as_two() -> None:
    found = layout(Result(("name",), (("武器輸出",),), NONE), 80)
    assert found is not None
    assert found.widths == (cell_len("武器輸出"),)
