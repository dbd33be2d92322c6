"""`sqn code --coder llm` in a process of its own, against a real endpoint on this machine."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.settings import CHECKOUT
from tests.commanding import COMMAND
from tests.endpoint import KEY, MODEL, Endpoint, Json, Said, asked, facts, in_turn, sent_back, serving
from tests.forking import run

FIRST = "Turkey asked the United States for Patriot missiles."
TEXTS = {
    "a": FIRST,
    "b": "Poland asked Germany for Leopard tanks.",
    "c": "Ukraine asked Norway for F-16 fighters.",
    "d": "The weather was fine.",
}
ASKED: Json = {
    "id": "r1",
    "type": "request",
    "requester": "Turkey",
    "addressee": "United States",
    "action": "acquire",
    "objects": [{"name": "Patriot"}],
    "quotes": [FIRST],
}
INVENTED = ASKED | {"id": "r2", "quotes": ["Turkey demanded the missiles at once"]}

Ran = subprocess.CompletedProcess[str]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving(in_turn(Said())) as found:
        yield found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return written(tmp_path, "a")


def written(folder: Path, *names: str) -> Path:
    """A file of some of the texts."""
    file = folder / "in.jsonl"
    file.write_text("".join(json.dumps({"id": name, "text": TEXTS[name]}) + "\n" for name in names))
    return file


def around(**changes: str | None) -> dict[str, str]:
    """An environment in which only the given settings of ours count, and no proxy stands before this machine."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SQN_", "OPENAI_"))}
    settings = {"NO_COLOR": "1", "NO_PROXY": "127.0.0.1", "SQN_LLM_KEY": KEY, "SQN_LLM_MODEL": MODEL, **changes}
    return clean | {name: value for name, value in settings.items() if value is not None}


def coding(source: Path, url: str, *options: str) -> list[str]:
    return [
        *COMMAND,
        "code",
        str(source),
        "-o",
        str(source.parent / "out.jsonl"),
        "--coder",
        "llm",
        "--url",
        url,
        *options,
    ]


def ran(source: Path, url: str, *options: str, **changes: str | None) -> Ran:
    """What the command did."""
    return run(coding(source, url, *options), around(**changes), timeout=120)


def output(source: Path) -> dict[str, Json]:
    """The lines of the output by id."""
    told = map(json.loads, (source.parent / "out.jsonl").read_text("utf-8").splitlines())
    return {line["id"]: line for line in told}


def nothing_is_written(source: Path) -> bool:
    return [path.name for path in source.parent.iterdir() if path.name.startswith(("out", ".out"))] == []


def test_an_answer_becomes_facts(endpoint: Endpoint, tmp_path: Path) -> None:
    source = written(tmp_path, "a", "d")
    endpoint.answers = in_turn(facts(ASKED))
    done = ran(source, endpoint.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    lines = output(source)
    assert list(lines) == ["a", "d"]
    (fact,) = lines["a"]["facts"]
    assert (fact["type"], fact["requester"], fact["addressee"], fact["objects"]) == ("request", "TR", "US", ["patriot"])
    assert fact["evidence"] == [[0, len(FIRST)]]
    assert lines["a"]["coder"]["model"] == MODEL
    assert lines["d"]["facts"] == []
    assert endpoint.texts() == [FIRST]  # what is off topic is not sent
    assert not (tmp_path / "out.jsonl.journal").exists()
    (request,) = endpoint.requests
    assert request["model"] == MODEL
    assert "Ankara's request for Patriots" in request["messages"][0]["content"]
    assert "Published on: unknown" in asked(request)


def test_what_is_written_can_be_scored(endpoint: Endpoint, source: Path) -> None:
    endpoint.answers = in_turn(facts(ASKED))
    assert ran(source, endpoint.url).returncode == 0
    gold = source.with_name("gold.jsonl")
    gold.write_text(json.dumps({"id": "a", "text": FIRST, "facts": output(source)["a"]["facts"]}) + "\n")
    scored = run([*COMMAND, "evaluate", str(gold), "--codes", str(source.with_name("out.jsonl")), "--json"], around())
    assert json.loads(scored.stdout)["figures"]["all"]["strict"]["f1"] == 1.0


def test_what_stays_invented_is_kept_out_and_told(endpoint: Endpoint, source: Path) -> None:
    endpoint.answers = in_turn(facts(ASKED, INVENTED))
    done = ran(source, endpoint.url)
    assert done.returncode == 0, done.stderr
    assert len(endpoint.requests) == 3
    line = output(source)["a"]
    assert [fact["evidence"] for fact in line["facts"]] == [[[0, len(FIRST)]]]
    (fault,) = line["faults"]
    assert (fault["fact"], fault["refused"]) == ("r2 (request)", True)
    assert 'a: refused: r2 (request): the quote "Turkey demanded the missiles at once"' in done.stderr


def test_tokens_and_cost_are_told(endpoint: Endpoint, tmp_path: Path) -> None:
    source = written(tmp_path, "a", "b")
    endpoint.answers = lambda request: (
        facts(INVENTED) if FIRST in asked(request) and not sent_back(request) else facts()
    )
    done = ran(source, endpoint.url, "--price", "2,10")
    assert done.returncode == 0, done.stderr
    assert "2 texts asked, 3 requests, 3000 tokens in, 150 out, cost 0.0075" in done.stderr


def test_several_texts_are_asked_about_at_a_time(endpoint: Endpoint, tmp_path: Path) -> None:
    source = written(tmp_path, "a", "b", "c")
    meeting = threading.Barrier(3, timeout=30)

    def waits_for_the_others(_: Json) -> Said:
        meeting.wait()
        return facts()

    endpoint.answers = waits_for_the_others
    assert ran(source, endpoint.url, "--parallel", "3").returncode == 0


def test_a_killed_run_goes_on_where_it_was(endpoint: Endpoint, tmp_path: Path) -> None:
    source = written(tmp_path, "a", "b", "d", "c")
    here, go_on = threading.Event(), threading.Event()

    def hangs_on_the_third(request: Json) -> Said:
        if TEXTS["c"] in asked(request):
            here.set()
            go_on.wait(60)
        return facts(ASKED) if FIRST in asked(request) else facts()

    endpoint.answers = hangs_on_the_third
    job = subprocess.Popen(coding(source, endpoint.url, "--parallel", "1"), cwd=CHECKOUT, env=around())
    assert here.wait(60)
    job.send_signal(signal.SIGKILL)
    assert job.wait() == -signal.SIGKILL
    go_on.set()
    assert not (tmp_path / "out.jsonl").exists()
    journal = tmp_path / "out.jsonl.journal"
    with journal.open("a") as file:
        file.write('{"key": "half a li')  # as a kill in the middle of writing leaves it
    endpoint.requests.clear()
    done = ran(source, endpoint.url)
    assert done.returncode == 0, done.stderr
    assert endpoint.texts() == [TEXTS["c"]]
    assert "2 texts were finished before" in done.stderr
    assert list(output(source)) == ["a", "b", "d", "c"]
    assert len(output(source)["a"]["facts"]) == 1
    assert not journal.exists()


@pytest.mark.parametrize("change", ["text", "model", "nothing"])
def test_only_what_is_the_same_is_not_asked_again(endpoint: Endpoint, tmp_path: Path, change: str) -> None:
    source = written(tmp_path, "a", "b")
    endpoint.answers = lambda request: Said("junk") if TEXTS["b"] in asked(request) else facts(ASKED)
    assert ran(source, endpoint.url).returncode == 1
    endpoint.requests.clear()
    endpoint.answers = in_turn(Said())
    if change == "text":
        source.write_text(source.read_text().replace("asked the", "has asked the"))
    done = ran(source, endpoint.url, SQN_LLM_MODEL="other-model" if change == "model" else MODEL)
    assert done.returncode == 0, done.stderr
    assert len(endpoint.requests) == (1 if change == "nothing" else 2)


def test_a_text_that_fails_for_good_is_named_and_the_others_stay(endpoint: Endpoint, tmp_path: Path) -> None:
    source = written(tmp_path, "a", "b")
    endpoint.answers = lambda request: Said("junk") if FIRST in asked(request) else facts()
    done = ran(source, endpoint.url)
    assert done.returncode == 1
    assert "error: 1 of 2 texts could not be coded, first a: the model does not keep the schema" in done.stderr
    assert "bug" not in done.stderr
    assert "2 texts asked, 4 requests, 4000 tokens in, 200 out" in done.stderr  # what failed was paid for as well
    assert not (tmp_path / "out.jsonl").exists()
    (kept,) = map(json.loads, (tmp_path / "out.jsonl.journal").read_text().splitlines())
    assert kept["id"] == "b"


def test_a_model_that_never_keeps_the_schema_is_not_asked_for_ever(endpoint: Endpoint, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": str(n), "text": f"{FIRST} {n}"}) + "\n" for n in range(20)))
    endpoint.answers = in_turn(Said("junk"))
    done = ran(source, endpoint.url, "--parallel", "1")
    assert done.returncode == 1
    assert "stopped after 5 failures in a row, the last: the model does not keep the schema" in done.stderr
    assert len(endpoint.requests) == 15


@pytest.mark.parametrize(
    ("settings", "status", "says"),
    [
        ({"SQN_LLM_KEY": None}, 2, "no key: put it into SQN_LLM_KEY"),
        ({"SQN_LLM_MODEL": None}, 2, "which model? Give --model or SQN_LLM_MODEL"),
        ({"SQN_LLM_KEY": "very-secret"}, 2, "does not take the key: check SQN_LLM_KEY"),
    ],
)
def test_a_wrong_setting_is_one_line(
    endpoint: Endpoint, source: Path, settings: dict[str, str | None], status: int, says: str
) -> None:
    done = ran(source, endpoint.url, **settings)
    assert done.returncode == status
    assert says in done.stderr.splitlines()[-1]
    assert ("0 tokens in" in done.stderr) == bool(endpoint.requests)  # what was spent is told all the same
    assert "Traceback" not in done.stderr
    assert "very-secret" not in done.stderr
    assert len(endpoint.requests) <= 1
    assert not source.with_name("out.jsonl").exists()


def test_without_an_address_it_says_so(source: Path) -> None:
    done = ran(source, "localhost:8000")
    assert done.returncode == 2
    assert "where is the model? Give --url or SQN_LLM_URL" in done.stderr
    assert nothing_is_written(source)


def test_an_endpoint_that_is_not_there(source: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    done = ran(source, f"http://127.0.0.1:{port}/v1", "--retries", "1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: cannot reach http://127.0.0.1:{port}/v1")
    assert time.monotonic() - began < 60


def test_without_the_extra_it_says_what_to_install(endpoint: Endpoint, source: Path) -> None:
    hidden = "import sys; sys.modules['pydantic_ai'] = None; " + COMMAND[2]
    command = [sys.executable, "-c", hidden, *coding(source, endpoint.url)[3:]]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, env=around(), timeout=60)
    assert done.returncode == 2
    assert ".venv/bin/python -m pip install -e '.[llm]'" in done.stderr


def test_a_folder_that_is_not_there(endpoint: Endpoint, source: Path) -> None:
    command = [part.replace("out.jsonl", "no/out.jsonl") for part in coding(source, endpoint.url)]
    done = run(command, around())
    assert done.returncode == 1
    assert "no/out.jsonl.journal: No such file" in done.stderr.splitlines()[-1]
    assert endpoint.requests == []


def test_a_stream_is_no_place_for_a_journal(endpoint: Endpoint, source: Path) -> None:
    command = [part if part != str(source.parent / "out.jsonl") else "-" for part in coding(source, endpoint.url)]
    done = run(command, around())
    assert done.returncode == 2
    assert "give -o a file" in done.stderr
    assert endpoint.requests == []


def test_a_price_is_two_numbers(endpoint: Endpoint, source: Path) -> None:
    done = ran(source, endpoint.url, "--price", "2")
    assert done.returncode == 2
    assert "is not two numbers" in done.stderr


def test_settings_of_the_llm_are_not_passed_over(source: Path) -> None:
    command = [*COMMAND, "code", str(source), "-o", str(source.with_name("out.jsonl")), "--model", MODEL]
    done = run(command, around())
    assert done.returncode == 2
    assert "--model is of --coder llm" in done.stderr
