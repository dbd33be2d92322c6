"""The analyst's workbench. In a notebook: `import workbench as wb; wb.ask("refusals", weapon="s-400")`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from workbench.notebook import Answer, ask, evidence, questions, snapshot, sql, tables, use

__all__ = ["Answer", "ask", "evidence", "questions", "snapshot", "sql", "tables", "use"]


def __getattr__(name: str) -> Any:
    # Only when used: the process that answers SQL is part of this package and has to be up in a moment.
    if name in __all__:
        from workbench import notebook

        return getattr(notebook, name)
    if name == "library":  # `wb.library()`: the module of this name opens itself when it is called
        from importlib import import_module

        return import_module("workbench.library")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """`%load_ext workbench`: cells of SQL by `%%sql`, and completion in them and in `wb.ask("…`."""
    from workbench.notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    from workbench.notebook.extension import unload

    unload(shell)
