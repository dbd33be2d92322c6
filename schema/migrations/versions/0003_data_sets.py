"""data sets: their releases and records, listings, programmes, names and numbers of listed actors, merges of actors

Revision 0003, after 0002. No loader filled `dataset_record` before it. Going back drops what the data sets told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


KINDS = (
    "state", "historical_state", "territory", "international_organisation", "bloc", "government_body", "armed_group",
    "company", "person",
)  # fmt: skip
# (table, column or none for the table itself): what its comment was and what it is
COMMENTS: dict[tuple[str, str | None], tuple[str, str]] = {
    ("actor", "kind"): (
        "What sort of actor it is: " + ", ".join(KINDS),
        "What sort of actor it is: " + ", ".join((*KINDS, "craft")),
    ),
    ("actor", "name"): ("Usual English name", "Usual English name; for actors met on lists, the list's"),
    ("load_state", None): (
        "Where a loader stands with a source.",
        "Where a loader stands with a source; the source `*` holds the loader's lease.",
    ),
    ("load_state", "watermark"): (
        "How far it has read",
        "How far it has read; of an address, what its server said of it",
    ),
    ("dataset_record", None): (
        "A row of a public data set as it was released.",
        "A row of a public data set as one or more releases in succession have it.",
    ),
    ("dataset_record", "id"): (
        "'d-' and a hash of data set and key",
        "'d-' and a hash of data set, key and first release",
    ),
    ("dataset_record", "locator"): (
        "Line, key or path of the row in that release",
        "File and line, or path, in the first release that has it so",
    ),
    ("dataset_record", "raw"): ("The row's values as released", "Its values as released"),
    ("dataset_record", "first_seen"): ("First release or day that has it", "First release that has it so"),
}


def one_of(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"


def describe(which: int) -> None:
    """SQLite keeps no comments."""
    if not op.get_bind().dialect.supports_comments:
        return
    for (table, column), comments in COMMENTS.items():
        if column is None:
            op.create_table_comment(table, comments[which], existing_comment=comments[1 - which])
        else:
            op.alter_column(table, column, existing_comment=comments[1 - which], comment=comments[which])


def upgrade() -> None:
    op.create_table(
        "actor_detail",
        sa.Column("actor_id", sa.String(), nullable=False, comment="Of whom"),
        sa.Column("source_id", sa.String(), nullable=False, comment="List that tells it"),
        sa.Column("field", sa.String(), nullable=False, comment="born, birth_place, nationality, address, title, …"),
        sa.Column("value", sa.String(), nullable=False, comment="As the list tells it"),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_actor_detail_actor_id_actor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_actor_detail_source_id_source")),
        sa.PrimaryKeyConstraint("actor_id", "source_id", "field", "value", name=op.f("pk_actor_detail")),
        comment="What lists tell of an actor beside names and numbers: born, from, address, office, linked to.",
    )
    op.create_table(
        "actor_identifier",
        sa.Column("actor_id", sa.String(), nullable=False, comment="Whose it is"),
        sa.Column("source_id", sa.String(), nullable=False, comment="List that tells it"),
        sa.Column(
            "scheme",
            sa.Enum(
                "ofac",
                "un",
                "eu",
                "opensanctions",
                "wikidata",
                "imo",
                "mmsi",
                "aircraft",
                "passport",
                "national_id",
                "tax_id",
                "registration",
                "swift",
                name="scheme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="What sort of number: ofac, un, eu, opensanctions, wikidata, imo, mmsi, aircraft, passport, national_id, tax_id, registration, swift",
        ),
        sa.Column("value", sa.String(), nullable=False, comment="The number or code"),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_actor_identifier_actor_id_actor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_actor_identifier_source_id_source")),
        sa.PrimaryKeyConstraint("actor_id", "source_id", "scheme", "value", name=op.f("pk_actor_identifier")),
        comment="A number or code that means one actor: in a register, on a passport, on a hull.",
    )
    with op.batch_alter_table("actor_identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_identifier_value"), ["value"], unique=False)

    op.create_table(
        "actor_judgement",
        sa.Column("id", sa.String(), nullable=False, comment="'j-' and a hash of both"),
        sa.Column("left_id", sa.String(), nullable=False, comment="One actor, the lesser id"),
        sa.Column("right_id", sa.String(), nullable=False, comment="The other actor"),
        sa.Column(
            "verdict",
            sa.Enum(
                "same", "different", "unsure", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="What was judged: same, different, unsure",
        ),
        sa.Column("score", sa.Double(), nullable=True, comment="Likeness, 0 to 1, if a machine judged"),
        sa.Column("reasons", sa.JSON(), nullable=False, comment="What spoke for it and against it"),
        sa.Column("judged_by", sa.String(), nullable=False, comment="Person, or loader and version"),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False, comment="When (UTC)"),
        sa.CheckConstraint("left_id < right_id", name=op.f("ck_actor_judgement_pair")),
        sa.CheckConstraint("score between 0 and 1", name=op.f("ck_actor_judgement_score")),
        sa.ForeignKeyConstraint(
            ["left_id"], ["actor.id"], name=op.f("fk_actor_judgement_left_id_actor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["right_id"], ["actor.id"], name=op.f("fk_actor_judgement_right_id_actor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor_judgement")),
        sa.UniqueConstraint("left_id", "right_id", name=op.f("uq_actor_judgement_left_id_right_id")),
        comment="Two actors are the same, different, or unsure: a merge that can be undone.",
    )
    with op.batch_alter_table("actor_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_actor_judgement_left_id"), ["left_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_actor_judgement_right_id"), ["right_id"], unique=False)

    op.create_table(
        "dataset_release",
        sa.Column("id", sa.String(), nullable=False, comment="Data set and day: ofac-sdn/2024-05-03"),
        sa.Column("source_id", sa.String(), nullable=False, comment="Data set"),
        sa.Column("released_on", sa.Date(), nullable=False, comment="Day of the release"),
        sa.Column("sha256", sa.String(), nullable=False, comment="SHA-256 of its bytes, in hexadecimal"),
        sa.Column("records", sa.Integer(), nullable=False, comment="Records that could be taken"),
        sa.Column("run_id", sa.String(), nullable=False, comment="Run that completed it"),
        sa.ForeignKeyConstraint(["run_id"], ["load_run.id"], name=op.f("fk_dataset_release_run_id_load_run")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_dataset_release_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_release")),
        sa.UniqueConstraint("source_id", "released_on", name=op.f("uq_dataset_release_source_id_released_on")),
        comment="One edition of a data set, loaded whole.",
    )
    with op.batch_alter_table("dataset_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dataset_release_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dataset_release_source_id"), ["source_id"], unique=False)

    op.create_table(
        "listed_name",
        sa.Column("actor_id", sa.String(), nullable=False, comment="Whose name it is"),
        sa.Column("source_id", sa.String(), nullable=False, comment="List that gives it"),
        sa.Column("name", sa.String(), nullable=False, comment="As the list writes it"),
        sa.Column(
            "folded", sa.String(), nullable=False, comment="Its words in order, without accents, capitals and marks"
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "primary", "strong", "weak", "former", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="What sort of name it is: primary, strong, weak, former",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_listed_name_actor_id_actor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_listed_name_source_id_source")),
        sa.PrimaryKeyConstraint("actor_id", "source_id", "name", name=op.f("pk_listed_name")),
        comment="A name under which a list or register knows an actor; texts are not searched for it.",
    )
    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_name_folded"), ["folded"], unique=False)

    op.create_table(
        "sanctions_programme",
        sa.Column("id", sa.String(), nullable=False, comment="List and tag: ofac/NPWMD"),
        sa.Column("name", sa.String(), nullable=False, comment="What it is called"),
        sa.Column("imposer_id", sa.String(), nullable=True, comment="Who restricts"),
        sa.Column("instrument_id", sa.String(), nullable=True, comment="Law or decision it rests on"),
        sa.Column(
            "measure",
            sa.Enum(
                "asset_freeze",
                "visa_ban",
                "export_ban",
                "loan_ban",
                "procurement_ban",
                "arms_embargo",
                "programme_exclusion",
                "delivery_suspension",
                "unspecified",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="What is restricted: asset_freeze, visa_ban, export_ban, loan_ban, procurement_ban, arms_embargo, programme_exclusion, delivery_suspension, unspecified",
        ),
        sa.Column("state_id", sa.String(), nullable=True, comment="State that it is about, if one"),
        sa.Column("over_arms", sa.Boolean(), nullable=False, comment="Whether it is over arms or by means of arms"),
        sa.Column("trigger_id", sa.String(), nullable=True, comment="Kind of weapon that it punishes"),
        sa.ForeignKeyConstraint(["imposer_id"], ["actor.id"], name=op.f("fk_sanctions_programme_imposer_id_actor")),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["legal_instrument.id"],
            name=op.f("fk_sanctions_programme_instrument_id_legal_instrument"),
        ),
        sa.ForeignKeyConstraint(["state_id"], ["actor.id"], name=op.f("fk_sanctions_programme_state_id_actor")),
        sa.ForeignKeyConstraint(
            ["trigger_id"], ["weapon_system.id"], name=op.f("fk_sanctions_programme_trigger_id_weapon_system")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctions_programme")),
        comment="A programme under which a list restricts: what it rests on, what it restricts, and whether over arms.",
    )
    with op.batch_alter_table("sanctions_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanctions_programme_imposer_id"), ["imposer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_programme_instrument_id"), ["instrument_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_programme_state_id"), ["state_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctions_programme_trigger_id"), ["trigger_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", sa.String(), nullable=False, comment="'li-' and a hash of list, entry, programme and release"),
        sa.Column("source_id", sa.String(), nullable=False, comment="List"),
        sa.Column("entry", sa.String(), nullable=False, comment="Key of the entry in its list"),
        sa.Column("actor_id", sa.String(), nullable=False, comment="Who is listed"),
        sa.Column("programme", sa.String(), nullable=False, comment="Tag of the programme as the list writes it"),
        sa.Column("programme_id", sa.String(), nullable=True, comment="The programme, if it is described"),
        sa.Column("listed_on", sa.Date(), nullable=True, comment="Day of listing, where the list itself tells it"),
        sa.Column("first_seen", sa.Date(), nullable=False, comment="First release that lists it"),
        sa.Column(
            "since_first_release",
            sa.Boolean(),
            nullable=False,
            comment="Whether that is the first release on record, so that it may have been listed long before",
        ),
        sa.Column(
            "gone_by", sa.Date(), nullable=True, comment="First release that lists it no more; empty: still listed"
        ),
        sa.Column("run_id", sa.String(), nullable=False, comment="Run that stored it"),
        sa.CheckConstraint("first_seen < gone_by", name=op.f("ck_listing_seen")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_listing_actor_id_actor")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["sanctions_programme.id"], name=op.f("fk_listing_programme_id_sanctions_programme")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["load_run.id"], name=op.f("fk_listing_run_id_load_run")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_listing_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint(
            "source_id",
            "entry",
            "programme",
            "first_seen",
            name=op.f("uq_listing_source_id_entry_programme_first_seen"),
        ),
        comment="An actor on a list under one programme, from one release to another.",
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_entry"), ["entry"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_programme"), ["programme"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_listing_source_id"), ["source_id"], unique=False)

    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_actor_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_actor_kind"), one_of((*KINDS, "craft")))
        batch_op.add_column(
            sa.Column(
                "same_as_id", sa.String(), nullable=True, comment="Actor that it was judged to be; see actor_judgement"
            )
        )
        batch_op.drop_constraint(batch_op.f("uq_actor_name"), type_="unique")
        batch_op.create_index(batch_op.f("ix_actor_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_actor_same_as_id"), ["same_as_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_actor_same_as_id_actor"), "actor", ["same_as_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_actor_same_as"), "same_as_id <> id")

    with op.batch_alter_table("dataset_record", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dataset_record_seen"), type_="check")
        batch_op.add_column(
            sa.Column("key", sa.String(), nullable=False, comment="What makes it this record in its data set")
        )
        batch_op.add_column(
            sa.Column("says", sa.String(), nullable=False, comment="What it says, in a line for people")
        )
        batch_op.add_column(sa.Column("digest", sa.String(), nullable=False, comment="Hash of its values"))
        batch_op.add_column(
            sa.Column(
                "gone_by",
                sa.Date(),
                nullable=True,
                comment="First release that has it no more or otherwise; empty: the newest has it",
            )
        )
        batch_op.create_check_constraint(op.f("ck_dataset_record_seen"), "first_seen < gone_by")
        batch_op.drop_constraint(batch_op.f("uq_dataset_record_source_id_release_locator"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_dataset_record_source_id_key_first_seen"), ["source_id", "key", "first_seen"]
        )
        batch_op.drop_column("last_seen")
        batch_op.drop_column("release")

    with op.batch_alter_table("load_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "closed",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="Records of earlier releases that this one has not",
            )
        )
        batch_op.add_column(
            sa.Column(
                "sha256", sa.String(), nullable=True, comment="SHA-256 of the bytes it read, under which they are kept"
            )
        )
        batch_op.add_column(sa.Column("options", sa.JSON(), nullable=True, comment="With what it was told to load it"))
    describe(1)


def downgrade() -> None:
    # What stands on data sets alone goes with them.
    op.execute("delete from evidence where dataset_record_id is not null")
    op.execute("delete from fact where id not in (select fact_id from evidence)")
    op.execute("delete from dataset_record")
    with op.batch_alter_table("load_run", schema=None) as batch_op:
        batch_op.drop_column("options")
        batch_op.drop_column("sha256")
        batch_op.drop_column("closed")

    with op.batch_alter_table("dataset_record", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dataset_record_seen"), type_="check")
        batch_op.add_column(sa.Column("release", sa.VARCHAR(), nullable=False))
        batch_op.add_column(sa.Column("last_seen", sa.DATE(), nullable=False))
        batch_op.create_check_constraint(op.f("ck_dataset_record_seen"), "first_seen <= last_seen")
        batch_op.drop_constraint(batch_op.f("uq_dataset_record_source_id_key_first_seen"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_dataset_record_source_id_release_locator"), ["source_id", "release", "locator"]
        )
        batch_op.drop_column("gone_by")
        batch_op.drop_column("digest")
        batch_op.drop_column("says")
        batch_op.drop_column("key")

    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_source_id"))
        batch_op.drop_index(batch_op.f("ix_listing_run_id"))
        batch_op.drop_index(batch_op.f("ix_listing_programme_id"))
        batch_op.drop_index(batch_op.f("ix_listing_programme"))
        batch_op.drop_index(batch_op.f("ix_listing_entry"))
        batch_op.drop_index(batch_op.f("ix_listing_actor_id"))

    op.drop_table("listing")
    with op.batch_alter_table("sanctions_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanctions_programme_trigger_id"))
        batch_op.drop_index(batch_op.f("ix_sanctions_programme_state_id"))
        batch_op.drop_index(batch_op.f("ix_sanctions_programme_instrument_id"))
        batch_op.drop_index(batch_op.f("ix_sanctions_programme_imposer_id"))

    op.drop_table("sanctions_programme")
    with op.batch_alter_table("listed_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_name_folded"))

    op.drop_table("listed_name")
    with op.batch_alter_table("dataset_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dataset_release_source_id"))
        batch_op.drop_index(batch_op.f("ix_dataset_release_run_id"))

    op.drop_table("dataset_release")
    with op.batch_alter_table("actor_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_judgement_right_id"))
        batch_op.drop_index(batch_op.f("ix_actor_judgement_left_id"))

    op.drop_table("actor_judgement")
    with op.batch_alter_table("actor_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_actor_identifier_value"))

    op.drop_table("actor_identifier")
    op.drop_table("actor_detail")
    op.execute("delete from actor where id like 'ofac:%' or id like 'un:%' or id like 'os:%' or id like 'sipri:%'")
    with op.batch_alter_table("actor", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_actor_same_as"), type_="check")
        batch_op.drop_constraint(op.f("ck_actor_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_actor_kind"), one_of(KINDS))
        batch_op.drop_constraint(batch_op.f("fk_actor_same_as_id_actor"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_actor_same_as_id"))
        batch_op.drop_index(batch_op.f("ix_actor_name"))
        batch_op.create_unique_constraint(batch_op.f("uq_actor_name"), ["name"])
        batch_op.drop_column("same_as_id")
    describe(0)
