"""What of a text can name a speaker: names, roles, bodies, documents, pronouns."""
