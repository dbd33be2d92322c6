"""`sqn web`: the workbench in a browser, and the accounts of those who may read it from elsewhere."""

import datetime as dt
import ipaddress
import sys
from pathlib import Path

import click
from rich.markup import escape

from schema.errors import ConfigError
from schema.settings import from_environment
from workbench.cli.homes import choose_home
from workbench.cli.say import say, stderr
from workbench.cli.showing import FORMAT, show_listing
from workbench.web.settings import LOOPBACK, PORT, Network, WebSettings, is_loopback


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on; others need accounts.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="Host name that readers use; may be repeated.")
@click.option("--closed", is_flag=True, help="Ask everybody to sign in, on this machine too.")
@click.option("--trust-header", metavar="HEADER", help="Header in which a reverse proxy names the reader.")
@click.option("--trust-from", multiple=True, metavar="NETWORK", help="Address or network of that reverse proxy.")
@click.option("--https", is_flag=True, help="Readers come over HTTPS, by way of a proxy: cookies for HTTPS alone.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Questions at a time.")
@click.pass_context
def web(
    ctx: click.Context,
    port: int,
    host: str,
    names: tuple[str, ...],
    closed: bool,
    trust_header: str | None,
    trust_from: tuple[str, ...],
    https: bool,
    workers: int,
) -> None:
    """Serve the workbench to a browser, by default on this machine alone."""
    if ctx.invoked_subcommand is not None:
        return
    from workbench.web.guard.accounts import Accounts
    from workbench.web.serving import check, secret_of, serve

    choose_home("the pages")
    home = from_environment().home
    known = tuple(dict.fromkeys((*LOOPBACK, *(name.lower() for name in names), *served_as(host))))
    elsewhere = not is_loopback(host) or bool(names)
    settings = WebSettings(
        home=home,
        host=host,
        port=port,
        names=known,
        closed=closed or trust_header is not None or (elsewhere and bool(Accounts(home / "accounts.json").all())),
        trust_header=trust_header,
        trust_from=tuple(network(one) for one in trust_from),
        https=https,
        workers=workers,
    )
    check(settings)
    shown = f"[{host}]" if ":" in host else host
    say(f"[bold]http://{escape(shown)}:{port}/[/] · stop with Ctrl+C")
    serve(replaced(settings, secret_of(home)))


def replaced(settings: WebSettings, secret: str) -> WebSettings:
    from dataclasses import replace

    return replace(settings, secret=secret)


def served_as(host: str) -> tuple[str, ...]:
    """The names that an address brings with it: none where it stands for every address of the machine."""
    return () if host in ("0.0.0.0", "::", "") or is_loopback(host) else (host.strip("[]").lower(),)  # noqa: S104


def network(written: str) -> Network:
    """An address or network. Raises ConfigError."""
    try:
        return ipaddress.ip_network(written)
    except ValueError as error:
        raise ConfigError(
            f"--trust-from is {written!r}, no address or network such as 10.0.0.5 or 10.0.0.0/24"
        ) from error


@web.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--snapshot", "named", metavar="ID", help="The snapshot to be written out; by default the newest.")
@click.option("--as-of", metavar="DAY", help="Only what was published by this day.")
@click.option("--most", type=click.IntRange(1), default=20_000, show_default=True, help="Files at most.")
def freeze(folder: Path, named: str | None, as_of: str | None, most: int) -> None:
    """Write all pages into a folder of plain files, which needs no server and changes no more."""
    from loaders.snapshots import current
    from workbench.asking import snapshot_asked
    from workbench.web.freezing.freezing import freeze

    home = from_environment().home
    snapshot = snapshot_asked(home / "snapshots", as_of, None, named) or current(home / "snapshots")
    with stderr.status("following links …") as status:
        told = freeze(
            home,
            folder.absolute(),
            snapshot,
            most=most,
            progress=lambda done, known: status.update(f"{done:,} of {known:,} addresses so far"),
        )
    say(
        f"[bold]{escape(str(folder))}[/]: {told.pages:,} pages and {told.files - told.pages:,} files, "
        f"{told.bytes / 1e6:.1f} MB, snapshot {told.snapshot} ({told.seconds:.0f} s)"
    )
    if told.left_out:
        say(f"{told.left_out:,} further addresses are left out: --most {most:,}")
    click.echo(folder / "index.html")


@web.group()
def account() -> None:
    """The accounts of those who may read the pages from elsewhere, or review."""


@account.command("add")
@click.argument("name")
@click.option("--reviewer", is_flag=True, help="May also decide what is so.")
def add_account(name: str, reviewer: bool) -> None:
    """Add an account, or give one a new password. The password is asked for, or read from standard input."""
    from workbench.web.guard.accounts import add

    if sys.stdin.isatty():
        password = click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    file = from_environment().home / "accounts.json"
    new = add(file, name, password, reviewer=reviewer, now=dt.datetime.now(dt.UTC))
    role = "reviews and reads" if reviewer else "reads"
    say(f"[bold]{escape(name)}[/] {'added' if new else 'has a new password'}: {role}")


@account.command("remove")
@click.argument("name")
def remove_account(name: str) -> None:
    """Remove an account; whoever is signed in with it is signed out."""
    from workbench.web.guard.accounts import remove

    remove(from_environment().home / "accounts.json", name)
    say(f"[bold]{escape(name)}[/] removed")


@account.command("list", params=[FORMAT])
def list_accounts(form: str | None) -> None:
    """List the accounts."""
    from workbench.web.guard.accounts import Accounts

    known = Accounts(from_environment().home / "accounts.json").all().values()
    show_listing([{"name": a.name, "reviewer": a.reviewer, "added_at": a.added_at} for a in known], form)
