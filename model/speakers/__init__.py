"""Who says each quotation, as the article's own words have it."""

from model.speakers.attribution import Attribution, attribute

__all__ = ["Attribution", "attribute"]
