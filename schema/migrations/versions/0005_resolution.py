"""resolution: what articles are compared by, what copies garble, judgements of facts, decisions that are taken back

Revision 0005, after 0004. Nothing filled `judgement` or `review` before it. Going back drops what the resolver and
people judged of facts, and the reviews that took others back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# (table, column or none for the table itself): what its comment was and what it is
COMMENTS: dict[tuple[str, str | None], tuple[str, str]] = {
    ("judgement", None): (
        "Two facts are the same, different, or unsure: a merge that can be undone.",
        "Two accounts are of the same fact, of different ones, or unsure: a merge that can be undone.",
    ),
    ("judgement", "id"): ("Time-ordered unique id", "'j-' and a hash of both; of a person's, when it was made"),
    ("judgement", "left_id"): ("One fact, the lesser id", "One account, a fact's id, the lesser"),
    ("judgement", "right_id"): ("The other fact", "The other account, a fact's id"),
    ("judgement", "score"): ("Likeness, 0 to 1, if a machine judged", "Likeness, 0 to 1, if the resolver judged"),
    ("judgement", "reasons"): ("What spoke for it", "What spoke for it and against it"),
    ("fact", "merged_into_id"): (
        "The fact that it turned out to be",
        "Account that stands for it and the others of one fact; follows from judgement",
    ),
}


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
        "article_signature",
        sa.Column("article_id", sa.String(), nullable=False, comment="Article"),
        sa.Column("version", sa.String(), nullable=False, comment="Version of what made it; others are made anew"),
        sa.Column("text_sha256", sa.String(), nullable=False, comment="Hash of the text it was made of"),
        sa.Column("minhash", sa.LargeBinary(), nullable=False, comment="MinHash of its shingles"),
        sa.Column("vector", sa.LargeBinary(), nullable=True, comment="Embedding of its text, 16-bit floats"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_signature_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_signature")),
        comment="What an article is compared by: it is found by its likes without their texts being read again.",
    )
    with op.batch_alter_table("article_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_signature_version"), ["version"], unique=False)

    op.create_table(
        "garbling",
        sa.Column("article_id", sa.String(), nullable=False, comment="The copy"),
        sa.Column(
            "start_char",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="First character of the words in the copy",
        ),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="One past their last character"),
        sa.Column(
            "kind",
            sa.Enum("number", "day", "name", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="What is told otherwise: number, day, name",
        ),
        sa.Column("original_id", sa.String(), nullable=False, comment="The article it copies"),
        sa.Column(
            "original_start_char", sa.Integer(), nullable=False, comment="First character of the words in the original"
        ),
        sa.Column("original_end_char", sa.Integer(), nullable=False, comment="One past their last character"),
        sa.CheckConstraint(
            "0 <= original_start_char and original_start_char < original_end_char",
            name=op.f("ck_garbling_original_span"),
        ),
        sa.CheckConstraint("0 <= start_char and start_char < end_char", name=op.f("ck_garbling_span")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_garbling_article_id_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["article.id"], name=op.f("fk_garbling_original_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "start_char", name=op.f("pk_garbling")),
        comment="A number, day or name that a copy tells otherwise than the article it copies.",
    )
    with op.batch_alter_table("garbling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_garbling_original_id"), ["original_id"], unique=False)

    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "resolver",
                sa.String(),
                nullable=True,
                comment="Version of the resolver that compared it with others last; empty: not yet",
            )
        )
        batch_op.create_index(batch_op.f("ix_fact_resolver"), ["resolver"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_fact_merged_into_id_fact"), type_="foreignkey")
        batch_op.create_foreign_key(
            batch_op.f("fk_fact_merged_into_id_fact"), "fact", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "by_person",
                sa.Boolean(),
                nullable=False,
                comment="Whether a person judged; a person's goes before the resolver's",
            )
        )
        batch_op.add_column(sa.Column("undone_by", sa.String(), nullable=True, comment="Who took it back"))
        batch_op.create_check_constraint(op.f("ck_judgement_undone"), "(undone_at is null) = (undone_by is null)")
        batch_op.create_check_constraint(op.f("ck_judgement_by_person"), "by_person or undone_at is null")
        batch_op.drop_constraint(batch_op.f("fk_judgement_left_id_fact"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_judgement_right_id_fact"), type_="foreignkey")

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("undoes_id", sa.String(), nullable=True, comment="Decision that this one takes back")
        )
        batch_op.create_index(batch_op.f("ix_review_undoes_id"), ["undoes_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_review_undoes_id_review"), "review", ["undoes_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_review_undoes"), "(decision = 'undo') = (undoes_id is not null)")

    with op.batch_alter_table("story_article", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reasons", sa.JSON(), nullable=True, comment="What speaks for its being a copy, and of that one")
        )

    describe(1)


def downgrade() -> None:
    describe(0)
    op.execute("delete from judgement")
    op.execute("delete from review where decision = 'undo'")
    with op.batch_alter_table("story_article", schema=None) as batch_op:
        batch_op.drop_column("reasons")

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_review_undoes"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_review_undoes_id_review"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_review_undoes_id"))
        batch_op.drop_column("undoes_id")

    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_judgement_by_person"), type_="check")
        batch_op.drop_constraint(op.f("ck_judgement_undone"), type_="check")
        batch_op.create_foreign_key(batch_op.f("fk_judgement_right_id_fact"), "fact", ["right_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_judgement_left_id_fact"), "fact", ["left_id"], ["id"])
        batch_op.drop_column("undone_by")
        batch_op.drop_column("by_person")

    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_fact_merged_into_id_fact"), type_="foreignkey")
        batch_op.create_foreign_key(batch_op.f("fk_fact_merged_into_id_fact"), "fact", ["merged_into_id"], ["id"])
        batch_op.drop_index(batch_op.f("ix_fact_resolver"))
        batch_op.drop_column("resolver")

    with op.batch_alter_table("garbling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_garbling_original_id"))

    op.drop_table("garbling")
    with op.batch_alter_table("article_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_signature_version"))

    op.drop_table("article_signature")
