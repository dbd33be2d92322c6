"""judgements of people about actors: each is a row of its own, and stays when it is undone

Revision 0004, after 0003. Going back keeps what stands of each pair, and drops what was judged before it or undone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# (table, column): what its comment was and what it is
COMMENTS = {
    ("actor_judgement", "id"): ("'j-' and a hash of both", "'j-' and a hash of both; of a person's, when it was made"),
    ("actor", "same_as_id"): (
        "Actor that it was judged to be; see actor_judgement",
        "Actor that it was judged to be, which leads no further; see actor_judgement",
    ),
}


def describe(which: int) -> None:
    """SQLite keeps no comments."""
    if op.get_bind().dialect.supports_comments:
        for (table, column), comments in COMMENTS.items():
            op.alter_column(table, column, existing_comment=comments[1 - which], comment=comments[which])


def upgrade() -> None:
    with op.batch_alter_table("actor_judgement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "by_person",
                sa.Boolean(),
                nullable=True,
                comment="Whether a person judged; a person's goes before a loader's",
            )
        )
        batch_op.add_column(sa.Column("undone_by", sa.String(), nullable=True, comment="Who took it back"))
        batch_op.add_column(
            sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True, comment="When it was taken back (UTC)")
        )
        batch_op.drop_constraint(batch_op.f("uq_actor_judgement_left_id_right_id"), type_="unique")
    op.execute("update actor_judgement set by_person = (score is null)")
    with op.batch_alter_table("actor_judgement", schema=None) as batch_op:
        batch_op.alter_column("by_person", existing_type=sa.Boolean(), nullable=False)
        batch_op.create_check_constraint(op.f("ck_actor_judgement_undone"), "(undone_at is null) = (undone_by is null)")
        batch_op.create_check_constraint(op.f("ck_actor_judgement_by_person"), "by_person or undone_at is null")
    # An actor may have been led to one that leads on; from now on each leads straight to the last.
    leads_on = "select id from actor where same_as_id is not null"
    while op.get_bind().scalar(sa.text(f"select count(*) from actor where same_as_id in ({leads_on})")):
        op.execute(
            "update actor set same_as_id = (select nearer.same_as_id from actor as nearer where nearer.id = actor.same_as_id)"
            f" where same_as_id in ({leads_on})"
        )
    describe(1)


def downgrade() -> None:
    describe(0)
    op.execute("delete from actor_judgement where undone_at is not null")
    op.execute(
        "delete from actor_judgement where exists (select 1 from actor_judgement as later"
        " where later.left_id = actor_judgement.left_id and later.right_id = actor_judgement.right_id"
        " and ((later.by_person and not actor_judgement.by_person)"
        " or (later.by_person = actor_judgement.by_person and later.judged_at > actor_judgement.judged_at)))"
    )
    with op.batch_alter_table("actor_judgement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_actor_judgement_by_person"), type_="check")
        batch_op.drop_constraint(op.f("ck_actor_judgement_undone"), type_="check")
        batch_op.create_unique_constraint(batch_op.f("uq_actor_judgement_left_id_right_id"), ["left_id", "right_id"])
        batch_op.drop_column("undone_at")
        batch_op.drop_column("undone_by")
        batch_op.drop_column("by_person")
