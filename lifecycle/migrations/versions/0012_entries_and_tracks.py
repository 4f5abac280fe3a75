"""entries and tracks

Who approved a later point of entry; stages that were passed over; how a gate was passed, and by what where nobody
decided it; the period of a rhythm that a track has changed. What is there already was decided in the plain way.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("entry_approved_by", sa.Integer(), nullable=True))
    op.add_column("project", sa.Column("entry_approved_on", sa.Date(), nullable=True))
    op.add_column("project", sa.Column("entry_reason", sa.String(length=64), nullable=True))
    op.add_column("visit", _with_default("passed_over", sa.Boolean(), sa.false()))
    op.add_column("milestone", sa.Column("period", sa.Integer(), nullable=True))
    op.add_column("round", _with_default("mode", sa.String(length=8), "decide"))
    op.add_column("round", _with_default("basis", sa.String(length=20), ""))


def _with_default(name: str, kind: sa.types.TypeEngine[object], value: object) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False, server_default=value)


def downgrade() -> None:
    for table, column in (
        ("round", "basis"),
        ("round", "mode"),
        ("milestone", "period"),
        ("visit", "passed_over"),
        ("project", "entry_reason"),
        ("project", "entry_approved_on"),
        ("project", "entry_approved_by"),
    ):
        op.drop_column(table, column)
