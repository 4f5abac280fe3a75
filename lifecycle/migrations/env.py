"""Alembic runs inside the transaction it is handed; there is no other way to migrate."""

from alembic import context

from lifecycle.records import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
