"""The question library to click through: choose, fill in, run; chart, table, the sentence behind a row, citation.

The page is `library.js`, which asks by messages of its own: `{"id": 3, "do": "ask", …}`, answered by one with its id.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets
import vl_convert

from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.asking import options
from workbench.charts import drawn
from workbench.charts.drawing import VEGA_LITE
from workbench.charts.theme import Theme
from workbench.following import followed
from workbench.library import Question, find, library
from workbench.notebook import api
from workbench.notebook.answer import Answer, freshness, ids_in
from workbench.output import cell, jsonable
from workbench.passages import Passage, passages

HERE = Path(__file__).parent
ROWS = 500  # of an answer that are sent to the page
VEGA = "globalThis.sqnVegaEmbed = vegaEmbed;"


class Library(anywidget.AnyWidget):
    """The question library as a widget; `answer` is what was asked last, to go on with in Python."""

    _esm = HERE / "library.js"
    _css = HERE / "library.css"
    questions: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(questions=[told_of(question) for question in library().values()])
        self.answer: Answer | None = None
        self.on_msg(self.asked)

    def asked(self, _: object, message: dict[str, Any], __: object) -> None:
        """Answers a message of the page; an error is told to it in its own words."""
        try:
            told = getattr(self, f"do_{message['do']}")(message)
        except SqnError as error:
            told = {"error": str(error)}
        except KeyboardInterrupt:
            told = {"error": "the query was stopped"}
        except Exception as fault:  # the page waits for a word, whatever it is
            self.send({"error": f"a fault of the program: {fault!r}", "id": message["id"]})
            raise
        self.send({**told, "id": message["id"]})

    def do_options(self, message: dict[str, Any]) -> dict[str, Any]:
        """What may be chosen for a parameter, as pairs of value and name."""
        question = find(message["question"])
        wanted = next(one for one in question.parameters if one.name == message["parameter"])
        return {"options": options(from_environment().snapshots, wanted)}

    def do_ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question: its first rows, its columns, what it stands on."""
        given = {name: value for name, value in message["given"].items() if value != ""}
        answer = self.answer = api.ask(message["question"], **given)
        rows, led_by = answer.result.rows[:ROWS], answer.led_by
        at = None if led_by is None else answer.result.columns.index(led_by)
        return {
            "columns": answer.result.columns,
            "rows": [[jsonable(value) for value in row] for row in rows],
            "words": [[cell(value) for value in row] for row in rows],
            "evidence": [[] if at is None else ids_in(row[at]) for row in rows],
            "total": len(answer),
            "notice": answer.result.notice,
            "freshness": freshness(answer.result),
            "code": code(answer),
        }

    def do_chart(self, message: dict[str, Any]) -> dict[str, Any]:
        """The chart of the last answer on a light or dark ground, so many pixels wide; none where it has none."""
        answer = self.answer
        if answer is None or answer.drawn_as is None:
            return {"spec": None}
        theme: Theme = "dark" if message["theme"] == "dark" else "light"
        width = int(message["width"])
        drawing = drawn(answer.drawn_as, answer.result, answer.title, theme=theme, width=width, evidence=answer.led_by)
        return {"spec": drawing and drawing.spec}

    def do_evidence(self, message: dict[str, Any]) -> dict[str, Any]:
        """The passages behind a row of the last answer."""
        if self.answer is None:
            raise QueryError("nothing was asked since the notebook's kernel started: run the question again")
        found = passages(from_environment().snapshots, message["ids"], self.answer.result.snapshot)
        return {"passages": [shown(passage) for passage in found]}

    def do_cite(self, _: dict[str, Any]) -> dict[str, Any]:
        """What to write under the last answer."""
        if self.answer is None:
            raise QueryError("nothing was asked since the notebook's kernel started: run the question again")
        return {"citation": self.answer.cite().text}

    def do_vega(self, _: dict[str, Any]) -> dict[str, Any]:
        """What draws charts, as a script: sent once, when the first chart is to be drawn, and kept by no notebook."""
        return {"script": vega()}


def told_of(question: Question) -> dict[str, Any]:
    """A question as the page knows it."""
    return {
        "name": question.name,
        "subject": question.subject,
        "title": question.title,
        "question": question.question,
        "note": question.note or "",
        "parameters": [
            {
                "name": one.name,
                "kind": one.kind,
                "default": one.default or "",
                "optional": one.optional,
                "says": one.says,
                "options": list(one.options),
            }
            for one in question.parameters
        ],
    }


def code(answer: Answer) -> str:
    """The call that gives the same answer in a cell."""
    assert answer.question is not None, "the library asks saved questions"
    told = [repr(answer.question.name), *(f"{name}={value!r}" for name, value in answer.given.items())]
    return f"wb.ask({', '.join(told)})"


def shown(passage: Passage) -> dict[str, Any]:
    """A passage as the page shows it; only an address of the web is one to follow."""
    quote = passage.quote
    who = quote["attribution"] + (f": {quote['speaker']}" if quote["speaker"] else "")
    day = quote["published_on"].isoformat() if quote["published_on"] else "no date"
    return {
        "before": passage.before,
        "said": passage.said,
        "after": passage.after,
        "title": quote["title"] or quote["locator"] or "(no headline)",
        "url": followed(quote["url"]),
        "about": f"{quote['source']}, {day} · {quote['kind']} · {who} · {quote['stance']} · {quote['evidence_id']}",
    }


@cache
def vega() -> str:
    return str(vl_convert.javascript_bundle(VEGA, vl_version=VEGA_LITE))
