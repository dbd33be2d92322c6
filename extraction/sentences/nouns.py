"""The noun lists of the lexicon, as sets; and the reading of lexicon files."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from schema.errors import ConfigError

LEXICON = Path(__file__).parents[1] / "lexicon"


@dataclass(frozen=True)
class Nouns:
    role_nouns: frozenset[str]
    unnamed_speakers: frozenset[str]
    speaks_only: frozenset[str]
    documents: frozenset[str]
    pairs: frozenset[str]
    states: frozenset[str]
    members: frozenset[str]
    organisations: dict[str, str]
    companies: frozenset[str]
    units: frozenset[str]
    containers: frozenset[str]
    back_references: frozenset[str]
    numbers: dict[str, int]


def read_lexicon_file(path: Path) -> dict[str, Any]:
    """The mapping in a lexicon file, all scalars as text: to YAML, `on` and `off` would be truth values."""
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"cannot read the lexicon file {path}: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: must be a mapping")
    return content


@cache
def nouns() -> Nouns:
    raw = read_lexicon_file(LEXICON / "nouns.yaml")
    lists = {name: value.split() if isinstance(value, str) else value for name, value in raw.items()}
    return TypeAdapter(Nouns).validate_python(lists)
