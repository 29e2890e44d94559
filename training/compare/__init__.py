"""Is one model better than another? Measured on the same quotes, item by item."""
