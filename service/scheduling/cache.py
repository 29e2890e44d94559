"""Logits that were computed before, by what they depend on."""

from collections import OrderedDict

from service.scheduling.work import Row

Key = tuple[str, str]  # (model, digest of the encoded example)


class RowCache:
    """Least recently used; bounded; used from the event loop only."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rows: OrderedDict[Key, Row] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: Key) -> Row | None:
        row = self._rows.get(key)
        if row is not None:
            self._rows.move_to_end(key)
        return row

    def put(self, key: Key, row: Row) -> None:
        if self._size:
            # The arrays are slices of their batch's; copies keep that from staying alive.
            self._rows[key] = Row(row.stance.copy(), row.sentiment.copy())
            self._rows.move_to_end(key)
        while len(self._rows) > self._size:
            self._rows.popitem(last=False)

    def clear(self) -> None:
        self._rows.clear()
