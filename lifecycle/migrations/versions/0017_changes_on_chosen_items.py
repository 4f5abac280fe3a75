"""changes on chosen items

Of a duty that was returned: which kinds of evidence are to be changed, none for all, and since when.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty", sa.Column("asked", sa.String(400), nullable=False, server_default=""))
    op.add_column("duty", sa.Column("returned_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("duty", "returned_on")
    op.drop_column("duty", "asked")
