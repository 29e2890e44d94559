"""Whether a text says anything, and in English, which is all that the network has learnt to read.

The language is told by the script and by small words that other languages use all the time and English does not. A
library that tells 97 languages apart (py3langid) is as good at it, and costs 125 MB and seconds at the start.
"""

import re
from functools import cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
_LAST_LATIN = "\u024f"  # of the letters that English and its neighbours write
_LEAST = 2  # words of another language that cannot be chance


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the small words of English and those of other languages that are none of English."""
    path = files("model") / "data" / "small_words.txt"
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    english = frozenset(lines[0])
    return english, frozenset(word for line in lines[1:] for word in line) - english


def has_words(text: str) -> bool:
    """Whether anything is said in the text: a letter or a digit."""
    return any(map(str.isalnum, text))


def is_english(text: str) -> bool:
    """Whether nothing shows that the text is in another language; a few words alone show nothing."""
    words = _WORD.findall(text.lower())
    if not text.isascii() and _is_foreign_script("".join(words)):
        return False
    english, other = _small_words()
    foreign = sum(map(other.__contains__, words))
    return foreign < _LEAST or foreign <= 2 * sum(map(english.__contains__, words))


def _is_foreign_script(letters: str) -> bool:
    return 2 * sum(letter > _LAST_LATIN for letter in letters) > len(letters)
