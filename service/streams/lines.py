"""Lines out of a body that arrives in pieces, each bounded."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream, numbered from 1; `data` is None where it was longer than allowed."""

    number: int
    data: bytes | None


class LineSplitter:
    """Pieces in, whole lines out; a byte order mark at the start is dropped.

    Beside the piece it holds at most one line of `most` bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest = bytearray()
        self._too_long = False
        self._number = 0

    def feed(self, piece: bytes) -> Iterator[Line]:
        """Yield the lines that end within this piece; empty ones are counted and passed over."""
        *ended, rest = piece.split(b"\n")
        for part in ended:
            self._keep(part)
            yield from self._line()
        self._keep(rest)

    def end(self) -> Iterator[Line]:
        """Yield the last line if no line feed ended it."""
        yield from self._line()

    def _keep(self, part: bytes) -> None:
        if self._too_long or len(self._rest) + len(part) > self._most:
            self._too_long = True
            self._rest.clear()
        else:
            self._rest += part

    def _line(self) -> Iterator[Line]:
        self._number += 1
        data, too_long = bytes(self._rest), self._too_long
        if self._number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        self._rest.clear()
        self._too_long = False
        if too_long:
            yield Line(self._number, None)
        elif data.strip():
            yield Line(self._number, data)
