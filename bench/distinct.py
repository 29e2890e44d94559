"""Items that no cache has met: real ones with invented names and numbers put into them."""

import random
import re
from collections.abc import Iterator, Sequence

Item = dict[str, str]
_FULL_NAME = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)\b")
_SMALL = re.compile(r"\b[a-z]+\b")
_NUMBER = re.compile(r"\d+")
SYLLABLES = ("ba", "do", "ge", "ki", "lu", "ma", "ne", "pro", "ri", "so", "tu", "ve", "za")
ENDS = ("nenko", "rovich", "dskyi", "bury", "marsh", "tova", "leva", "gard")


def distinct(items: Sequence[Item], count: int, seed: int = 0) -> Iterator[Item]:
    """Yield so many items, `items` in turn, each with names and numbers of its own; the same ones for the same seed.

    They take the places of surnames (of words that nowhere stand in small letters: "Ivan Rud", not "Prime Minister")
    and numbers, and one of each ends the quote, and a sentence its context.
    """
    chance = random.Random(seed)
    small = {word for item in items for text in item.values() for word in _SMALL.findall(text)}
    for number in range(count):
        item = _renamed(items[number % len(items)], small, chance)
        quote = f"{item['text']} {_name(chance)} {_digits('00', chance)}"
        ending = f"{_name(chance)} {_name(chance)} saw {_digits('00000', chance)}."
        yield {"text": quote, "context": f"{item['context'].replace(item['text'], quote)} {ending}"}


def _renamed(item: Item, small: set[str], chance: random.Random) -> Item:
    pairs = [pair.groups() for text in item.values() for pair in _FULL_NAME.finditer(text)]
    others = {last: _name(chance) for first, last in pairs if not {first.lower(), last.lower()} & small}
    others |= {old: _digits(old, chance) for text in item.values() for old in _NUMBER.findall(text)}
    old = re.compile(rf"\b(?:{'|'.join(others) or '(?!)'})\b")
    return {member: old.sub(lambda found: others[found[0]], text) for member, text in item.items()}


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=4)).capitalize() + chance.choice(ENDS)


def _digits(old: str, chance: random.Random) -> str:
    return "".join(str(chance.randint(1, 9)) for _ in old)
