"""A text as tokens and the words that are known of them."""
