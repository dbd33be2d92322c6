"""What the pages are served with, as one value."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from loaders.snapshots import Snapshot

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PORT = 8460
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Rates:
    """How much one client may ask for; each is written as the package `limits` reads it."""

    pages: str = "600/minute"
    questions: str = "120/minute"
    sign_in: str = "10/minute"
    at_once: int = 8  # of one client; a browser opens six connections
    in_all: int = 96  # requests that wait or are answered; one more is asked to come back


@dataclass(frozen=True)
class WebSettings:
    """Where the data is, on which address the pages are, who may read them, and how much anyone may ask for.

    `names` are the host names under which a request may come. `trust_header` names the header in which a reverse proxy
    tells who is asking, believed only from the networks of `trust_from`. `closed` pages are for people with an account.
    """

    home: Path
    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = LOOPBACK
    closed: bool = False
    trust_header: str | None = None
    trust_from: tuple[Network, ...] = ()
    https: bool = False
    secret: str = ""
    workers: int = 2
    seconds: float = 30  # that one question may take
    rows: int = 10_000  # that one answer shows; the files hold all
    preparing: Snapshot | None = None  # a new one that all is about, beside which answers are kept
    body: int = 256 << 10  # bytes that a request may send
    rates: Rates = field(default_factory=Rates)

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def accounts(self) -> Path:
        return self.home / "accounts.json"


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own, which nobody else reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
