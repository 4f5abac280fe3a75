"""Alembic runs inside the transaction it is handed; there is no other way to migrate."""

from alembic import context

from lifecycle.records import metadata
from lifecycle.records.words import is_modelled

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=lambda name, *_: is_modelled(name),
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
