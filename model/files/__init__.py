"""Files: those that the user names, whole or not at all, hashed, locked, and kept to be made once."""
