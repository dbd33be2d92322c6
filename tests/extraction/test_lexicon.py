"""The lexicon: every frame fires on its own example, and a faulty one is named."""

from pathlib import Path

import pytest
import yaml

from extraction.names.reference import Reference
from extraction.rules.lexicon import FILES, lexicon
from extraction.sentences.nouns import LEXICON
from schema.errors import ConfigError
from tests.extraction.reading import read


@pytest.mark.parametrize("key", lexicon().frames)
def test_a_frame_fires_on_its_example(key: str, reference: Reference) -> None:
    got = read(lexicon().frames[key].example, reference)
    assert key in [inner.frame.key for events in got.events for event in events for inner in event.walk()]


def test_roles_are_propbank_arguments() -> None:
    for frame in lexicon().frames.values():
        assert set(frame.roles.values()) <= {f"ARG{n}" for n in range(6)}, frame.roleset
        assert len(set(frame.roles.values())) == len(frame.roles), frame.roleset


def test_rolesets_and_their_arguments_exist(shared: Path) -> None:
    """Where PropBank's frame files lie beside the checkout, our keys and arguments are theirs."""
    import json

    entries = map(json.loads, (shared / "data/srl/rolesets.jsonl").read_text().splitlines())
    known = {entry["roleset"]: {role["role"] for role in entry["roles"]} for entry in entries}
    wrong = [
        f"{frame.roleset}: {sorted(set(frame.roles.values()) - known.get(frame.roleset, set()))}"
        for frame in lexicon().frames.values()
        if frame.roleset not in known or not set(frame.roles.values()) <= known[frame.roleset]
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"act": "dance"}, "act"),
        ({"verbs": {"ask": "no-such-pattern"}}, "no pattern 'no-such-pattern'"),
        ({"forse": "ask"}, "forse"),
        ({"force": "beg"}, "force"),
        ({"example": None}, "example"),
    ],
)
def test_a_faulty_frame_is_named(tmp_path: Path, change: dict[str, object], says: str) -> None:
    for name in (*FILES, "patterns"):
        (tmp_path / f"{name}.yaml").write_text((LEXICON / f"{name}.yaml").read_text())
    frames = yaml.load((tmp_path / "asking.yaml").read_text(), Loader=yaml.BaseLoader)
    frames["ask.02"] |= change
    if change.get("example", "") is None:
        del frames["ask.02"]["example"]
    (tmp_path / "asking.yaml").write_text(yaml.safe_dump(frames))
    with pytest.raises(ConfigError, match=r"asking\.yaml: ask\.02") as caught:
        lexicon(tmp_path)
    assert says in str(caught.value)


def test_a_roleset_stands_in_one_place(tmp_path: Path) -> None:
    for name in (*FILES, "patterns"):
        (tmp_path / f"{name}.yaml").write_text((LEXICON / f"{name}.yaml").read_text())
    asking = (tmp_path / "asking.yaml").read_text()
    (tmp_path / "doing.yaml").write_text(asking)
    with pytest.raises(ConfigError, match="stands in two places"):
        lexicon(tmp_path)
