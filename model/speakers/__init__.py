"""Who says each quotation, as the article's own words have it."""

from model.speakers.attribution import Attribution, attribute, attribute_one

__all__ = ["Attribution", "attribute", "attribute_one"]
