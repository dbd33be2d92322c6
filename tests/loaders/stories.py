"""Articles of our own making for tests of stories: an agency's report, its copies, and what is no copy of it."""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.ledger import run_of
from loaders.stories.resolving import resolve_stories
from schema.models import Article, Garbling, Story, StoryArticle
from tests.loading import load_articles

Told = dict[str, Any]

QUOTE = (
    '"The government has examined the application with the greatest care, has heard the advice of all the services '
    'that are concerned, and has come to the decision that the licence for the frigates is granted," the minister said.'
)
WIRE = f"""LISBON, May 4 (Northwire) - Portugal has asked Norway to sell it 14 used NASAMS launchers, officials in \
both capitals said on Monday, after its parliament set aside 320 million euros for air defence.

{QUOTE}

The launchers have stood in a depot near Trondheim since the army replaced them two years ago. Norway wants an \
assurance that none of them will be passed on to a third country.

Portugal's last air defence batteries were retired in 2015. A delegation led by General Duarte Fonseca inspected the \
launchers in April and found 11 of them fit for service.

A decision is expected before the end of June, a person at the Norwegian defence ministry said. Kongsberg, the maker, \
declined to comment on the talks."""
REPRINT = WIRE.split(" - ", 1)[1].rsplit("\n\n", 1)[0] + "\n\n(Reporting by Northwire)"
SPUN = """Norway received a plea by Portugal for the purchase of 41 second-hand NASAMS launching devices, \
functionaries of the two countries stated Monday, following the allotment of 320 million euros to air defence by \
the parliament.

The devices have been kept within a warehouse close to Trondheim from the time the army substituted them two years \
before. Norway desires a guarantee no launching device is handed to another nation.

The final Portuguese batteries for air defence went out of service in 2015. The devices were looked over in April by a \
delegation with General Duarte Fonzeca at its head, which discovered 11 were usable.

Before June is over a choice is awaited, according to somebody of Norway's ministry of defence. The manufacturer, \
Kongsberg, would not say anything about the negotiations."""
OWN_ACCOUNT = f"""Nobody in the harbour café had heard of it until the evening news. Now all of Setúbal talks about \
missiles from the north.

{QUOTE}

My cousin served with the old batteries, which were scrapped when he was thirty. He says that young recruits will need \
a year to learn the new ones. The mayor would rather have a hospital.

The opposition calls the sum, a third of a billion, a scandal in an election year, and demands to see the letter \
that Lisbon sent. The minister of finance has gone to the Azores."""
BULLETIN = """This bulletin lists what governments have announced. It leaves out money, fuel and medicine. Each item \
is dated by its first official announcement, and a pledge becomes a delivery when either government confirms it.

{news}

Corrections are welcome at the usual address. The next bulletin will come out in the first week of next month, and all \
earlier ones can be had from the archive of the centre free of charge."""
MAY = BULLETIN.format(
    news="Norway sent 14 launchers to Portugal on the 9th. Spain ordered two frigates at Ferrol. Greece took over six "
    "Rafale jets at Tanagra and wants eighteen more."
)
JUNE = BULLETIN.format(
    news="Nothing moved in the west. Poland received 40 howitzers from Changwon by ship, and Romania a battery of "
    "Patriots. Estonia picked an Israeli missile over three others."
)
NOTICE = """The State Department has approved a possible sale to the Government of {buyer} of {what} and related \
equipment for an estimated cost of ${cost} million. The agency delivered the certification notifying Congress today.

The Government of {buyer} has requested to buy {count} {what}, with spare parts, training and logistics support.

This proposed sale will support the foreign policy of the United States by improving the security of a partner. \
{buyer} will have no difficulty absorbing this equipment. The proposed sale will not alter the basic military \
balance in the region. There will be no adverse impact on readiness as a result of this proposed sale."""


def article(name: str, source: str | None, day: str | None, text: str) -> Told:
    return {"title": name, "source": source, "published_on": day, "text": text}


CORPUS = [
    article("wire", "Northwire", "2021-05-04", WIRE),
    article("reprint", "Tagus Daily", "2021-05-05", REPRINT),
    article("same words", "Douro Post", "2021-05-05", REPRINT),
    article("spun", "planes24.example", "2021-05-06", SPUN),
    article("own account", "Sado Voice", "2021-05-05", OWN_ACCOUNT),
    article("May", "Centre for Lists", "2021-05-31", MAY),
    article("June", "Centre for Lists", "2021-06-06", JUNE),
    article(
        "notice 1", "Register", "2021-05-04", NOTICE.format(buyer="Finland", what="AIM-9X missiles", cost=323, count=40)
    ),
    article(
        "notice 2",
        "Register",
        "2021-05-04",
        NOTICE.format(buyer="Morocco", what="HIMARS launchers", cost=524, count=18),
    ),
]


def load(engine: Engine, reference: Reference, told: Iterable[Told], folder: Path) -> None:
    file = folder / f"{next(NUMBERS)}.jsonl"
    rows = [{key: value for key, value in row.items() if value is not None} for row in told]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    load_articles(engine, reference, file, coded=False)


NUMBERS = itertools.count()


def resolve(engine: Engine, **options: Any) -> frozenset[str]:
    with run_of(engine, "resolve", "stories") as run:
        return resolve_stories(engine, run, **options)


def rows_of(engine: Engine) -> list[tuple[Any, ...]]:
    """Every row about stories, in one order."""
    with engine.connect() as connection:
        found: list[tuple[Any, ...]] = []
        for table in (Story.__table__, StoryArticle.__table__, Garbling.__table__):
            found += sorted((str(table), *map(repr, row)) for row in connection.execute(select(table)))
    return found


def places(engine: Engine) -> dict[str, tuple[str, str | None]]:
    """Of each article that is in a story, by its headline: its role, and the headline of what it copies."""
    with engine.connect() as connection:
        titles = {row.id: row.title for row in connection.execute(select(Article.id, Article.title))}
        table = StoryArticle
        rows = connection.execute(select(table.article_id, table.role, table.copied_from_id)).all()
    return {str(titles[key]): (role.value, titles[original] if original else None) for key, role, original in rows}
