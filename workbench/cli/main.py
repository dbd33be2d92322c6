"""The way into `sqn`: the commands by what they are for, and what an error looks like.

A command's module is imported when the command is run or its own help is shown, so that `sqn` itself, its help and a
shell that completes are there at once.
"""

import errno
import os
import sys
from dataclasses import dataclass
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from schema.errors import SqnError


@dataclass(frozen=True)
class Entry:
    """A command before it is imported: the module of workbench.cli that has it under its name, and what help says."""

    module: str
    says: str
    example: str


JOBS = {
    "Load": {
        "load": Entry("loading", "Take articles, registers, lists or feeds in", "sqn load articles reports/"),
        "recode": Entry("record", "Code stored articles anew after the coder changed", "sqn recode && sqn publish"),
        "resolve": Entry("resolving", "Lead copies and accounts of one fact together", "sqn resolve"),
        "publish": Entry("record", "Write a snapshot for questions and point to it", "sqn publish"),
    },
    "Ask": {
        "ask": Entry("asking", "Ask a saved question", "sqn ask refusals --weapon taurus -o answer.xlsx"),
        "sql": Entry("asking", "Answer SQL, or open a shell that does", 'sqn sql "select * from requests limit 5"'),
        "questions": Entry("listing", "List the saved questions", "sqn questions sanctions"),
        "tables": Entry("tables", "List tables and views, or the columns of one", "sqn tables requests"),
        "evidence": Entry("evidence", "Show the sentences behind a row", "sqn evidence e-003304c7c26881c2"),
        "cite": Entry("citing", "Cite an answer, or check a citation", "sqn cite refusals -o answer.json"),
        "snapshots": Entry("snapshots", "List the snapshots, keep or release one", "sqn snapshots keep 20260301T06"),
    },
    "Judge": {
        "review": Entry("reviewing", "Decide on facts, the least sure first", "sqn review --weapon s-400"),
        "reviews": Entry("reviews", "Carry decisions elsewhere, compare reviewers", "sqn reviews agreement"),
        "actors": Entry("actors", "Judge which actors of lists are the same", "sqn actors waiting --list ofac"),
    },
    "Code": {
        "code": Entry("coding", "Code texts without a database", "sqn code reports.jsonl -o codes.jsonl"),
        "agree": Entry("agreeing", "Make codes surer by a second coder", "sqn agree a.jsonl b.jsonl -o c.jsonl"),
        "evaluate": Entry("evaluating", "Score the coder against coding by hand", "sqn evaluate gold.jsonl"),
    },
    "Run": {
        "status": Entry("jobs", "Show how every source stands", "sqn status"),
        "retry": Entry("jobs", "Run a run again on the bytes that it read", "sqn retry 12"),
        "check": Entry("record", "Check the record against its rules", "sqn check"),
        "doctor": Entry("doctor", "Check the set-up: what is broken and what to do", "sqn doctor"),
        "migrate": Entry("record", "Bring the database to the newest schema", "sqn migrate"),
        "web": Entry("web", "Serve the workbench to a browser", "sqn web --port 8460"),
        "lab": Entry("lab", "Open JupyterLab on the notebooks", "sqn lab"),
        "completion": Entry("completion", "Print what makes a shell complete `sqn`", "sqn completion bash"),
    },
}  # fmt: skip
COMMANDS = {name: entry for entries in JOBS.values() for name, entry in entries.items()}


class ByJob(click.Group):
    """The commands under what they are for; each is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        entry = COMMANDS[cmd_name]
        command = getattr(import_module(f"workbench.cli.{entry.module}"), cmd_name)
        assert isinstance(command, click.Command), cmd_name
        command.epilog = f"Example: {entry.example}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        longest = max(map(len, COMMANDS))
        for job, entries in JOBS.items():
            with formatter.section(job):
                formatter.write_dl([(name.ljust(longest), entry.says) for name, entry in entries.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [
            *(CompletionItem(name, help=COMMANDS[name].says) for name in COMMANDS if name.startswith(incomplete)),
            *options,
        ]


@click.group(cls=ByJob, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="sine-qua-non", prog_name="sqn")
def sqn(debug: bool) -> None:
    """Arms diplomacy as a database: who asked whom for which weapon, on what terms, and the sentence that says so.

    \b
    Start:   sqn load articles FOLDER · sqn publish · sqn questions · sqn ask NAME
    Where:   SQN_HOME (default var/) holds the database and the snapshots,
             SQN_DATABASE a database URL (default: SQLite in SQN_HOME).
    Help:    sqn COMMAND --help
    """


def main() -> None:
    """Runs `sqn`; errors that a user may meet are printed as one line and set the exit status."""
    debug = "--debug" in sys.argv
    try:
        sqn.main(prog_name="sqn", standalone_mode=False)
    except SqnError as error:
        if debug:
            raise
        complain("error", str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        from workbench.cli.say import say

        say("stopped; what was finished stays")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough
        sys.exit(0)
    except OSError as error:
        if debug or error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at its end
        complain("error", "no space is left where the output goes")
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        complain("bug", f"{type(error).__name__}: {str(error)[:300]}")
        complain("", "This is a fault of the program. `sqn --debug …` shows where.")
        sys.exit(70)


def complain(kind: str, message: str) -> None:
    from rich.markup import escape

    from workbench.cli.say import say

    say(f"[bold red]{kind}:[/] {escape(message)}" if kind else escape(message))
