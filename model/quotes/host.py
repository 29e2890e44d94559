"""The reporter's sentence round a quotation: where it starts and ends, and whether it says that anybody speaks."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from model.quotes.lexicon import words
from model.types import Span

_REACH = 300  # characters on either side; a longer sentence is cut
_STOP = re.compile(r"[.!?][”\"’»]?\s*(?=[A-Z“\"‘«])|[\n\r]")
_STOP_AFTER = re.compile(r"[.!?][”\"’»]?(?:\s|$)|[\n\r]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Host:
    """The reporter's words before and after a quotation, marks included, as far as its sentence reaches."""

    before: str
    after: str

    @property
    def reports_before(self) -> bool:
        return _reports(self.before)

    @property
    def reports_after(self) -> bool:
        return _reports(self.after)


def host_of(text: str, span: Span) -> Host:
    before = text[max(0, span.start - _REACH) : span.start]
    stops = [match.end() for match in _STOP.finditer(before) if match.end() < len(before) - 1]
    after = text[span.end : span.end + _REACH]
    stop = _STOP_AFTER.search(after)
    ends_inside = span.end > span.start and text[span.end - 1] in ".!?" and not after[1:3].strip().islower()
    return Host(before[stops[-1] if stops else 0 :], "" if ends_inside else after[: stop.end()] if stop else after)


@cache
def _stems() -> re.Pattern[str]:
    return re.compile("|".join(sorted(words("reporting", "stems"))))


def _reports(part: str) -> bool:
    return any(map(_tells_speech, _WORD.findall(part)))


@lru_cache(maxsize=1 << 14)
def _tells_speech(word: str) -> bool:
    """Tell a verb or noun of speech by its stem; most words recur."""
    lower = word.lower()
    return _stems().match(lower) is not None and lower not in words("reporting", "not_stems")
