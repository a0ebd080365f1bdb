"""What alembic executes for every command: run the migrations on the connection it was given."""

from __future__ import annotations

from alembic import context

from engine.store.migrations.config import context_options

connection = context.config.attributes["connection"]
context.configure(**context_options(connection))
with context.begin_transaction():
    context.run_migrations()
