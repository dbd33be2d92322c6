"""Accounts: a file of names and hashed passwords that only its owner may read."""

import datetime as dt
import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from schema.errors import ConfigError, did_you_mean

NAME = re.compile(r"[\w.@+-]{1,64}")
LEAST = 10  # characters of a password
MOST = 1024
HASHER = PasswordHasher()  # argon2id with the parameters of RFC 9106's low-memory choice


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in; a `reviewer` may also decide."""

    name: str
    hash: str
    reviewer: bool = False
    added_at: str = ""


class Accounts:
    """The accounts of a file, read anew when it changed."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen: tuple[int, int] | None = None
        self.known: Mapping[str, Account] = {}
        self.lock = threading.Lock()

    def all(self) -> Mapping[str, Account]:
        """The accounts by name. Raises ConfigError for a file that others may read, or that is not as written."""
        with self.lock:
            try:
                told = self.file.stat()
            except FileNotFoundError:
                self.seen, self.known = None, {}
                return self.known
            if told.st_mode & 0o077:
                raise ConfigError(f"{self.file} may be read by others: chmod 600 {self.file}")
            if self.seen != (told.st_mtime_ns, told.st_size):
                self.known = read(self.file)
                self.seen = told.st_mtime_ns, told.st_size
            return self.known

    def find(self, name: str) -> Account | None:
        return self.all().get(name) if name else None

    def verified(self, name: str, password: str) -> Account | None:
        """The account if the password is its own; takes the same time for a name that nobody has."""
        account = self.find(name)
        try:
            HASHER.verify(account.hash if account else nobody(), password[:MOST])
        except (VerificationError, InvalidHashError):
            return None
        return account


@cache
def nobody() -> str:
    """A hash that is verified where nobody has the name, so that it takes as long."""
    return HASHER.hash("nobody")


def read(file: Path) -> Mapping[str, Account]:
    try:
        return {one["name"]: Account(**one) for one in json.loads(file.read_text("utf-8"))}
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(f"{file} is no list of accounts: {error}. `sqn web account add NAME` writes it") from error


def add(file: Path, name: str, password: str, *, reviewer: bool, now: dt.datetime) -> bool:
    """Adds an account, or gives one a new password; returns whether it is new. Raises ConfigError."""
    if not NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no name of an account: letters, digits and . _ @ + -, 64 at most")
    if not LEAST <= len(password) <= MOST:
        raise ConfigError(f"a password has at least {LEAST} characters and at most {MOST:,}")
    known = dict(Accounts(file).all())
    made = Account(name, HASHER.hash(password), reviewer, now.isoformat(timespec="seconds"))
    new = name not in known
    known[name] = made if new else replace(known[name], hash=made.hash, reviewer=reviewer)
    write(file, known)
    return new


def remove(file: Path, name: str) -> None:
    """Removes an account; its sessions end with it. Raises ConfigError if there is none."""
    known = dict(Accounts(file).all())
    if name not in known:
        raise ConfigError(f"no account {name!r}.{did_you_mean(name, known)} `sqn web account list` lists them")
    del known[name]
    write(file, known)


def write(file: Path, known: Mapping[str, Account]) -> None:
    """Writes the file whole, from its first byte on for its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as content:
        json.dump([asdict(one) for _, one in sorted(known.items())], content, ensure_ascii=False, indent=1)
        content.flush()
        os.fsync(content.fileno())
    waiting.replace(file)


def fingerprint(account: Account) -> str:
    """What a session remembers of the password it was opened with: another password ends it."""
    return hashlib.sha256(account.hash.encode()).hexdigest()[:16]
