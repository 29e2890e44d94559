"""One key for the many spellings of a name: Zelensky, Zelenskyy, Zelenskiy and Зеленський all meet.

The rules are those in which the common romanisations of Russian and Ukrainian differ (BGN/PCGN, ISO 9, the Ukrainian
national system of 2010, newspaper habits); signs are first brought to ASCII by the library `anyascii`. The key is for
comparing only and never shown. Pairs of given names that are one name in two languages (Serhiy, Sergei) come from
`data/sides/given_names.csv`.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

from model.errors import RowError
from model.memory import remembered

DATA = Path(__file__).resolve().parent.parent / "data" / "sides"

_WITH_H = (
    ("tsch", "ch"), ("tch", "ch"), ("shch", "sh"), ("sch", "sh"),
    ("zhzh", "zh"), ("shsh", "sh"), ("chch", "ch"),  # Zaporizhzhia, Zaporizhia
    ("kh", "h"), ("gh", "h"), ("ph", "f"),
)  # fmt: skip
_PAIRS = (("ck", "k"), ("tz", "ts"))
_LETTERS = str.maketrans({"g": "h", "w": "v", "x": "ks", "y": "i", "j": "i"})  # Russian g: Haidai, Gaidai
_ENDINGS = (("off", "ov"), ("eff", "ev"), ("enka", "enko"))
_DOUBLED = re.compile(r"([b-df-il-np-tv-z])\1+")  # of vowels only i, which y and j have become: -skyy, -skiy, -skij
_SOFT_O = re.compile(r"(?<=[zsc]h)ov$")  # Gorbachov, Gorbachev
_WORD = re.compile(r"[^\W_]+(?:[.'’ʼ`-][^\W_]+)*", re.UNICODE)
TITLES = frozenset(
    """acting adm admiral ambassador amb archbishop ayatollah baroness bishop brig brigadier capt captain cdr chairman
    chancellor chief cmdr col colonel commander congressman congresswoman councillor cpl corporal cpt dame deputy dr
    duchess duke ex father field first former gen general gov governor hon interim ii iii iv jr judge junior justice
    kc king lady late lieutenant lord lt ltc madam maj major marshal mayor metropolitan minister miss mister mp mr mrs
    ms mx patriarch pfc phd pope premier president prime prince princess private prof professor pte pvt qc queen rear
    rep representative rev reverend sec secretary sen senator senior sergeant sgt sir spokesman spokeswoman sr
    supreme the under vice""".split(),
)

PARTICLES = frozenset("von van der den de la le del della di da dos das du bin ibn al el ben ter ten".split())


@remembered(entries=1 << 16)
def fold(word: str) -> str:
    """Return the spelling key of one word, "zelenski" for Zelenskyy and Zelensky alike."""
    key = (word if word.isascii() else anyascii(word)).lower()
    if not key.isalnum():
        key = "".join(filter(str.isalnum, key))
    for old, new in (_WITH_H + _PAIRS) if "h" in key else _PAIRS:
        key = key.replace(old, new)
    key = key.translate(_LETTERS)
    for old, new in _ENDINGS:
        if key.endswith(old):
            key = key.removesuffix(old) + new
    key = _DOUBLED.sub(r"\1", key).replace("ie", "e").replace("io", "e")  # Yermak, Ermak; Aksyonov, Aksenov
    return _SOFT_O.sub("ev", key)


@lru_cache(maxsize=1)
def given_names() -> dict[str, str]:
    """Return folded form -> folded head form of every given name in `given_names.csv`; its first column is the head."""
    path = DATA / "given_names.csv"
    forms: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for line, row in enumerate(csv.reader(lines), start=1):
            if not row or not row[0]:
                raise RowError(path, line, f"a line needs a name and its forms, got {row!r}; delete or fill it")
            head = fold(row[0])
            if twice := [form for form in row if forms.get(fold(form), head) != head]:
                raise RowError(path, line, f"{twice[0]} stands in another line, too; join the two")
            forms |= {fold(form): head for form in row}
    return forms


def name_words(name: str) -> list[str]:
    """Return the words of a personal name without titles, initials and generation marks, in order, unfolded.

    A name made of nothing but titles ("the President") keeps its words.
    """
    words = [word.rstrip(".") for word in _WORD.findall(name.replace("’s", "").replace("'s", ""))]
    kept = [word for word in words if not _is_initial(word) and word.lower() not in TITLES]
    return kept or words


def _is_initial(word: str) -> bool:
    return len(word) == 1 or ("." in word and all(len(letter) == 1 for letter in word.split(".")))


@remembered(entries=1 << 14)
def normalise_name(name: str) -> str:
    """Return the key in which the spellings of one personal name meet, its words parted by spaces.

    `normalise_name("Gov. Serhiy Haidai") == normalise_name("Sergei Gaidai")`. Titles and initials are dropped; of
    two words or more the first is taken for a given name. Empty where the name has no letters.
    """
    keys = [fold(word) for word in name_words(name)]
    if len(keys) > 1:
        keys[0] = given_names().get(keys[0], keys[0])
    return " ".join(key for key in keys if key)
