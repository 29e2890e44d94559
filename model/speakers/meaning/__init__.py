"""Whom a mention means: the person or body behind a pronoun, a surname, an office, an epithet."""
