"""Where things are: the checkout, the home of the data, the database."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
REFERENCE_LISTS = CHECKOUT / "data" / "reference"
SAMPLE = CHECKOUT / "data" / "sample"
QUERIES = CHECKOUT / "queries"


@dataclass(frozen=True)
class Settings:
    """Paths, the database URL and what `sqn publish` requires, taken from the environment once and handed on."""

    home: Path
    database_url: str
    required: tuple[str, ...] = ()

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"


def from_environment() -> Settings:
    """`SQN_HOME` (default `var/` in the checkout), `SQN_DATABASE` (default a SQLite file in the home) and `SQN_REQUIRE`
    (names of loaders, none by default).
    """
    home = Path(os.environ.get("SQN_HOME") or CHECKOUT / "var").expanduser().absolute()
    url = os.environ.get("SQN_DATABASE") or f"sqlite:///{home / 'sqn.sqlite'}"
    return Settings(home, url, tuple(os.environ.get("SQN_REQUIRE", "").replace(",", " ").split()))
