"""administration

Organisations are told apart by their unified social credit code, an office may be given for a term, and the sessions
that live are found without reading those that have ended.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    code = sqlmodel.sql.sqltypes.AutoString(length=18)
    op.add_column("organisation", sa.Column("credit_code", code, nullable=True))
    op.create_index("uq_organisation_credit_code", "organisation", ["credit_code"], unique=True)
    op.add_column("staff", sa.Column("ends_on", sa.Date(), nullable=True))
    op.create_index("ix_session_expires_at", "session", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_session_expires_at", "session")
    op.drop_column("staff", "ends_on")
    op.drop_index("uq_organisation_credit_code", "organisation")
    op.drop_column("organisation", "credit_code")
