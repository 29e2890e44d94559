"""A service reads for weeks: what is remembered of the texts that it read has bounds. All persons are invented."""

import functools
import gc
import sys
import tracemalloc

from model.reading import read_text
from model.sides import SideTable
from model.sides.likeness import _counted


def test_names_that_were_read_once_are_not_kept_for_ever() -> None:
    table = SideTable.load()

    def read(given: str, surname: str) -> None:
        text = f"{given} {surname} came. “The road is open,” {surname} said. “And the bridge,” the guest added."
        first, _ = read_text(text, table)
        assert first.speaker.name == f"{given} {surname}"

    read("Oleksor", "Hrybovchan")
    modules = [module for name, module in sys.modules.items() if name.startswith("model.")]
    caches = {one for module in modules for one in vars(module).values() if type(one) is functools._lru_cache_wrapper}
    endless = [one for one in caches if one.cache_info().maxsize is None]
    held = [one.cache_info().currsize for one in endless], len(_counted()[0])
    read("Yaromyr", "Zvenkoluk")
    assert endless
    assert held == ([one.cache_info().currsize for one in endless], len(_counted()[0]))


def test_long_words_that_were_read_are_not_kept() -> None:
    table = SideTable.load()

    def held(first: str) -> int:
        words = [first * 20_000 + letter for letter in "abcdefghijkl"]
        said = " ".join(f"“It is {word},” Mr {word.title()}, the {word} of {word.upper()}, said." for word in words)
        assert len(list(read_text(said, table))) == len(words)
        words.clear()
        said = ""
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    held("q")
    tracemalloc.start()
    try:
        assert held("w") < 100_000  # bytes; the words above are more than 200,000, and were held several times over
    finally:
        tracemalloc.stop()
