"""${message}

Revision ${up_revision}${", after " + down_revision if down_revision else ", the first"}.

House rules: name every constraint by the convention; change a table through `op.batch_alter_table`, so
that SQLite can follow; never drop data that `downgrade` cannot bring back without saying so here; run
`sqn migrate --to base` and `sqn migrate` on a filled database of both kinds before you commit.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
