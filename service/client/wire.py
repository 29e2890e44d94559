"""Both clients' shared part: what they are told, how answers are read, when to try again. Nothing here does I/O."""

import json
import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeGuard, TypeVar

import httpx
from pydantic import ValidationError

from model.errors import InputError, QuotestanceError
from service.schemas import ArticlesResponse, ClassifyResponse, ProblemBody

RETRIED = frozenset({429, 502, 503})
HOPELESS = (httpx.TimeoutException, httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.DecodingError)
LONGEST = 1_000_000  # seconds, eleven days: no socket waits much longer
DOUBLINGS = 60  # of a wait, beyond which all are as long as waits may be
PATIENCE = 5.0  # seconds beyond the service's own deadline, so that its answer is seen


class ServiceError(QuotestanceError):
    """The service refused a request, or could not be reached."""

    def __init__(self, message: str, problem: ProblemBody | None = None) -> None:
        super().__init__(message)
        self.problem = problem


Outcome = httpx.Response | httpx.RequestError  # of one attempt


def succeeded(outcome: Outcome) -> TypeGuard[httpx.Response]:
    return isinstance(outcome, httpx.Response) and outcome.is_success


@dataclass(frozen=True)
class Retries:
    """How often to try, and how long to wait: exponential with jitter, or what the service asked for if longer."""

    attempts: int = 5
    first: float = 0.25
    longest: float = 30.0

    def pause(self, attempt: int, outcome: Outcome) -> float:
        """Return the seconds after which to try again what did not succeed; raises ServiceError where it is in vain.

        `attempt` is counted from 0. Labelling changes nothing, so that a lost answer can be asked for again.
        """
        if attempt + 1 >= self.attempts or not _passing(outcome):
            raise refusal(outcome)
        backed_off = self.first * 2.0 ** min(attempt, DOUBLINGS) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        return min(self.longest, max(backed_off, _asked(outcome)))


def _asked(outcome: Outcome) -> float:
    """Return the seconds that an answer asks to be waited, told as such or as a date; 0 where it asks for none."""
    told = outcome.headers.get("retry-after", "") if isinstance(outcome, httpx.Response) else ""
    if told.isdecimal():
        return float(told)
    try:
        return (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):  # no date; one without a zone; one beyond all
        return 0.0


def _passing(outcome: Outcome) -> bool:
    if isinstance(outcome, httpx.Response):
        return outcome.status_code in RETRIED
    return not isinstance(outcome, HOPELESS)


def connection(url: object, key: object, timeout: object) -> dict[str, Any]:
    """Return what an HTTP client is made with; raises InputError, which never shows a key."""
    seconds, address = _seconds(timeout), _url(url)
    own = {"X-Request-Timeout": f"{seconds:g}", "Content-Type": "application/json"}
    if checked := _key(key):  # of a name and a password in the address an Authorization is made
        own |= {"X-API-Key": checked} if address.userinfo else {"Authorization": f"Bearer {checked}"}
    return {"base_url": address, "headers": own, "timeout": seconds + PATIENCE}


def _url(given: object) -> httpx.URL:
    advice = "give a URL such as http://127.0.0.1:8000"
    if not isinstance(given, str | httpx.URL):
        raise InputError(f"the service's address must be a text, got {type(given).__name__}; {advice}")
    try:
        url = httpx.URL(given.strip() if isinstance(given, str) else given)
        host = url.host  # which may turn out to be no name
    except (httpx.InvalidURL, UnicodeError) as error:
        raise InputError(f"the service's address is no URL: {error}; {advice}") from error
    if not 0 <= (url.port or 0) < 2**16:
        raise InputError(f"the service's address has a port within 0..65535, got {url.port}; {advice}")
    if url.scheme not in {"http", "https"} or not host:
        # What was given is not shown: it may hold a password, or be the key in the wrong place.
        raise InputError(f"the service's address must begin with http:// or https:// and a host; {advice}")
    if url.query or url.fragment:
        raise InputError(f"the service's address must end before any ? or #; {advice}")
    return url


def _key(given: object) -> str:
    if given is None:
        return ""
    if not isinstance(given, str):
        raise InputError(f"the key must be a text, got {type(given).__name__}")
    key = given.strip()
    odd = next((place for place, character in enumerate(key) if not "!" <= character <= "~"), None)
    if odd is not None:
        raise InputError(f"the key holds a character that no key has, number {odd + 1} of {len(key)}; copy it anew")
    return key


def _seconds(given: object) -> float:
    wanted = f"timeout must be seconds above 0 and at most {LONGEST}"
    try:
        seconds = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else math.nan
    except OverflowError as error:
        raise InputError(f"{wanted}, got a number beyond all bounds") from error
    if 0 < seconds <= LONGEST:
        return seconds
    raise InputError(f"{wanted}, got {given!r:.40}")


def content(body: dict[str, Any] | None) -> bytes | None:
    """Return the JSON of a body; a lone surrogate goes as its escape, so that the service names the item it is in."""
    try:
        return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace")
    except TypeError as error:
        raise InputError(f"what was given cannot be sent: {error}; give texts") from error


Body = TypeVar("Body", ClassifyResponse, ArticlesResponse)


def validated(response: httpx.Response, kind: type[Body]) -> Body:
    """Return the results in an answer; raises ServiceError where it holds none."""
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        raise _strange(response, "results") from error


def described(response: httpx.Response) -> dict[str, Any]:
    """Return what the service says of itself; raises ServiceError where it is no JSON object."""
    try:
        found = response.json()
    except (ValueError, RecursionError) as error:
        raise _strange(response, "a JSON object") from error
    if not isinstance(found, dict):
        raise _strange(response, "a JSON object")
    return found


def _strange(response: httpx.Response, wanted: str) -> ServiceError:
    return ServiceError(f"{_place(response)} answered with something else than {wanted}; is it this service?")


def _place(response: httpx.Response) -> httpx.URL:
    """Return what answered, without a password that the address may hold."""
    return response.url.copy_with(userinfo=b"")


def refusal(response: Outcome) -> ServiceError:
    """Return the error for an answer that is not a success, or for none."""
    if isinstance(response, httpx.RequestError):
        return ServiceError(f"no answer from the service: {response or type(response).__name__}")
    try:
        problem = ProblemBody.model_validate_json(response.content)
    except ValidationError:
        return ServiceError(f"{_place(response)} answered {response.status_code} {response.reason_phrase}")
    return refused(problem)


def refused(problem: ProblemBody) -> ServiceError:
    return ServiceError(f"{problem.status}: {problem.detail} (request {problem.request_id})", problem)
