"""What is kept of texts that were read: few entries, none of them long, since callers choose the texts."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

LONGEST = 200  # characters; no word or name that recurs is longer

Rest = TypeVarTuple("Rest")
T = TypeVar("T")


def remembered(entries: int) -> Callable[[Callable[[str, *Rest], T]], Callable[[str, *Rest], T]]:
    """Keep the last `entries` answers of a function of a text and more, those to texts over `LONGEST` excepted."""

    def keeping(function: Callable[[str, *Rest], T]) -> Callable[[str, *Rest], T]:
        kept = lru_cache(maxsize=entries)(function)

        @wraps(function)
        def answer(text: str, /, *rest: *Rest) -> T:
            return kept(text, *rest) if len(text) <= LONGEST else function(text, *rest)

        return answer

    return keeping
