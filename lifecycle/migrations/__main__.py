"""`python -m lifecycle.migrations MESSAGE`: write the migration from the newest one to the models as they are now."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from lifecycle import records
from lifecycle.database import MIGRATIONS, alembic_config, connect, migrate


def write(message: str) -> None:
    """Compare a throwaway SQLite database at the newest migration with the models, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        database = connect(f"sqlite:///{Path(folder) / 'models.db'}")
        migrate(database)
        with database.write() as tx:
            config = alembic_config(tx)
            number = 1 + max(int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    assert records.metadata.tables, "the models are the target"
    write(" ".join(sys.argv[1:]) or "change")
