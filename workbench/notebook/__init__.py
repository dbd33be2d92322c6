"""The workbench in a notebook: answers that show themselves, `%%sql`, completion, and the library to click through."""

from workbench.notebook.answer import Answer
from workbench.notebook.api import ask, evidence, questions, snapshot, sql, tables, use

__all__ = ["Answer", "ask", "evidence", "questions", "snapshot", "sql", "tables", "use"]
