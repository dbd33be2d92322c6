"""What is new for a saved question as an Atom feed (RFC 4287): an entry for each sentence, the last recorded first.

An entry's id is made of the id of its evidence and of nothing else, so that a reader meets a sentence once, in
whatever snapshot or question it stands. `updated` is when its account was recorded here, `published` the day of its
source: a feed is read for what one has not seen, and an old article may be loaded today.
"""

import datetime as dt
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from workbench.library import Question
from workbench.web.pages.asked import answer, valued
from workbench.web.rendering import kept
from workbench.web.state import asked, run, shared

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml"
MOST = 100  # entries; who comes by less often than that many are recorded takes the CSV
NAMES = uuid.UUID("6f0f7dd5-6a8e-5d0c-9a56-3c3b1d5e8f41")  # of our own, under which ids are made
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
NEWEST = """
    select quotes.evidence_id,
           min(quotes.kind) as kind,
           min(quotes.quote) as quote,
           min(quotes.title) as title,
           min(quotes.source) as source,
           min(quotes.published_on) as published_on,
           max(fact.recorded_at) as recorded_at
    from quotes
    join fact on fact.id = quotes.account_id
    where quotes.evidence_id in (select answer.{column} from ({sql}) as answer)
    group by quotes.evidence_id
    order by recorded_at desc, published_on desc nulls last, quotes.evidence_id
    limit {most}
"""


def feed(request: Request, found: Question, given: Mapping[str, str]) -> Response:
    """The feed of a question. Raises HTTPException where its rows lead to no sentence, QueryError as the question."""
    if found.evidence is None:
        raise HTTPException(404, f"The rows of {found.name} count and compare; a feed needs one sentence for each.")
    answer(request, found, given)  # whatever is wrong with it is told as on its page
    sql = NEWEST.format(column=found.evidence, sql=found.sql, most=MOST)
    rows = run(request, sql, valued(request, found, given)).records()
    content = ET.tostring(atom(request, found, given, rows), encoding="utf-8", xml_declaration=True)
    return kept(request, Response(content, media_type=MEDIA))


def atom(request: Request, found: Question, given: Mapping[str, str], rows: list[dict[str, Any]]) -> ET.Element:
    """The feed as XML."""
    about, origin = asked(request), origin_of(request)
    told = {name: value for name, value in sorted(given.items()) if value}
    path = f"/questions/{found.name}"
    ET.register_namespace("", ATOM)
    made = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    asked_with = "".join(f", {name.replace('_', ' ')} {value}" for name, value in told.items())
    add(made, "title", found.title + asked_with)
    add(made, "subtitle", found.question)
    add(made, "id", identifier(f"question {found.name}?{urlencode(told)}"))
    newest = max((row["recorded_at"] for row in rows), default=dt.datetime.fromisoformat(about.snapshot.created_at))
    add(made, "updated", moment(newest))
    add(add(made, "author"), "name", "Sine Qua Non")
    add(made, "link", rel="self", type=MEDIA, href=origin + about.link(f"{path}.atom", told))
    add(made, "link", rel="alternate", type="text/html", href=origin + about.link(path, told))
    for row in rows:
        entry = add(made, "entry")
        add(entry, "title", f"{row['kind']}: {row['title'] or row['source']}")
        add(entry, "id", identifier(f"evidence {row['evidence_id']}"))
        add(entry, "updated", moment(row["recorded_at"]))
        if isinstance(row["published_on"], dt.date):
            add(entry, "published", f"{row['published_on'].isoformat()}T00:00:00Z")
        href = origin + about.link(f"/evidence/{row['evidence_id']}")
        add(entry, "link", rel="alternate", type="text/html", href=href)
        add(entry, "content", row["quote"] or "", type="text")
        add(entry, "category", term=row["kind"])
        add(add(entry, "author"), "name", row["source"])
    return made


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new element in another; what XML cannot hold is left out of its words."""
    clean = {key: UNWRITABLE.sub("", value) for key, value in attributes.items()}
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    made.text = None if text is None else UNWRITABLE.sub("", text)
    return made


def identifier(named: str) -> str:
    """An id that is the same wherever and whenever it is made."""
    return f"urn:uuid:{uuid.uuid5(NAMES, named)}"


def moment(at: dt.datetime) -> str:
    at = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def origin_of(request: Request) -> str:
    """How readers reach these pages, for links that are followed from elsewhere."""
    scheme = "https" if shared(request).settings.https else request.url.scheme
    return f"{scheme}://{request.url.netloc}"
