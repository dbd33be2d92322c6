"""Sentences that may tell a fact wait for a person, and what a person decided stays."""

import datetime as dt

from sqlalchemy import Engine, func, select, update

from extraction.leads import WORTH_A_LOOK
from extraction.names.reference import Reference
from loaders.articles.loading import recode
from schema.engine import reading, writing
from schema.models import Article, Evidence, Fact, Lead, Sentence
from schema.vocabulary import LeadState


def leads(engine: Engine) -> list[tuple[str, str, int, int]]:
    with reading(engine) as connection:
        rows = connection.execute(select(Lead.id, Lead.article_id, Lead.start_char, Lead.end_char).order_by(Lead.id))
        return [(row.id, row.article_id, row.start_char, row.end_char) for row in rows]


def recoded(engine: Engine, reference: Reference) -> None:
    with writing(engine) as connection:
        connection.execute(update(Article).values(coder="an earlier one"))
    recode(engine, reference)


def test_a_lead_is_a_sentence_without_a_fact_of_its_kind(database: Engine) -> None:
    assert leads(database)
    with reading(database) as connection:
        whole = select(func.count()).select_from(Lead)
        sentences = whole.join(
            Sentence,
            (Sentence.article_id == Lead.article_id)
            & (Sentence.start_char == Lead.start_char)
            & (Sentence.end_char == Lead.end_char),
        )
        assert connection.scalar(sentences) == connection.scalar(whole)
        coded = (
            select(func.count())
            .select_from(Lead)
            .join(Evidence, Evidence.article_id == Lead.article_id)
            .join(Fact, Fact.id == Evidence.fact_id)
            .where(Fact.kind == Lead.kind, Evidence.start_char < Lead.end_char, Lead.start_char < Evidence.end_char)
        )
        assert connection.scalar(coded) == 0
        low, high = connection.execute(select(func.min(Lead.likelihood), func.max(Lead.likelihood))).one()
        assert WORTH_A_LOOK <= low <= high < 1


def test_coding_anew_finds_the_same_leads(database: Engine, reference: Reference) -> None:
    before = leads(database)
    recoded(database, reference)
    assert leads(database) == before


def test_what_a_person_decided_stays(database: Engine, reference: Reference) -> None:
    before = leads(database)
    chosen = before[0][0]
    decided = {"state": LeadState.DISMISSED, "decided_by": "an analyst", "decided_at": dt.datetime.now(dt.UTC)}
    with writing(database) as connection:
        connection.execute(update(Lead).where(Lead.id == chosen).values(**decided))
    recoded(database, reference)
    assert leads(database) == before
    with reading(database) as connection:
        state = connection.execute(select(Lead.state, Lead.decided_by).where(Lead.id == chosen)).one()
    assert tuple(state) == (LeadState.DISMISSED, "an analyst")
