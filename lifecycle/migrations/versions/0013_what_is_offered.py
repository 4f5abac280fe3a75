"""what is offered

Indexes on what waits for an office, wherever it is: projects without an officer, drafts to enter at a later stage,
rounds to propose on and to decide, opinions that are asked for, debts to answer and to settle.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNASSIGNED = "officer IS NULL AND status IN ('draft', 'active', 'gate_review', 'rework')"
ENTERING = "status = 'draft' AND entry_approved_on IS NULL"
INDEXES = (
    ("ix_project_unassigned", "project", ("id", "standard", "status"), UNASSIGNED),
    ("ix_project_entering", "project", ("entry", "id"), ENTERING),
    ("ix_round_proposer", "round", ("propose_office", "project"), "option IS NULL"),
    ("ix_round_decider", "round", ("decide_office", "project"), "option IS NULL"),
    ("ix_opinion_asked", "opinion", ("office", "project"), "heard_on IS NULL"),
    ("ix_debt_owner", "debt", ("owner", "project"), "settled_on IS NULL"),
    ("ix_debt_answered", "debt", ("kind", "project"), "settled_on IS NULL AND answered_on IS NOT NULL"),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        given = sa.text(where)
        op.create_index(name, table, list(columns), sqlite_where=given, postgresql_where=given)


def downgrade() -> None:
    for name, table, *_ in reversed(INDEXES):
        op.drop_index(name, table)
