"""API keys: stored as SHA-256 of long random keys, compared in constant time, each with its own rate.

A line of the key file, written by `quotestance key NAME`:

    NAME sha256:HEX [admin] [rate=ITEMS_PER_MINUTE]

The keys are 256 random bits, so that a fast hash is enough: there is nothing to guess.
"""

import asyncio
import hashlib
import hmac
import math
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from model.errors import RowError, SettingsError
from service.errors.problems import Problem, Reason

KEY_PREFIX = "qs_"
_LINE = re.compile(
    r"(?P<name>[\w.@-]{1,64})\s+sha256:(?P<digest>[0-9a-f]{64})(?P<admin>\s+admin)?(?:\s+rate=(?P<rate>[1-9]\d*))?"
)


@dataclass
class Bucket:
    """A token bucket that holds one minute's worth; `rate` is per minute, 0 means without bound."""

    rate: int
    clock: Callable[[], float] = time.monotonic
    level: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self.level, self._at = float(self.rate), self.clock()

    def take(self, amount: int) -> float:
        """Take `amount` and return 0, or take nothing and return the seconds until it can be taken."""
        if not self.rate:
            return 0.0
        now = self.clock()
        self.level = min(self.rate, self.level + (now - self._at) * self.rate / 60)
        self._at = now
        # More than a whole minute's worth is let through when the bucket is full, and paid back after.
        missing = min(amount, self.rate) - self.level
        if missing > 0:
            return missing * 60 / self.rate
        self.level -= amount
        return 0.0

    def give_back(self, amount: int) -> None:
        """Undo a `take` of what was not used after all."""
        self.level += amount


@dataclass(frozen=True)
class Caller:
    """Who sends a request. Without a key file, everybody is the one anonymous caller and may do everything."""

    name: str
    admin: bool
    bucket: Bucket

    @contextmanager
    def charged(self, items: int) -> Iterator[None]:
        """Count items against the caller's rate, but not where there was no room for them; raises Problem 429."""
        if wait := self.bucket.take(items):
            seconds = math.ceil(wait)
            detail = f"the key {self.name!r} may send {self.bucket.rate} items a minute; try again in {seconds} s"
            raise Problem(429, Reason.RATE_LIMITED, detail, headers={"Retry-After": str(seconds)})
        try:
            yield
        except Problem as problem:
            if problem.reason is Reason.OVERLOADED:
                self.bucket.give_back(items)
            raise

    async def spend_in_time(self, items: int) -> None:
        """Count items against the caller's rate, waiting until it allows them: for streams, which are slowed down."""
        while wait := self.bucket.take(items):  # noqa: ASYNC110 - time itself is waited for
            await asyncio.sleep(wait)


class Keyring:
    """The keys of one file, or none, which lets everybody in."""

    def __init__(self, callers: Mapping[bytes, Caller] | None = None) -> None:
        self._callers = callers  # by the SHA-256 of their keys
        self._anonymous = Caller("", admin=True, bucket=Bucket(0))

    @classmethod
    def load(cls, path: Path | None) -> "Keyring":
        """Read a key file; raises RowError or SettingsError."""
        if path is None:
            return cls()
        try:
            lines = path.read_text("utf-8-sig").splitlines()
        except OSError as error:
            raise SettingsError(f"cannot read key file {path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"key file {path} is not UTF-8 text: {error}") from error
        callers = _callers(path, lines)
        if not callers:
            raise SettingsError(f"key file {path} holds no key; make one with `quotestance key NAME`")
        return cls(callers)

    def identify(self, headers: Mapping[str, str]) -> Caller:
        """Return the caller; raises Problem 401 where a key is needed and none or a wrong one was sent."""
        if self._callers is None:
            return self._anonymous
        scheme, _, value = headers.get("authorization", "").partition(" ")
        sent = (value if scheme.lower() == "bearer" else headers.get("x-api-key", "")).strip()
        digest = hashlib.sha256(sent.encode("utf-8", "replace")).digest()
        # All keys are compared, so that the time says nothing of which one was nearly right.
        found = [caller for known, caller in self._callers.items() if hmac.compare_digest(known, digest)]
        if not found:
            detail = "the key is not known" if sent else "send a key as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
            raise Problem(401, Reason.NO_KEY, detail, headers={"WWW-Authenticate": "Bearer"})
        return found[0]


def new_key(name: str, *, admin: bool = False, rate: int = 0) -> tuple[str, str]:
    """Return a new key and the line for the key file; raises SettingsError for a name that cannot stand there."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    line = f"{name} sha256:{hashlib.sha256(key.encode()).hexdigest()}"
    line += " admin" * admin + (f" rate={rate}" if rate else "")
    if not _LINE.fullmatch(line):
        raise SettingsError(f"a key's name is 1 to 64 letters, digits or . @ - _, got {name!r}")
    return key, line


def _callers(path: Path, lines: Sequence[str]) -> dict[bytes, Caller]:
    """Return callers by the SHA-256 of their keys; raises RowError."""
    callers: dict[bytes, Caller] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            # The line is not shown: somebody may have put a key there in the clear.
            raise RowError(path, number, "must be `NAME sha256:HEX [admin] [rate=ITEMS_PER_MINUTE]`")
        name, digest = match["name"], bytes.fromhex(match["digest"])
        if any(caller.name == name for caller in callers.values()):  # logs and rates tell callers apart by their names
            raise RowError(path, number, f"there is a key named {name!r} above; give this one another name")
        if digest in callers:
            first = callers[digest].name
            raise RowError(path, number, f"this is the key of {first!r} above; make one with `quotestance key NAME`")
        callers[digest] = Caller(name, match["admin"] is not None, Bucket(int(match["rate"] or 0)))
    return callers
