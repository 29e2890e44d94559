"""Show that time and memory grow in step with the length of an article, whatever its marks.

Run as: python -m bench.long_articles [--size 200000]

Invented articles of several shapes are read whole (quotations, speakers, sides) at a quarter, a half and the whole of
`--size` characters. Where growth is linear, twice the length takes about twice the time and memory; a growth of 4 would
be quadratic. Times are of the processor, the least of three.
"""

import argparse
import time
import tracemalloc
from collections.abc import Callable
from itertools import count

from model.reading import read_text
from model.sides import SideTable

_PLAIN = "The council of the town met again on day {n} and spoke for an hour about the repair of bridge number {n}. "
_SPOKEN = (
    "“The bridge will stand in {n} days,” said Ivan Petrenko{n}, the governor of a northern region. “We are at work.” "
    "He added that the road is “nearly ready” and thanked the drivers.\n\n"
)
_POST = (
    "14:{n:02}\n\nIvan Petrenko, a regional governor, wrote: “The road is open.” A spokeswoman, Olha Marchenko, told "
    "the town's radio that she was “very glad” of it.\n\nThe council's report No. {n} says that the water is clean.\n\n"
)
_END = "Ivan Petrenko said “we go on now”."
_SHORT = "“No {n},” he said. "


def repeated(pattern: str, size: int) -> str:
    """Return at least `size` characters of the pattern, its numbers counting up."""
    parts: list[str] = []
    length = 0
    for n in count():
        if length >= size:
            return "".join(parts)
        parts.append(pattern.format(n=n))
        length += len(parts[-1])
    raise AssertionError


SHAPES: dict[str, Callable[[int], str]] = {
    "live blog": lambda size: repeated(_POST, size),
    "quote after quote": lambda size: repeated(_SPOKEN, size),
    "5,000 quotes in one paragraph": lambda size: "".join(_SHORT.format(n=n) for n in range(size // 40)),
    "no quotes": lambda size: repeated(_PLAIN, size),
    "one unclosed mark": lambda size: "“" + repeated(_PLAIN, size),
    "nothing but opening marks": lambda size: "“" * size,
    "nothing but stops in a quote": lambda size: "“We stay" + "." * size + "”",
    "a body of bodies": lambda size: "Ministry of " * (size // 12) + _END,
    "parts of a body": lambda size: "Energy and " * (size // 11) + _END,
    "one passive sentence": lambda size: "Ivan was charged with “high treason now” and " * (size // 45) + _END,
    "a new captain each time": lambda size: repeated("Captain Ivan K{n}ov spoke. The officer left. ", size) + _END,
    "nothing but apostrophes": lambda size: "“We stay,” a mayor said. " + "A'" * (size // 2),
}


def measure(text: str, sides: SideTable) -> tuple[float, float, int]:
    """Return the seconds of processor time, the peak of memory in bytes, and the number of sentences read."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        list(read_text(text, sides))
        seconds.append(time.process_time() - start)
    tracemalloc.start()
    kept = list(read_text(text, sides))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(seconds), float(peak), len(kept)


def main(argv: list[str] | None = None) -> int:
    """Print a line for each shape."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=200_000, help="characters of the longest article")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the shapes whose names hold these words")
    args = parser.parse_args(argv)
    sides = SideTable.load()
    list(read_text(repeated(_POST, 2_000), sides))
    print("| article | characters | sentences read | ms | time, 2x / 4x | MB | memory, 2x / 4x |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for name, make in ((name, make) for name, make in SHAPES.items() if args.only in name):
        texts = [make(args.size // part) for part in (4, 2, 1)]
        (t1, m1, _), (t2, m2, _), (t4, m4, found) = (measure(text, sides) for text in texts)
        growth = f"{t2 / t1:.1f} / {t4 / t1:.1f} | {m4 / 1e6:.1f} | {m2 / m1:.1f} / {m4 / m1:.1f}"
        print(f"| {name} | {len(texts[-1]):,} | {found:,} | {t4 * 1e3:.0f} | {growth} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
