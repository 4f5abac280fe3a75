"""${message}"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import lifecycle.records.instant

revision = "${up_revision}"
down_revision = ${'None' if down_revision is None else chr(34) + down_revision + chr(34)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
