"""What people say about predictions: an append-only record, on SQLite or PostgreSQL."""
