"""Prometheus series; every one of them is there from the start, so that alerts on absence mean something."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from model.labels import Sentiment, Stance
from model.types import Prediction
from service.errors.problems import Reason
from service.paths import LABELLING

NAME = "quotestance"
TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
TOKENS = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384)


class Metrics:
    """One registry for each application, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = self.counter("http_requests", "Requests answered.", "route", "status")
        self._latency = self._histogram("http_request_seconds", "Time to answer a request.", TIMES, "route")
        self._results = self.counter("results", "Stances given.", "stance", "abstained")
        self._tones = self.counter("sentiments", "Sentiments given.", "sentiment")
        self._failures = self.counter("failures", "Requests and items without a result.", "reason")
        self.dropped = self.counter("dropped_requests", "Requests whose client went away.")
        self.cache_hits = self.counter("cache_hits", "Examples answered from the cache or joined in flight.")
        self.cache_misses = self.counter("cache_misses", "Examples that went to the model.")
        self.restarts = self.counter("model_thread_restarts", "Times that the model thread had died.")
        self._infer = self._histogram("infer_seconds", "Time of one forward pass.", TIMES)
        self._read = self._histogram("read_seconds", "Time to read and tokenise one request's texts.", TIMES)
        self._wait = self._histogram("queue_wait_seconds", "Time that an example waited for the model.", TIMES)
        self._batch_items = self._histogram("batch_items", "Examples in one forward pass.", COUNTS)
        self._batch_tokens = self._histogram("batch_tokens", "Tokens in one forward pass, without padding.", TOKENS)
        self._tokens = self.counter("tokens", "Tokens through the model.", "kind")
        self._ratio = Gauge(f"{NAME}_padding_ratio", "Padding in the last forward pass, 0..1.", registry=self.registry)
        self._preset()

    def counter(self, name: str, text: str, *labels: str) -> Counter:
        """Add a counter, whose name is given the prefix of all and `_total`."""
        return Counter(f"{NAME}_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"{NAME}_{name}", text, labels, buckets=buckets, registry=self.registry)

    def _preset(self) -> None:
        for stance in Stance:
            for abstained in ("true", "false"):
                self._results.labels(stance, abstained)
        for sentiment in Sentiment:
            self._tones.labels(sentiment)
        for reason in Reason:
            self._failures.labels(reason)
        for kind in ("real", "padding"):
            self._tokens.labels(kind)
        for route in LABELLING:
            self._requests.labels(route, "200")
            self._latency.labels(route)

    def watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Add a gauge that is read when it is scraped."""
        Gauge(f"{NAME}_{name}", text, registry=self.registry).set_function(read)

    def request(self, route: str, status: int, seconds: float) -> None:
        self._requests.labels(route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def batch(self, items: int, tokens: int, padded: int, seconds: float, waits: Iterable[float]) -> None:
        self._infer.observe(seconds)
        self._batch_items.observe(items)
        self._batch_tokens.observe(tokens)
        self._tokens.labels("real").inc(tokens)
        self._tokens.labels("padding").inc(padded - tokens)
        self._ratio.set(1 - tokens / padded)
        for wait in waits:
            self._wait.observe(wait)

    def result(self, prediction: Prediction) -> None:
        self._results.labels(prediction.stance.label, str(prediction.stance.abstained).lower()).inc()
        self._tones.labels(prediction.sentiment.label).inc()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Observe how long the block takes, unless it is broken off: what did not end has no time of its own."""
        began = time.monotonic()
        yield
        self._read.observe(time.monotonic() - began)

    def failure(self, reason: Reason) -> None:
        self._failures.labels(reason).inc()

    def render(self) -> bytes:
        """Return the text that Prometheus scrapes."""
        return generate_latest(self.registry)
