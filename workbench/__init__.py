"""The analyst's workbench. In a notebook: `import workbench as wb; wb.ask("refusals", weapon="s-400").df`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.notebook import Answer, ask, evidence, questions, sql

__all__ = ["Answer", "ask", "evidence", "questions", "sql"]


def __getattr__(name: str) -> Any:
    # Only when used: the process that answers SQL is part of this package and has to be up in a moment.
    if name in __all__:
        from workbench import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
