"""projects of nobody

Projects without an officer leave the officers' index and get one of their own, in the order of their due days: among
the officers SQLite takes nobody for one of them, with as few projects. That of what is offered says of itself who the
officer is, nobody, so that it is counted without a look into the table. The duties in somebody's hands go by office and
project: with the due day between the two PostgreSQL reads an index from end to end for every project of a reader.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OFFICERS = ["officer", "next_due", "id"]
SOMEBODYS, NOBODYS = sa.text("officer IS NOT NULL"), sa.text("officer IS NULL")
OFFERED = ["id", "standard", "status"]
HANDS = {
    "doer": "state IN ('not_started', 'in_progress', 'changes_requested')",
    "confirmer": "state = 'submitted'",
}
UNASSIGNED = sa.text("officer IS NULL AND status IN ('draft', 'active', 'gate_review', 'rework')")


def upgrade() -> None:
    op.drop_index("ix_project_officer", "project")
    op.create_index(
        "ix_project_officer", "project", OFFICERS, sqlite_where=SOMEBODYS, postgresql_where=SOMEBODYS
    )
    op.create_index(
        "ix_project_nobodys", "project", ["next_due", "id"], sqlite_where=NOBODYS, postgresql_where=NOBODYS
    )
    _offered(*OFFERED, "officer")
    _in_hands("project")


def downgrade() -> None:
    _in_hands("due", "project")
    op.drop_index("ix_project_nobodys", "project")
    op.drop_index("ix_project_officer", "project")
    op.create_index("ix_project_officer", "project", OFFICERS)
    _offered(*OFFERED)


def _in_hands(*columns: str) -> None:
    for office, state in HANDS.items():
        op.drop_index(f"ix_duty_{office}", "duty")
        op.create_index(
            f"ix_duty_{office}",
            "duty",
            [office, *columns],
            sqlite_where=sa.text(state),
            postgresql_where=sa.text(state),
        )


def _offered(*columns: str) -> None:
    op.drop_index("ix_project_unassigned", "project")
    op.create_index(
        "ix_project_unassigned",
        "project",
        list(columns),
        sqlite_where=UNASSIGNED,
        postgresql_where=UNASSIGNED,
    )
