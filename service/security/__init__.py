"""Who may ask: keys, what routes ask of a caller, and who can reach the service at all."""
