"""Troubles on order: refusals, silence, nonsense, lost answers, and the quotas per minute."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.sheets_server.clock import Clock
from tests.sheets_server.errors import STATUSES, DriveError, GoogleError, Json, SheetsError

# What can happen to a call besides a status: no answer for long, no JSON, a closed connection.
HANG, GARBAGE, RESET = "hang", "garbage", "reset"
_MESSAGES = {
    400: "Request contains an invalid argument.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    408: "The request timed out.",
    409: "The operation was aborted.",
    500: "Internal error encountered.",
    502: "The service is currently unavailable.",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}
_DRIVE_REASONS = {
    400: "badRequest",
    403: "userRateLimitExceeded",
    404: "notFound",
    408: "requestTimeout",
    409: "conflict",
    429: "rateLimitExceeded",
    500: "internalError",
    502: "backendError",
    503: "backendError",
    504: "gatewayTimeout",
}


@dataclass(frozen=True)
class Happening:
    """What happens to a call: a status, or HANG, GARBAGE, RESET; `after` lets the call be done first."""

    what: int | str
    after: bool = False
    retry_after: int | None = None
    reason: str | None = None


@dataclass
class _Order:
    happening: Happening
    times: int
    match: Callable[[str], bool]


@dataclass
class Troubles:
    """The orders, and the share of calls that fail at random (the same ones for the same seed)."""

    orders: list[_Order] = field(default_factory=list)
    rate: float = 0.0
    kinds: tuple[int | str, ...] = (503,)
    random: Random = field(default_factory=Random)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, happening: Happening, times: int, match: str | Callable[[str], bool]) -> None:
        """Lets the next calls whose kind (`values.get`…) matches go wrong."""
        test = match if callable(match) else lambda kind: match in kind
        with self.lock:
            self.orders.append(_Order(happening, times, test))

    def at_random(self, rate: float, kinds: tuple[int | str, ...], seed: int) -> None:
        """Lets a share of all calls go wrong."""
        with self.lock:
            self.rate, self.kinds, self.random = rate, kinds, Random(seed)

    def clear(self) -> None:
        """No more troubles."""
        with self.lock:
            self.orders, self.rate = [], 0.0

    def next(self, kind: str) -> Happening | None:
        """What happens to this call."""
        with self.lock:
            for order in self.orders:
                if order.times and order.match(kind):
                    order.times -= 1
                    return order.happening
            if self.rate and self.random.random() < self.rate:
                what = self.random.choice(self.kinds)
                return Happening(what, after=self.random.random() < 0.5 and what != 429)
        return None


def refusal(happening: Happening, kind: str) -> GoogleError:
    """The body of an ordered status in the form of the API that was called."""
    code = int(happening.what)
    wait = happening.retry_after
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    if kind.startswith(("files.", "permissions.", "drives.", "about.")):
        reason = happening.reason or _DRIVE_REASONS.get(code, "backendError")
        domain = "usageLimits" if "RateLimit" in reason or "rateLimit" in reason else "global"
        message = _MESSAGES.get(code, reason) if domain == "global" else "User Rate Limit Exceeded"
        return DriveError(code, reason, message, domain, headers=headers)
    if kind == "token":
        body = {"error": "internal_failure", "error_description": _MESSAGES.get(code, "")}
        return GoogleError(code, body, headers)
    if code == 429:
        return quota_error("read", "user", 60, headers)
    if code == 401:
        return unauthenticated()
    return SheetsError(
        _MESSAGES.get(code, STATUSES.get(code, "")),
        code,
        STATUSES.get(code, "UNKNOWN"),
        None,
        headers,
    )


def unauthenticated() -> SheetsError:
    """The refusal of a call whose token is missing, unknown or has run out."""
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
        "other valid authentication credential. "
        "See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    headers = {
        "WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
    }
    return SheetsError(message, 401, headers=headers)


def quota_error(
    kind: str, per: str, limit: int, headers: dict[str, str] | None = None
) -> SheetsError:
    """The refusal of a call above a quota; `kind` is read or write, `per` user or project."""
    name = kind.capitalize()
    per_text = "per minute per user" if per == "user" else "per minute"
    message = (
        f"Quota exceeded for quota metric '{name} requests' and limit '{name} requests {per_text}' "
        f"of service 'sheets.googleapis.com' for consumer 'project_number:100000000001'."
    )
    metadata: Json = {
        "service": "sheets.googleapis.com",
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_limit": f"{name}RequestsPerMinutePer{'User' if per == 'user' else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "consumer": "projects/100000000001",
    }
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
    }
    more = {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]}
    return SheetsError(message, 429, details=[info, more], headers=headers)


class Quotas:
    """Reads and writes of the last minute, per account and per project."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.per_user: int | None = None
        self.per_project: int | None = None
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def limit(self, per_user: int | None, per_project: int | None) -> None:
        """Sets the limits per minute, the same for reads and writes; None lifts one."""
        with self._lock:
            self.per_user, self.per_project = per_user, per_project
            self._calls = {}

    def check(self, kind: str, account: str, project: str) -> None:
        """Counts a call (`read` or `write`). Raises SheetsError above a limit; that call does not count."""
        with self._lock:
            user, whole = self._lately((kind, account)), self._lately((kind, f"project {project}"))
            if self.per_user is not None and len(user) >= self.per_user:
                raise quota_error(kind, "user", self.per_user)
            if self.per_project is not None and len(whole) >= self.per_project:
                raise quota_error(kind, "project", self.per_project)
            user.append(self.clock.time())
            whole.append(self.clock.time())

    def _lately(self, key: tuple[str, str]) -> deque[float]:
        """When the calls of the last minute came."""
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= self.clock.time() - 60:
            calls.popleft()
        return calls
