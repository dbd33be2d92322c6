"""Sources to records: every kind of file, and every way in which one can be broken."""

import csv
import datetime as dt
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.articles.records import ArticleRecord
from loaders.decoding import LONGEST_TEXT, UnreadableError, decode
from loaders.ledger import MOST_RAW, Reject
from loaders.publication import publication_day
from schema.errors import SourceError
from tests.loaders.reading import read

TODAY = dt.date(2026, 6, 1)
TEXT = "Türkiye asked the U.S. for “Patriots”.\r\nIt waits.\n"


def records(path: Path) -> list[ArticleRecord]:
    found = list(read(path))
    assert all(isinstance(one, ArticleRecord) for one in found), found
    return [one for one in found if isinstance(one, ArticleRecord)]


def rejects(path: Path) -> list[Reject]:
    return [one for one in read(path) if isinstance(one, Reject)]


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
        ("a.jsonl", b'{"text": "x", "title": "\\ud800"}\n', "characters in its title"),
        ("a.json", b'{"text": "x"}\n{"text": "y"}\n', "call it .jsonl"),
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
        list(read(file))
    assert says in str(caught.value)


def test_what_is_missing_or_closed_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        list(read(tmp_path / "nowhere"))


def test_one_long_cell_is_one_reject_and_soon_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    line = "Turkey asked the United States for Patriot missiles, and it waits for an answer.\n"
    with file.open("w") as target:
        target.write('text,title\n"')
        target.writelines(line for _ in range((50 << 20) // len(line)))
        target.write('",Long\n"Turkey asked.",Short\n')
    started = time.monotonic()
    (reject, record) = list(read(file))
    assert time.monotonic() - started < 20
    assert isinstance(reject, Reject)
    assert reject.locator == f"{file}:2"
    assert "split it" in reject.reason
    assert reject.raw.startswith(b'"Turkey asked')
    assert len(reject.raw) <= MOST_RAW + len(line)
    assert reject.size
    assert reject.size > 50_000_000
    assert isinstance(record, ArticleRecord)
    assert record.text == "Turkey asked."


@pytest.mark.parametrize(
    ("name", "content", "raw"),
    [
        ("a.csv", b'text,title\n"open quote,x\nmore', b'"open quote,x\nmore'),
        ("a.csv", "text,title\nélan only\n".encode("cp1252"), "élan only\n".encode("cp1252")),
        ("picture.png", b"\x89PNG\r\n", b"\x89PNG\r\n"),
        ("table.csv", b"weapon,number\nS-400,4\n", b"weapon,number\nS-400,4\n"),
        ("a.json", b"[oops", b"[oops"),
        ("a.json", b'[{"title": "x"}]', b'{"title": "x"}'),
    ],
)
def test_a_reject_keeps_its_bytes(tmp_path: Path, name: str, content: bytes, raw: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (reject,) = rejects(tmp_path)
    assert reject.raw == raw


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_may_be_told_apart_by_other_signs(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", newline="") as target:
        writer = csv.writer(target, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([["title", "text"], ["A; title, with | signs", TEXT]])
    (record,) = records(file)
    assert (record.title, record.text) == ("A; title, with | signs", TEXT)


def test_a_json_file_holds_an_array_or_one_article(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"text": "Turkey asked."}, {"text": "It waits.", "title": "T"}]))
    (tmp_path / "b.json").write_text(json.dumps({"text": "Alone."}))
    assert [one.text for one in records(tmp_path)] == ["Turkey asked.", "It waits.", "Alone."]
    assert [one.locator for one in records(tmp_path / "a.json")] == [f"{tmp_path}/a.json:1", f"{tmp_path}/a.json:2"]


def test_what_cannot_be_read_in_a_folder_is_one_reject_each_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("Turkey asked.")
    (folder / "deep" / "b.txt").write_text("Germany sent.")
    (folder / "deep" / "back").symlink_to(folder)
    (folder / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "index.csv").write_text("file\nself.txt\n" + "x" * 300 + ".txt\n")
    (folder / "binary.csv").write_bytes(b"\x00\x01\x02")
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
        found = list(read(folder))
    assert sorted(one.text for one in found if isinstance(one, ArticleRecord)) == ["Germany sent.", "Turkey asked."]
    told = {one.locator.removeprefix(f"{folder}/"): one.reason for one in found if isinstance(one, Reject)}
    assert {name: any(words in told[name] for words in WORDS[name]) for name in WORDS} == dict.fromkeys(WORDS, True), (
        told
    )
    assert set(told) == set(WORDS)


WORDS = {
    "deep/back": ["read already"],
    "dangling.txt": ["No such file"],
    "self.txt": ["symbolic links"],
    "pipe.txt": ["a named pipe"],
    "socket": ["a socket"],
    "zero.txt": ["a device"],
    "binary.csv": ["is binary"],
    "index.csv:2": ["cannot be", "not there"],
    "index.csv:3": ["File name too long", "not there"],
}


def test_a_folder_that_is_closed_inside_another_is_one_reject(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("Turkey asked.")

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(folder)

    real = Path.iterdir
    with pytest.MonkeyPatch.context() as patch:  # root may read everything
        patch.setattr(Path, "iterdir", iterdir)
        found = list(read(tmp_path))
    (reject,) = [one for one in found if isinstance(one, Reject)]
    assert (reject.locator, reject.reason) == (str(tmp_path / "closed"), "closed cannot be read: Permission denied")
    assert len(found) == 2


def test_a_pipe_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is not a file"):
        list(read(tmp_path / "pipe"))


def test_strange_files_in_a_folder_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Turkey asked.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "table.csv").write_text("weapon,number\nS-400,4\n")
    (tmp_path / ".hidden").write_text("not looked at")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_text("Germany sent.")
    found = list(read(tmp_path))
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
