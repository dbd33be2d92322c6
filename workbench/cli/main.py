"""The way into `sqn`: the commands, and what an error looks like."""

import os
import sys

import click
from rich.markup import escape

from schema.errors import SqnError
from workbench.cli.actors import actors
from workbench.cli.agreeing import agree
from workbench.cli.asking import ask, evidence, questions, sql
from workbench.cli.citing import cite
from workbench.cli.coding import code
from workbench.cli.evaluating import evaluate
from workbench.cli.jobs import retry, status
from workbench.cli.lab import lab
from workbench.cli.loading import load
from workbench.cli.record import check, migrate, publish, recode
from workbench.cli.resolving import resolve
from workbench.cli.reviewing import review
from workbench.cli.reviews import reviews
from workbench.cli.say import say
from workbench.cli.snapshots import snapshots
from workbench.cli.tables import tables
from workbench.cli.web import web


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="sine-qua-non", prog_name="sqn")
def sqn(debug: bool) -> None:
    """Arms diplomacy as a database: who asked whom for which weapon, on what terms, and the sentence that says so.

    \b
    Start:   sqn load articles FOLDER · sqn publish · sqn questions · sqn ask NAME
    Where:   SQN_HOME (default var/) holds the database and the snapshots,
             SQN_DATABASE a database URL (default: SQLite in SQN_HOME).
    """


for command in (
    load,
    recode,
    resolve,
    review,
    reviews,
    publish,
    snapshots,
    ask,
    sql,
    cite,
    questions,
    tables,
    evidence,
    actors,
    code,
    agree,
    evaluate,
    status,
    retry,
    check,
    migrate,
    lab,
    web,
):
    sqn.add_command(command)


def main() -> None:
    """Runs `sqn`; errors that a user may meet are printed as one line and set the exit status."""
    debug = "--debug" in sys.argv
    try:
        sqn.main(prog_name="sqn", standalone_mode=False)
    except SqnError as error:
        if debug:
            raise
        say(f"[bold red]error:[/] {escape(str(error))}")
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("stopped; what was finished stays")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        say(f"[bold red]bug:[/] {escape(type(error).__name__)}: {escape(str(error)[:300])}")
        say("This is a fault of the program. `sqn --debug …` shows where.")
        sys.exit(70)
