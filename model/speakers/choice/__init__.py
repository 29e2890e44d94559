"""Which mention is the source of a quotation: candidates with features, and the ranker."""
