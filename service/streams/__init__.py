"""NDJSON in, NDJSON out: `routes` for callers, `response` reads, labels and writes, `body` and `lines` take in."""
