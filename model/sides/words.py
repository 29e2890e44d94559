"""What the nouns of a description are to the names beside them; the words themselves are data, `words.csv`."""

from enum import StrEnum
from functools import lru_cache

from model.sides.rows import pairs
from model.sides.transliteration import DATA


class WordKind(StrEnum):
    OFFICE = "office"  # holds office for what is named: "Ukrainian minister"
    ENVOY = "envoy"  # stands for the one who sends, not for the place it is sent to
    GUEST = "guest"  # an embassy, which stands in a land that is not its own
    EXPERT = "expert"  # "Russia analyst" speaks about Russia, not for it
    RESIDENT = "resident"  # belongs to the place, whoever holds it
    FRIEND = "friend"  # tied to a person, which proves little
    OPPONENT = "opponent"  # "critics of Putin"
    OBJECT = "object"  # "survivor of Russian captivity": what is survived, bought or collected
    ALLY = "ally"  # "Ukraine's Western allies": the nearer name counts
    TOPIC = "topic"  # "Russian politics", "Russia studies"
    REBEL = "rebel"  # Russia's proxies, where the war is the subject
    IMPOSED = "imposed"  # "Russian-installed", "appointed by Moscow"
    HELD = "held"  # "Russian-occupied"
    BREAKAWAY = "breakaway"  # "self-proclaimed republic"
    AIDE = "aide"  # "adviser to", "loyal to"
    FIGHTER = "fighter"  # whom the unit places before the passport: "Swedish fighter in a Ukrainian battalion"
    USER = "user"  # "Twitter user": the firm before it proves nothing
    DROP = "drop"  # "Ukrainian-born": the name before it proves nothing
    BASED = "based"  # "London-based"
    TURNCOAT = "turncoat"  # who left the side that is named
    CONGRESS = "congress"  # of the United States', where no other state is named


@lru_cache(maxsize=1)
def word_kinds() -> dict[str, frozenset[WordKind]]:
    """Return the kinds of every word of `words.csv` (columns word,kind). Raises RowError."""
    kinds: dict[str, set[WordKind]] = {}
    for word, kind in pairs(DATA / "words.csv", [*WordKind]):
        kinds.setdefault(word, set()).add(WordKind(kind))
    return {word: frozenset(found) for word, found in kinds.items()}
