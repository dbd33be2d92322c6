"""Whether the set-up is sound: each check looks at one thing, says what it found, and what to do if it is broken."""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from schema.errors import SqnError
from schema.settings import CHECKOUT, Settings

OLDEST, BEFORE = (3, 11), (3, 15)  # Pythons that the lock was tried with
PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?"
)
LOW = 1 << 30  # bytes of free disk under which a load or a snapshot may fail
NAMED = 3  # packages that are named where more are wrong
TOLD = "Turkey asked the United States for Patriot missiles."


@dataclass(frozen=True)
class Finding:
    """What a check found; `sound` is None where there is nothing yet to be looked at. `remedy` says what to do."""

    name: str
    sound: bool | None
    says: str
    remedy: str | None = None


def findings(settings: Settings) -> Iterator[Finding]:
    """What every check found, one after another; a check that fails unforeseen is a finding too."""
    for name, check in CHECKS.items():
        try:
            yield check(name, settings)
        except SqnError as error:
            yield Finding(name, False, str(error))
        except Exception as error:  # whatever is wrong with a set-up, the next check is still of use
            yield Finding(name, False, f"{type(error).__name__}: {error}", "set up anew: `./run setup`")


def python(name: str, _: Settings) -> Finding:
    told = f"{sys.version.split()[0]} in {sys.prefix}"
    if not OLDEST <= sys.version_info[:2] < BEFORE:
        oldest, newest = (f"3.{minor}" for minor in (OLDEST[1], BEFORE[1] - 1))
        return Finding(name, False, told, f"use Python {oldest} to {newest}: `PYTHON=… ./run setup`")
    return Finding(name, True, told)


def packages(name: str, _: Settings) -> Finding:
    """Whether what is installed is what the lock pins, as far as it is meant for this machine."""
    wrong, right = [], 0
    for package, wanted in pinned(CHECKOUT / "requirements.lock"):
        try:
            there = version(package)
        except PackageNotFoundError:
            there = "missing"
        if there == wanted:
            right += 1
        else:
            wrong.append(f"{package} is {there}, pinned {wanted}")
    if wrong:
        more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        return Finding(name, False, f"{'; '.join(wrong[:NAMED])}{more}", "`./run setup` installs what is pinned")
    return Finding(name, True, f"all {right} are as pinned in requirements.lock")


def pinned(lock: Path) -> Iterator[tuple[str, str]]:
    """Names and versions in a lock whose markers hold here."""
    from packaging.markers import Marker

    for line in lock.read_text("utf-8").splitlines():
        match = PINNED.match(line)
        if match and (match["marker"] is None or Marker(match["marker"].strip()).evaluate()):
            yield match["name"], match["version"]


def home(name: str, settings: Settings) -> Finding:
    if not settings.home.exists():
        return Finding(name, None, f"{settings.home} is not there yet", "the first `sqn load` makes it")
    try:
        with tempfile.NamedTemporaryFile(dir=settings.home, prefix=".doctor"):
            pass
    except OSError as error:
        return Finding(name, False, f"{settings.home}: {error.strerror}", "set SQN_HOME to a folder of yours")
    return Finding(name, True, f"{settings.home} can be written")


def disk(name: str, settings: Settings) -> Finding:
    folder = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    newest = max((file.stat().st_size for file in settings.snapshots.glob("*.duckdb")), default=0)
    wanted = max(LOW, 3 * newest)  # the snapshot, the one that takes its place, and what DuckDB writes meanwhile
    told = f"{free / (1 << 30):.1f} GiB free"
    if free < wanted:
        return Finding(name, False, f"{told}, {wanted / (1 << 30):.1f} wanted", f"make room on the disk of {folder}")
    return Finding(name, True, told)


def database(name: str, settings: Settings) -> Finding:
    """Whether the record can be opened and is at the revision of the code; a new one is not made."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from schema.engine import open_engine
    from schema.migrating import head, revision_of

    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        url = open_engine(settings.database_url).url  # says what is wrong with it
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return Finding(name, None, f"{url.database} is not there yet", "the first `sqn load` makes it")
    engine = open_engine(settings.database_url)
    try:
        at, newest = revision_of(engine), head()
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        return Finding(name, False, f"{url.render_as_string()}: {said}", "look at SQN_DATABASE, or start the server")
    finally:
        engine.dispose()
    if at is None:
        return Finding(name, None, "has no tables yet", "the first `sqn load` lays them")
    if at != newest:
        return Finding(name, False, f"is at schema revision {at}, the code at {newest}", "run `sqn migrate`")
    return Finding(name, True, f"{url.get_backend_name()} at schema revision {at}, the newest")


def snapshot(name: str, settings: Settings) -> Finding:
    """Whether the current snapshot opens and answers."""
    from loaders.snapshots import current
    from workbench.runner import run

    if not (settings.snapshots / "current.json").exists():
        return Finding(name, None, "nothing is published yet", "run `sqn publish` after loading")
    now = current(settings.snapshots)
    facts = run(settings.snapshots, "select count(*) from facts", snapshot=now).rows[0][0]
    told = f"{facts:,} facts of {now.rows.get('fact', 0):,} accounts"
    return Finding(name, True, f"{now.id} opens: {told}, newest article {now.newest_article or 'unknown'}")


def sandbox(name: str, settings: Settings) -> Finding:
    """Whether SQL is kept from files: a statement that reads one is refused."""
    from schema.errors import QueryError
    from workbench.runner import run

    if not (settings.snapshots / "current.json").exists():
        return Finding(name, None, "is tried on a snapshot, and there is none yet", "run `sqn publish` after loading")
    try:
        run(settings.snapshots, f"select * from read_text('{CHECKOUT / 'pyproject.toml'}')")
    except QueryError as error:
        if "refused" in str(error):
            return Finding(name, True, "keeps SQL from files")
        raise
    return Finding(name, False, "let SQL read a file", "do not answer strangers' SQL; report it")


def coder(name: str, _: Settings) -> Finding:
    """Whether the coder's weights and language model are there and read a sentence."""
    from extraction.coder import Text, code
    from extraction.names.reference_lists import read_reference

    kinds = [type(fact.fields).__name__.lower() for fact in code(Text(TOLD), read_reference()).facts]
    if "request" not in kinds:
        return Finding(name, False, f"read no request in: {TOLD}", "check out extraction/ again")
    return Finding(name, True, "reads a request where there is one")


CHECKS: dict[str, Callable[[str, Settings], Finding]] = {
    "Python": python,
    "packages": packages,
    "home": home,
    "disk": disk,
    "database": database,
    "snapshot": snapshot,
    "sandbox": sandbox,
    "coder": coder,
}
