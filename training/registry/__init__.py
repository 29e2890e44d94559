"""Which model is served: listing, promoting, rolling back."""
