"""leads: sentences that may tell a fact, for a person to look at

Revision 0002, after 0001. Going back drops the leads and what people decided about them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


MESSAGE_WAS = "Why it failed"
MESSAGE = "Why it failed; while it runs, the process that runs it"


def upgrade() -> None:
    describe_message(MESSAGE_WAS, MESSAGE)
    op.create_table(
        "lead",
        sa.Column("id", sa.String(), nullable=False, comment="'l-' and a hash of article, sentence and kind"),
        sa.Column("article_id", sa.String(), nullable=False, comment="Article"),
        sa.Column(
            "start_char", sa.Integer(), nullable=False, comment="First character of the sentence in the article's text"
        ),
        sa.Column("end_char", sa.Integer(), nullable=False, comment="One past its last character"),
        sa.Column(
            "kind",
            sa.Enum(
                "request",
                "condition",
                "response",
                "sanction",
                "transfer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="Kind of fact that it may tell: request, condition, response, sanction, transfer",
        ),
        sa.Column("likelihood", sa.Double(), nullable=False, comment="How likely it tells one, 0 to 1"),
        sa.Column(
            "reason",
            sa.Enum("unsure", "doubted", name="reason", native_enum=False, create_constraint=True, length=40),
            nullable=False,
            comment="Why it was not coded: unsure, doubted",
        ),
        sa.Column("extractor", sa.String(), nullable=False, comment="Coder that found it, and its version"),
        sa.Column(
            "state",
            sa.Enum("open", "coded", "dismissed", name="state", native_enum=False, create_constraint=True, length=40),
            server_default="open",
            nullable=False,
            comment="What became of it: open, coded, dismissed",
        ),
        sa.Column("decided_by", sa.String(), nullable=True, comment="Who looked at it"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True, comment="When (UTC)"),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), nullable=False, comment="When the database learned of it (UTC)"
        ),
        sa.Column("run_id", sa.String(), nullable=False, comment="Run that stored it"),
        sa.CheckConstraint("(state = 'open') = (decided_at is null)", name=op.f("ck_lead_decided_at")),
        sa.CheckConstraint("(state = 'open') = (decided_by is null)", name=op.f("ck_lead_decided_by")),
        sa.CheckConstraint("0 <= start_char and start_char < end_char", name=op.f("ck_lead_span")),
        sa.CheckConstraint("likelihood between 0 and 1", name=op.f("ck_lead_likelihood")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_lead_article_id_article"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["load_run.id"], name=op.f("fk_lead_run_id_load_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        comment="A sentence that may tell a fact, not surely enough to be coded: it waits for a person, and is no fact.",
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_run_id"), ["run_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lead_run_id"))
        batch_op.drop_index(batch_op.f("ix_lead_article_id"))

    op.drop_table("lead")
    describe_message(MESSAGE, MESSAGE_WAS)


def describe_message(before: str, after: str) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.supports_comments:
        op.alter_column("load_run", "message", existing_type=sa.String(), existing_comment=before, comment=after)
