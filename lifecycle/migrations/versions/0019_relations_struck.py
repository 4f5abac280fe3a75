"""relations struck

When, by whom and why a relation was struck that should not have been recorded. What is there already stands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = {
    "struck_on": sa.Date(),
    "struck_by": sa.Integer(),
    "struck_why": sa.String(500),
}
WHOLE = "(struck_on IS NULL) = (struck_by IS NULL) AND (struck_on IS NULL) = (struck_why IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("relation") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_check_constraint("struck", WHOLE)


def downgrade() -> None:
    with op.batch_alter_table("relation") as table:
        table.drop_constraint("struck", type_="check")
        for name in reversed(COLUMNS):
            table.drop_column(name)
