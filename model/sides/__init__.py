"""Where a speaker stands, by office or citizenship: a table that anybody can extend, and the words of the text."""

from model.sides.context import Surroundings
from model.sides.table import SideAnswer, SideTable
from model.sides.transliteration import normalise_name

__all__ = ["SideAnswer", "SideTable", "Surroundings", "normalise_name"]
