"""screened for somebody

For whom a step of an application was done by somebody who acts for them. What is there already was done in one's own
right: until now a delegation did not count at the desk.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application_step", sa.Column("behalf", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("application_step", "behalf")
