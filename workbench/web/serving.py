"""Serves the pages: on this machine alone, or elsewhere once it is settled who may read."""

import logging
import os
import secrets
import sys
import time
from pathlib import Path

import uvicorn

from schema.errors import ConfigError
from workbench.web.application import application
from workbench.web.guard.accounts import Accounts
from workbench.web.settings import LOOPBACK, WebSettings, is_loopback

STAMP = "%Y-%m-%dT%H:%M:%SZ"


def check(settings: WebSettings) -> None:
    """Raises ConfigError for settings that would let in whom nobody knows."""
    if settings.trust_header and not settings.trust_from:
        raise ConfigError(
            "--trust-header without --trust-from would believe anyone: name the address of the reverse proxy"
        )
    if settings.trust_from and not settings.trust_header and not settings.closed:
        raise ConfigError("--trust-from is of use only with --trust-header or with accounts")
    elsewhere = not is_loopback(settings.host) or any(name not in LOOPBACK for name in settings.names)
    if elsewhere and not settings.closed:
        what = settings.host if not is_loopback(settings.host) else next(n for n in settings.names if n not in LOOPBACK)
        raise ConfigError(
            f"{what} is an address that others reach: add an account with `sqn web account add NAME`, or name the "
            "header of a reverse proxy with --trust-header and --trust-from"
        )
    if settings.closed and not settings.trust_header and not Accounts(settings.accounts).all():
        raise ConfigError("nobody has an account yet: `sqn web account add NAME` adds one")


def secret_of(home: Path) -> str:
    """The key that sessions are signed with: kept in the home for its owner alone, made the first time."""
    file = home / "web.key"
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as made:
            made.write(secrets.token_urlsafe(48))
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise ConfigError(f"{file} may be read by others: chmod 600 {file}") from None
    except OSError as error:
        raise ConfigError(f"{file} could not be written: {error.strerror}") from error
    key = file.read_text().strip()
    if len(key) < 32:
        raise ConfigError(f"{file} holds no key: remove it, and a new one is made (everybody signs in anew)")
    return key


def serve(settings: WebSettings) -> None:
    """Serves until it is stopped. Raises ConfigError for settings that are not safe."""
    check(settings)
    log_to_stderr()
    server = uvicorn.Server(
        uvicorn.Config(
            application(settings),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=1000,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=64 << 10,
        )
    )
    server.run()
    if not server.started:
        raise ConfigError(f"{settings.host} port {settings.port} could not be opened: is something else on it?")


def log_to_stderr() -> None:
    """A line a request, its time in UTC."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter("%(asctime)s %(message)s", STAMP)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    for name, level in (("sqn.web", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
