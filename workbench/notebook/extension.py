"""What `%load_ext workbench` adds to a notebook."""

from IPython.core.interactiveshell import InteractiveShell

from workbench.notebook.completion import answers_matcher, sql_matcher
from workbench.notebook.magic import Statements

MATCHERS = (sql_matcher, answers_matcher)


def load(shell: InteractiveShell) -> None:
    shell.register_magics(Statements)
    unload(shell)
    shell.Completer.custom_matchers.extend(MATCHERS)


def unload(shell: InteractiveShell) -> None:
    """Takes the completion back; `%%sql` stays, as IPython forgets no magic."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [one for one in matchers if one not in MATCHERS]
