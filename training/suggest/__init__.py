"""Which quotes are worth an annotator's time."""
