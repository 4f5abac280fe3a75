"""extensions asked for

A later day that somebody asked for, until it is granted or refused: which, when, by whom and why; and an index
of those that wait.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = {
    "asked_until": sa.Date(),
    "asked_on": sa.Date(),
    "asked_by": sa.Integer(),
    "asked_why": sa.String(64),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("milestone", sa.Column(name, kind, nullable=True))
    waiting = sa.text("asked_until IS NOT NULL")
    op.create_index(
        "ix_milestone_asked", "milestone", ["project"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    op.drop_index("ix_milestone_asked", "milestone")
    for name in reversed(COLUMNS):
        op.drop_column("milestone", name)
