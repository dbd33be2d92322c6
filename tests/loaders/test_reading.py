"""Sources to records: every kind of file, and every way in which one can be broken."""

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.ledger import Reject
from loaders.reading import LONGEST_TEXT, ArticleRecord, UnreadableError, decode, publication_day, read_source
from schema.errors import SourceError

TODAY = dt.date(2026, 6, 1)
TEXT = "Türkiye asked the U.S. for “Patriots”.\r\nIt waits.\n"


def records(path: Path) -> list[ArticleRecord]:
    found = list(read_source(path))
    assert all(isinstance(one, ArticleRecord) for one in found), found
    return [one for one in found if isinstance(one, ArticleRecord)]


def rejects(path: Path) -> list[Reject]:
    return [one for one in read_source(path) if isinstance(one, Reject)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_is_read_unchanged(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode(encoding))
    (record,) = records(file)
    assert record.text == TEXT
    assert record.encoding == encoding


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Bogotá’s “élan” – naïve façade, très bien sûr."),
        ("cp1251", "Москва поставила Анкаре зенитные ракетные комплексы и требует оплаты."),
    ],
)
def test_other_encodings_are_told(tmp_path: Path, encoding: str, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(encoding))
    (record,) = records(file)
    assert record.text == text
    assert record.encoding not in (None, "utf-8")


def test_a_csv_with_texts(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["Text", "title", "published_on", "source", "extra"])
        writer.writerow([TEXT, "A title", "2020-02-20", "Some Paper", "ignored"])
    (record,) = records(file)
    assert record.text == TEXT
    assert (record.title, record.published_on, record.source) == ("A title", "2020-02-20", "Some Paper")


def test_a_csv_index_reads_the_files_beside_it_and_its_folder_reads_them_once(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Turkey asked.")
    (tmp_path / "two.txt").write_text("Nobody listed me.")
    (tmp_path / "index.csv").write_text("file,source\none.txt,Some Paper\n")
    (record,) = records(tmp_path / "index.csv")
    assert (record.text, record.source) == ("Turkey asked.", "Some Paper")
    assert sorted(one.text for one in records(tmp_path)) == ["Nobody listed me.", "Turkey asked."]


def test_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    lines = [json.dumps({"text": "Turkey asked.", "url": "https://paper.example/1", "published_on": "2020-02-20"}), ""]
    file.write_text("\n".join(lines))
    (record,) = records(file)
    assert (record.text, record.url) == ("Turkey asked.", "https://paper.example/1")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"\x7fELF\x02\x01\x00\x00" * 50, "is binary"),
        ("a.txt", bytes(range(1, 32)) * 20, "is binary"),
        ("a.txt", b"\xff\xfe\x00", "begins as utf-16 but is not"),
        ("a.txt", b"x" * (17 << 20), "split it"),
        ("a.txt", b"x" * (LONGEST_TEXT + 1), "split it"),
        ("a.jsonl", b"{not json}\n", "line 1 is not JSON"),
        ("a.jsonl", b"[1]\n", "line 1 is not a JSON object"),
        ("a.jsonl", b'{"title": "x"}\n', "line 1 has no text"),
        ("a.jsonl", b'{"text": ""}\n', "line 1 is empty"),
        ("a.jsonl", b'{"text": "\\ud800"}\n', "half characters"),
        ("a.jsonl", b"[" * 100_000 + b"\n", "line 1 is not"),
        ("a.csv", b"file\nmissing.txt\n", "names a file that is not there"),
        ("a.csv", b"file\n../../etc/passwd\n", "outside the folder"),
        ("a.csv", b"text,title\nonly one cell\n", "not as many cells"),
        ("a.csv", b'text,title\n"open quote,x\n', "is broken"),
        ("a.csv", b"text,title\n,x\n", "is empty"),
    ],
)
def test_a_bad_record_is_rejected_with_reason_and_bytes(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    (reject,) = rejects(file)
    assert says in reject.reason
    assert "\n" not in reject.reason
    assert str(file) in reject.locator


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"title,date\nx,y\n", "needs a column `text` or `file`; its columns are: title, date"),
        ("a.csv", b"", "its columns are: none"),
        ("a.csv", b"\x00\x01\x02", "is binary"),
    ],
)
def test_a_source_that_is_no_source_is_one_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.csv") as caught:
        list(read_source(file))
    assert says in str(caught.value)


def test_what_is_missing_or_closed_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        list(read_source(tmp_path / "nowhere"))


def test_strange_files_in_a_folder_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Turkey asked.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "table.csv").write_text("weapon,number\nS-400,4\n")
    (tmp_path / ".hidden").write_text("not looked at")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_text("Germany sent.")
    found = list(read_source(tmp_path))
    assert sorted(one.text for one in found if isinstance(one, ArticleRecord)) == ["Germany sent.", "Turkey asked."]
    assert len([one for one in found if isinstance(one, Reject)]) == 2


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2020-02-20", "2020-02-20", "day"),
        ("2020-02", "2020-02-01", "month"),
        ("2020", "2020-01-01", "year"),
        ("2020-02-20T08:15:00+03:00", "2020-02-20", "day"),
        ("20 February 2020", "2020-02-20", "day"),
        ("Feb. 20, 2020", "2020-02-20", "day"),
        ("March 2020", "2020-03-01", "month"),
        ("Sept. 2020", "2020-09-01", "month"),
        ("2027-12-31", "2027-12-31", "day"),
    ],
)
def test_days_of_publication(written: str, day: str, precision: str) -> None:
    found = publication_day(written, TODAY)
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (day, precision)


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2020-13-01",
        "20/02/20",
        "2020-02-30",
        "February 20",
        "0202-02-20",
        "1899",
        "2028-01-01",
        "Smarch 2020",
        "March 1066",
    ],
)
def test_a_day_that_cannot_be_read_is_none(written: str) -> None:
    assert publication_day(written, TODAY) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except UnreadableError:
        return
    assert isinstance(text, str)
    assert encoding
