"""The list of saved questions by subject."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from workbench.library import SUBJECTS, Question, library
from workbench.web.rendering import as_json, render


def questions(request: Request) -> Response:
    """All saved questions, those that have the words looked for."""
    wanted = request.query_params.get("q", "").strip()[:200]
    if request.url.path.endswith(".json"):
        return as_json(request, [told(q) for found in by_subject(wanted).values() for q in found])
    return render(request, "questions.html", subjects=by_subject(wanted), wanted=wanted)


def by_subject(wanted: str = "") -> Mapping[str, list[Question]]:
    """The questions by subject in the order of the field; `wanted` words must all stand in one."""
    words = wanted.casefold().split()
    found: dict[str, list[Question]] = {}
    for subject in SUBJECTS:
        of_it = [
            q
            for q in library().values()
            if q.subject == subject
            and all(word in f"{q.name} {q.title} {q.question} {q.subject}".casefold() for word in words)
        ]
        if of_it:
            found[subject] = sorted(of_it, key=lambda q: q.title)
    return found


def told(question: Question) -> dict[str, object]:
    return {
        "name": question.name,
        "subject": question.subject,
        "title": question.title,
        "question": question.question,
        "note": question.note,
        "parameters": [
            {
                "name": p.name,
                "type": p.kind,
                "default": p.default,
                "optional": p.optional,
                "options": list(p.options),
                "says": p.says,
            }
            for p in question.parameters
        ],
        "href": f"/questions/{question.name}",
    }
