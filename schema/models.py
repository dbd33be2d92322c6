"""All models in one import, so that the MetaData is whole."""

from schema.base import Base
from schema.datasets import (
    ActorDetail,
    ActorIdentifier,
    ActorJudgement,
    DatasetRecord,
    DatasetRelease,
    ListedName,
    Listing,
    SanctionsProgramme,
)
from schema.documents import (
    Article,
    ArticleFlag,
    ArticlePart,
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
    "ActorDetail",
    "ActorIdentifier",
    "ActorJudgement",
    "ActorName",
    "Article",
    "ArticleFlag",
    "ArticlePart",
    "Assertion",
    "Base",
    "Condition",
    "DatasetRecord",
    "DatasetRelease",
    "Evidence",
    "Fact",
    "FactObject",
    "Judgement",
    "Lead",
    "LegalInstrument",
    "LegalInstrumentName",
    "ListedName",
    "Listing",
    "LoadRun",
    "LoadState",
    "Post",
    "RejectedRecord",
    "Request",
    "Response",
    "Review",
    "Sanction",
    "SanctionsProgramme",
    "Sentence",
    "Source",
    "Story",
    "StoryArticle",
    "Transfer",
    "WeaponName",
    "WeaponOrigin",
    "WeaponSystem",
]
