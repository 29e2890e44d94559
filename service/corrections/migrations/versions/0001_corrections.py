"""Corrections and their erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("item", sa.String(64)),
        sa.Column("item_id", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("context", sa.Text),
        sa.Column("speaker_given", sa.Text),
        sa.Column("shown", sa.JSON),
        sa.Column("speaker", sa.Text),
        sa.Column("stance", sa.String(16)),
        sa.Column("stance_text", sa.String(16)),
        sa.Column("sentiment", sa.String(16)),
        sa.Column("annotator", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("settles", sa.Boolean, nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_corrections_item_annotator", "corrections", ["item", "annotator"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("correction_id", sa.Integer, sa.ForeignKey("corrections.id"), nullable=False, unique=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_index("ix_corrections_item_annotator", "corrections")
    op.drop_table("corrections")
