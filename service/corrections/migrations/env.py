"""What Alembic runs: the caller hands it an open connection, see service/corrections/database.py."""

from alembic import context

from service.corrections.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
