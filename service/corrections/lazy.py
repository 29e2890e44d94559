"""The store, opened at its first use: a service that is never corrected makes no database file."""

import logging
import threading

from model.errors import SettingsError
from service.corrections.database import foresee
from service.corrections.store import CorrectionStore

log = logging.getLogger(__name__)


class LazyStore:
    """Opens the database at most once, from whatever thread asks first."""

    def __init__(self, url: str) -> None:
        self._url, self._lock = url, threading.Lock()
        self._store: CorrectionStore | None = None
        self._failure: SettingsError | None = None

    @property
    def store(self) -> CorrectionStore:
        """Return the store; raises SettingsError where the database cannot be used, and tries again next time.

        Whoever waits while another tries is told of that failure: trying in turn, each would hold its thread for longer
        than the one before.
        """
        known = self._failure
        with self._lock:
            if self._store is None:
                if self._failure is not known:
                    raise SettingsError(str(self._failure)) from self._failure
                self._store = self._opened()
            return self._store

    def _opened(self) -> CorrectionStore:
        try:
            return CorrectionStore.open(self._url)
        except SettingsError as error:
            self._failure = error
            raise

    def foresee(self) -> None:
        """Warn in the log where the first correction could not be kept."""
        try:
            foresee(self._url)
        except SettingsError as error:
            log.warning("corrections cannot be kept, and will be answered 503: %s", error)

    def close(self) -> None:
        """Close the store, if it is open; one that is being opened is not waited for."""
        if self._store is not None:
            self._store.close()
