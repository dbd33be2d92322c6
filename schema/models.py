"""All models in one import, so that the MetaData is whole."""

from schema.base import Base
from schema.documents import (
    Article,
    ArticleFlag,
    ArticlePart,
    DatasetRecord,
    Sentence,
    Source,
    Story,
    StoryArticle,
)
from schema.evidence import Assertion, Evidence, Judgement, Lead, Review
from schema.facts import Condition, Fact, FactObject, Request, Response, Sanction, Transfer
from schema.operations import LoadRun, LoadState, RejectedRecord
from schema.reference import (
    Actor,
    ActorName,
    LegalInstrument,
    LegalInstrumentName,
    Post,
    WeaponName,
    WeaponOrigin,
    WeaponSystem,
)

__all__ = [
    "Actor",
    "ActorName",
    "Article",
    "ArticleFlag",
    "ArticlePart",
    "Assertion",
    "Base",
    "Condition",
    "DatasetRecord",
    "Evidence",
    "Fact",
    "FactObject",
    "Judgement",
    "Lead",
    "LegalInstrument",
    "LegalInstrumentName",
    "LoadRun",
    "LoadState",
    "Post",
    "RejectedRecord",
    "Request",
    "Response",
    "Review",
    "Sanction",
    "Sentence",
    "Source",
    "Story",
    "StoryArticle",
    "Transfer",
    "WeaponName",
    "WeaponOrigin",
    "WeaponSystem",
]
