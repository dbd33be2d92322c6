"""The analyst's workbench. In a notebook: `import workbench as wb; wb.ask("refusals", weapon="s-400").df`."""

from workbench.notebook import Answer, ask, evidence, questions, sql

__all__ = ["Answer", "ask", "evidence", "questions", "sql"]
