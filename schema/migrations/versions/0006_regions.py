"""regions: where states lie, by the UN's standard M49; comments that say more

Revision 0006, after 0005. Fills the column for the states and territories of the reference lists; going back drops it,
and `sqn load reference` fills it again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SUBREGIONS = {
    "northern_africa": "DZ EG LY MA SD TN EH",
    "eastern_africa": "BI KM DJ ER ET KE MG MW MU MZ RW SC SO SS TZ UG ZM ZW somaliland",
    "middle_africa": "AO CM CF TD CG CD GQ GA ST",
    "southern_africa": "BW SZ LS NA ZA",
    "western_africa": "BJ BF CV CI GM GH GN GW LR ML MR NE NG SN SL TG",
    "northern_america": "CA US GL",
    "caribbean": "AG BS BB CU DM DO GD HT JM KN LC VC TT PR",
    "central_america": "BZ CR SV GT HN MX NI PA",
    "south_america": "AR BO BR CL CO EC GY PY PE SR UY VE FK",
    "central_asia": "KZ KG TJ TM UZ",
    "eastern_asia": "CN HK JP KP KR MO MN TW",
    "south_eastern_asia": "BN KH ID LA MY MM PH SG TH TL VN VD VS",
    "southern_asia": "AF BD BT IN IR MV NP PK LK",
    "western_asia": "AM AZ BH CY GE IQ IL JO KW LB OM PS QA SA SY TR AE YE YN YD abkhazia nagorno-karabakh northern-cyprus south-ossetia",
    "eastern_europe": "BY BG CZ HU MD PL RO RU SK UA CS SU transnistria",
    "northern_europe": "DK EE FI IS IE LV LT NO SE GB FO",  # other spelling
    "southern_europe": "AL AD BA HR GR IT XK MT ME MK PT SM RS SI ES VA GI CSXX YU republika-srpska",  # other spelling
    "western_europe": "AT BE FR DE LI LU MC NL CH DD WG",
    "australia_and_new_zealand": "AU NZ",
    "melanesia": "FJ PG SB VU",
    "micronesia": "GU KI MH FM NR PW",
    "polynesia": "WS TO TV",
}
# (table, column): what its comment was and what it is
COMMENTS = {
    ("actor", "principal_id"): (
        "Actor it acts for; a person's comes from post, by date",
        "Actor it acts for, empty: itself alone; a person's comes from post, by date",
    ),
    ("actor", "iso3"): (
        "ISO 3166 alpha-3 code",
        "ISO 3166 alpha-3 code; empty: no state, or none was given",
    ),
    ("actor", "valid_to"): (
        "Last day it existed",
        "Last day it existed; empty: it does still, or not known",
    ),
    ("judgement", "judged_at"): (
        "When (UTC)",
        "When it was judged (UTC)",
    ),
    ("load_run", "loader"): (
        "Loader",
        "Which loader ran: articles, sipri, ofac, …",
    ),
    ("load_run", "code_version"): (
        "Version of the code",
        "Release and commit of the program that ran",
    ),
    ("actor_judgement", "judged_at"): (
        "When (UTC)",
        "When it was judged (UTC)",
    ),
    ("article", "title"): (
        "Headline",
        "Headline; empty: it has none",
    ),
    ("article", "byline"): (
        "Who wrote it",
        "Who wrote it; empty: not told",
    ),
    ("article", "agency"): (
        "News agency the text names as its origin",
        "News agency the text names as its origin; empty: none",
    ),
    ("article", "published_on"): (
        "Day of publication; or first of its month or year",
        "Day of publication; or first of its month or year; empty: not known",
    ),
    ("article", "published_precision"): (
        "How exactly the day of publication is known: day, month, year",
        "How exactly the day of publication is known, empty if it is not: day, month, year",
    ),
    ("dataset_record", "source_id"): (
        "Data set",
        "Data set that it is a row of",
    ),
    ("dataset_release", "source_id"): (
        "Data set",
        "Data set that it is an edition of",
    ),
    ("fact", "earliest"): (
        "First day on which it may have happened",
        "First day on which it may have happened; empty: no day can be told",
    ),
    ("fact", "latest"): (
        "Last day on which it may have happened",
        "Last day on which it may have happened; empty: no day can be told",
    ),
    ("fact", "date_words"): (
        "The words the days were read from",
        "The words the days were read from; empty: no words tell them",
    ),
    ("fact", "confidence"): (
        "How surely the coding is right, 0 to 1",
        "How surely kind and both parties are right, 0 to 1",
    ),
    ("load_state", "loader"): (
        "Loader",
        "Which loader it is of: articles, sipri, ofac, …",
    ),
    ("load_state", "source"): (
        "Source",
        "What it loads: a path or an address; * for the loader as a whole",
    ),
    ("rejected_record", "run_id"): (
        "Run",
        "Run that could not take it",
    ),
    ("rejected_record", "rejected_at"): (
        "When (UTC)",
        "When it was rejected (UTC)",
    ),
    ("article_flag", "article_id"): (
        "Article",
        "Article that is doubtful",
    ),
    ("article_part", "article_id"): (
        "Article",
        "Article it is part of",
    ),
    ("article_part", "start_char"): (
        "First character",
        "First character, counted from 0",
    ),
    ("article_signature", "article_id"): (
        "Article",
        "Article it was made of",
    ),
    ("condition", "attached_to_id"): (
        "Request, response, transfer or sanction",
        "Fact that hangs on it: a request, response, transfer or sanction",
    ),
    ("condition", "imposed_by_id"): (
        "Who sets the term, as specific as the text is",
        "Who sets the term, as specific as the text is; empty: not told",
    ),
    ("condition", "imposed_by_principal_id"): (
        "Who sets the term, by the state or organisation acted for",
        "Who sets the term, by the state or organisation acted for; empty: not known",
    ),
    ("condition", "gated_action"): (
        "What that party then does or withholds: acquire, transfer, deploy, deliver, return, remove, dispose, deactivate, cancel, refrain, not_use, halt_programme, approve, permit_use, limit_use, permit_reexport, no_reexport, license, coproduce, train, inspect, pay, lift_sanction, impose_sanction, readmit, ratify, reform, withdraw_forces, cease_fire, negotiate, protect, concession, other",
        "What the one who sets it then does or withholds, empty if not told: acquire, transfer, deploy, deliver, return, remove, dispose, deactivate, cancel, refrain, not_use, halt_programme, approve, permit_use, limit_use, permit_reexport, no_reexport, license, coproduce, train, inspect, pay, lift_sanction, impose_sanction, readmit, ratify, reform, withdraw_forces, cease_fire, negotiate, protect, concession, other",
    ),
    ("condition", "required_of_id"): (
        "Who must fulfil it, as specific as the text is",
        "Who must fulfil it, as specific as the text is; empty: not told",
    ),
    ("condition", "required_of_principal_id"): (
        "Who must fulfil it, by the state or organisation acted for",
        "Who must fulfil it, by the state or organisation acted for; empty: not known",
    ),
    ("condition", "fact_id"): (
        "Fact",
        "Its row in the table of all facts",
    ),
    ("evidence", "fact_id"): (
        "Fact",
        "Fact it speaks for or against",
    ),
    ("evidence", "speaker"): (
        "Who is quoted, in the text's words",
        "Who is quoted, in the text's words; empty: nobody",
    ),
    ("fact_object", "fact_id"): (
        "Fact",
        "Fact that is about it",
    ),
    ("fact_object", "quantity"): (
        "How many; the least, if a range is told",
        "How many; the least, if a range is told; empty: not told",
    ),
    ("fact_object", "quantity_to"): (
        "The most, if a range is told",
        "The most, if a range is told; empty: no range",
    ),
    ("fact_object", "unit"): (
        "What is counted, if not the weapon: battery, squadron",
        "What is counted, if not the weapon: battery, squadron; empty: the weapon itself",
    ),
    ("fact_object", "words"): (
        "The words of the text that mean it",
        "The words of the text that mean it; empty: a record tells it",
    ),
    ("fact_object", "resolved_through"): (
        "A known transfer, an earlier mention",
        "What led to it: a known transfer, an earlier mention; empty: its name",
    ),
    ("lead", "article_id"): (
        "Article",
        "Article that the sentence stands in",
    ),
    ("lead", "decided_at"): (
        "When (UTC)",
        "When somebody looked at it (UTC)",
    ),
    ("request", "requester_id"): (
        "Who asks, as specific as the text is",
        "Who asks, as specific as the text is; empty: not told",
    ),
    ("request", "requester_principal_id"): (
        "Who asks, by the state or organisation acted for",
        "Who asks, by the state or organisation acted for; empty: not known",
    ),
    ("request", "addressee_id"): (
        "Who is asked, as specific as the text is",
        "Who is asked, as specific as the text is; empty: not told",
    ),
    ("request", "addressee_principal_id"): (
        "Who is asked, by the state or organisation acted for",
        "Who is asked, by the state or organisation acted for; empty: not known",
    ),
    ("request", "beneficiary_id"): (
        "Who else would receive or gain, as specific as the text is",
        "Who else would receive or gain, as specific as the text is; empty: not told",
    ),
    ("request", "beneficiary_principal_id"): (
        "Who else would receive or gain, by the state or organisation acted for",
        "Who else would receive or gain, by the state or organisation acted for; empty: not known",
    ),
    ("request", "place"): (
        "Where, as stated",
        "Where, as stated; empty: not told",
    ),
    ("request", "purpose"): (
        "What for, as stated",
        "What for, as stated; empty: not told",
    ),
    ("request", "channel"): (
        "Person or body through whom it went, as stated",
        "Person or body through whom it went, as stated; empty: not told",
    ),
    ("request", "fact_id"): (
        "Fact",
        "Its row in the table of all facts",
    ),
    ("review", "fact_id"): (
        "Fact",
        "Fact that was decided about",
    ),
    ("review", "note"): (
        "Why",
        "Why, in the reviewer's words",
    ),
    ("review", "decided_at"): (
        "When (UTC)",
        "When it was decided (UTC)",
    ),
    ("sanction", "imposer_id"): (
        "Who imposes it, as specific as the text is",
        "Who imposes it, as specific as the text is; empty: not told",
    ),
    ("sanction", "imposer_principal_id"): (
        "Who imposes it, by the state or organisation acted for",
        "Who imposes it, by the state or organisation acted for; empty: not known",
    ),
    ("sanction", "target_id"): (
        "Against whom, as specific as the text is",
        "Against whom, as specific as the text is; empty: not told",
    ),
    ("sanction", "target_principal_id"): (
        "Against whom, by the state or organisation acted for",
        "Against whom, by the state or organisation acted for; empty: not known",
    ),
    ("sanction", "target_sector"): (
        "Sector of the target, as stated",
        "Sector of the target, as stated; empty: the whole of it",
    ),
    ("sanction", "instrument_id"): (
        "Law, resolution or decision it rests on",
        "Law, resolution or decision it rests on; empty: not told",
    ),
    ("sanction", "fact_id"): (
        "Fact",
        "Its row in the table of all facts",
    ),
    ("sentence", "article_id"): (
        "Article",
        "Article it stands in",
    ),
    ("sentence", "start_char"): (
        "First character",
        "First character, counted from 0",
    ),
    ("story_article", "story_id"): (
        "Story",
        "Story it belongs to",
    ),
    ("story_article", "article_id"): (
        "Article",
        "Article that tells it",
    ),
    ("story_article", "copied_from_id"): (
        "Article it copies",
        "Article it copies, empty for an account of its own",
    ),
    ("transfer", "supplier_id"): (
        "Who hands over, as specific as the text is",
        "Who hands over, as specific as the text is; empty: not told",
    ),
    ("transfer", "supplier_principal_id"): (
        "Who hands over, by the state or organisation acted for",
        "Who hands over, by the state or organisation acted for; empty: not known",
    ),
    ("transfer", "recipient_id"): (
        "Who receives, as specific as the text is",
        "Who receives, as specific as the text is; empty: not told",
    ),
    ("transfer", "recipient_principal_id"): (
        "Who receives, by the state or organisation acted for",
        "Who receives, by the state or organisation acted for; empty: not known",
    ),
    ("transfer", "consent_by_id"): (
        "Third party whose consent is needed or given, as specific as the text is",
        "Third party whose consent is needed or given, as specific as the text is; empty: not told",
    ),
    ("transfer", "consent_by_principal_id"): (
        "Third party whose consent is needed or given, by the state or organisation acted for",
        "Third party whose consent is needed or given, by the state or organisation acted for; empty: not known",
    ),
    ("transfer", "fact_id"): (
        "Fact",
        "Its row in the table of all facts",
    ),
    ("weapon_origin", "weapon_id"): (
        "Weapon system",
        "Weapon system that is designed or made there",
    ),
    ("assertion", "evidence_id"): (
        "Evidence",
        "Piece of evidence that says so",
    ),
    ("listing", "source_id"): (
        "List",
        "List that it stands on",
    ),
    ("response", "responder_id"): (
        "Who answers, as specific as the text is",
        "Who answers, as specific as the text is; empty: not told",
    ),
    ("response", "responder_principal_id"): (
        "Who answers, by the state or organisation acted for",
        "Who answers, by the state or organisation acted for; empty: not known",
    ),
    ("response", "asker_id"): (
        "Who had asked, as specific as the text is",
        "Who had asked, as specific as the text is; empty: not told",
    ),
    ("response", "asker_principal_id"): (
        "Who had asked, by the state or organisation acted for",
        "Who had asked, by the state or organisation acted for; empty: not known",
    ),
    ("response", "request_id"): (
        "Request of the same article",
        "Request that it answers; empty: its article tells of none",
    ),
    ("response", "fact_id"): (
        "Fact",
        "Its row in the table of all facts",
    ),
}


def describe(which: int) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.supports_comments:
        for (table, column), comments in COMMENTS.items():
            op.alter_column(table, column, existing_comment=comments[1 - which], comment=comments[which])


def upgrade() -> None:
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "subregion",
                sa.Enum(*SUBREGIONS, name="subregion", native_enum=False, create_constraint=True, length=40),
                nullable=True,
                comment="Where a state or territory lies by the UN's standard M49, empty for all others: "
                + ", ".join(SUBREGIONS),
            )
        )
        batch_op.create_index(batch_op.f("ix_actor_subregion"), ["subregion"], unique=False)
    fill = sa.text("update actor set subregion = :subregion where id = :id")
    op.get_bind().execute(
        fill, [{"subregion": area, "id": one} for area, members in SUBREGIONS.items() for one in members.split()]
    )
    describe(1)


def downgrade() -> None:
    describe(0)
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_subregion"))
        batch_op.drop_constraint(op.f("ck_actor_subregion"), type_="check")
        batch_op.drop_column("subregion")
