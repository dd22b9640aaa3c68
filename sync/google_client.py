"""Speaking with Google: tokens, quotas, waiting out what passes, and words for what does not."""

import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import requests
import tenacity
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2 import credentials as person
from google.oauth2 import service_account
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient

from shapes import UserError

RUN_SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.readonly",
)
PROVISION_SCOPES = (*RUN_SCOPES, "https://www.googleapis.com/auth/drive.file")
_GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")
_ATTEMPTS = 8
_MINUTE = 60.5  # a little more than Google's own, whose clock is not ours
_PASSING = frozenset((408, 409, 429, 500, 502, 503, 504))
_RATE_REASONS = frozenset(("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"))
_DROPPED = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class Refused(Exception):  # noqa: N818 - an answer of Google's, not a mistake of the program
    """What Google did not do: `status` (0: no answer), `reason` its own word, `detail` its text.

    `unsure`: whether the request was carried out nevertheless is not known.
    """

    def __init__(self, status: int, reason: str = "", detail: str = "", unsure: bool = False):
        super().__init__(status, reason)
        self.status, self.reason, self.detail, self.unsure = status, reason, detail, unsure
        self.wait = 0.0

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.status in _PASSING or self.status == 0 or self.reason in _RATE_REASONS


class KeyRefused(UserError):  # noqa: N818 - as Refused
    """A key, an account or an interface that Google does not accept: no ward can be read."""


# --- time ----------------------------------------------------------------------------------------


@dataclass
class Clock:
    """What waiting needs; tests and simulations bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    today: Callable[[tzinfo], datetime] = datetime.now


@dataclass
class Quota:
    """At most `limit` calls in any minute; `wait` returns when one more is allowed.

    `busiest`: how many there were at most in a minute, until somebody sets it back.
    """

    limit: int
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self._sent: deque[float] = deque()
        self._lock = threading.Lock()
        self.busiest = 0

    def wait(self) -> None:
        """Take one call of the quota, after waiting for it; callers queue up."""
        with self._lock:
            while self._sent and self._sent[0] + _MINUTE <= self.clock.now():
                self._sent.popleft()
            if len(self._sent) >= self.limit:
                left = self._sent.popleft() + _MINUTE - self.clock.now()
                if left > 0:
                    self.clock.sleep(left)
            self._sent.append(self.clock.now())
            self.busiest = max(self.busiest, len(self._sent))


@dataclass
class Patience:
    """How many seconds all calls of a run together may wait for Google to recover."""

    seconds: float = 600.0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """A run begins."""
        self._left = self.seconds

    def take(self, seconds: float) -> bool:
        """Whether so long a wait is still allowed; it is then taken off."""
        with self._lock:
            allowed = seconds <= self._left
            self._left -= seconds if allowed else 0.0
            return allowed


@dataclass(frozen=True)
class Limits:
    """Calls a minute that Google allows, for reading and for writing, and seconds for one answer."""

    account: int = 60
    project: int = 300
    timeout: float = 60.0


@dataclass(frozen=True)
class Spent:
    """Calls of one account (`account`: its address) by kind – read, write, drive – and how many
    of reading and of writing there were at most in a minute."""

    account: str
    calls: dict[str, int]
    busiest: dict[str, int]


# --- one account ---------------------------------------------------------------------------------


class _ServiceAccount(service_account.Credentials):  # type: ignore[misc, unused-ignore]
    """Never asks Google in the background in which regions the account may be used.

    google-auth does when a variable of the environment says so, at an address of its own, which
    closed networks do not reach.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


class Client(HTTPClient):
    """gspread's client for one account, with patience: its calls raise Refused or KeyRefused.

    `quotas` are those of reading and of writing, each of the account and of its project. `off` is
    how far the clock of this machine was ahead of Google's at the last answer.
    """

    def __init__(
        self,
        credentials: Any,
        quotas: Mapping[str, Sequence[Quota]],
        patience: Patience,
        api_root: str = "",
        timeout: float = 60.0,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(credentials, session=_session(credentials, api_root))
        self.credentials, self.email = (
            credentials,
            str(getattr(credentials, "service_account_email", "")),
        )
        self._quotas, self.patience, self._root = quotas, patience, api_root.rstrip("/")
        self._clock = clock or Clock()
        self._token, self._counting = threading.Lock(), threading.Lock()
        self._calls: Counter[str] = Counter()
        self.off = timedelta()
        self.set_timeout((10.0, timeout))

    def request(self, method: str, endpoint: str, *args: Any, **more: Any) -> requests.Response:
        """One call, paced and repeated while its failure passes.

        A writing that may have been carried out although no answer came is not repeated blindly:
        Refused.unsure says so, and the caller looks what stands there now.
        """
        kind = _kind_of(method, endpoint)
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            wait=self._wait,
            retry=tenacity.retry_if_exception(
                lambda why: isinstance(why, Refused) and why.passing and not why.unsure
            ),
            sleep=self._clock.sleep,
            reraise=True,
        )
        return retrying(self._once, kind, method, self._address(endpoint), *args, **more)

    def spent(self) -> Spent:
        """The calls since this was last asked, tries that failed included."""
        own = {kind: quotas[0] for kind, quotas in self._quotas.items()}
        with self._counting:
            calls, self._calls = self._calls, Counter()
        busiest = {kind: quota.busiest for kind, quota in own.items()}
        for quota in own.values():
            quota.busiest = 0
        return Spent(self.email, dict(calls), busiest)

    def _once(self, kind: str, method: str, url: str, *args: Any, **more: Any) -> requests.Response:
        for quota in self._quotas.get(kind, ()):
            quota.wait()
        try:
            self._refresh()
            with self._counting:
                self._calls[kind] += 1
            answer = _whole(super().request(method, url, *args, **more), kind)
            self.off = self._off(answer)
            return answer
        except APIError as why:
            raise _refused(why, kind) from None
        except RefreshError as why:
            raise _about_key(why, self.email) from None
        except (*_DROPPED, TransportError) as why:
            raise Refused(0, type(why).__name__, unsure=kind == "write") from None

    def _off(self, answer: requests.Response) -> timedelta:
        """How far this machine's clock is ahead of Google's; nothing where Google does not say."""
        theirs = time_of(answer)
        return self._clock.today(UTC) - theirs if theirs else timedelta()

    def _refresh(self) -> None:
        """A token before the call, so that threads do not all ask for one at once."""
        with self._token:
            if not self.credentials.valid:
                self.credentials.refresh(Request(_plain_session(self._root)))

    def _address(self, endpoint: str) -> str:
        google = next((host for host in _GOOGLE if endpoint.startswith(host)), "")
        return self._root + endpoint[len(google) :] if self._root and google else endpoint

    def _wait(self, state: tenacity.RetryCallState) -> float:
        why = state.outcome.exception() if state.outcome else None
        grown = tenacity.wait_random_exponential(multiplier=0.5, max=60)(state)
        seconds = max(grown, why.wait if isinstance(why, Refused) else 0.0)
        if not self.patience.take(seconds) and why:
            raise why
        return seconds


def _whole(answer: requests.Response, kind: str) -> requests.Response:
    """The answer, if it is one of Google's and not a page of some box in between."""
    content = answer.content.strip()
    if content and not (content.startswith(b"{") and content.endswith(b"}")):
        raise Refused(0, "garbage", unsure=kind == "write")
    return answer


def time_of(answer: requests.Response) -> datetime | None:
    """What time it was where the answer comes from; None where it does not say."""
    try:
        return parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None


def _kind_of(method: str, endpoint: str) -> str:
    if "/v4/" not in endpoint:
        return "drive"
    return "read" if method.lower() == "get" else "write"


def _session(credentials: Any, api_root: str) -> AuthorizedSession:
    session = AuthorizedSession(credentials, auth_request=Request(_plain_session(api_root)))
    session.trust_env = not api_root
    return session


def _plain_session(api_root: str) -> requests.Session:
    """For tokens. Another place than Google's is reached directly, past every proxy."""
    session = requests.Session()
    session.trust_env = not api_root
    return session


# --- what went wrong -----------------------------------------------------------------------------


def _refused(why: APIError, kind: str) -> Exception:
    status = why.response.status_code
    error: Mapping[str, Any] = why.error if isinstance(why.error, Mapping) else {}
    refused = Refused(status, _reason(error), str(error.get("message", ""))[:300])
    refused.unsure = kind == "write" and status >= 500
    refused.wait = _seconds(why.response.headers.get("Retry-After", ""))
    if status == 401:
        return KeyRefused(_KEY_WORDS.format(who="dịch vụ"))
    if refused.reason in ("SERVICE_DISABLED", "accessNotConfigured"):
        return KeyRefused(_DISABLED_WORDS)
    if refused.reason in ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"):
        return KeyRefused(_SCOPE_WORDS)
    return refused


def _reason(error: Mapping[str, Any]) -> str:
    """Google's word for it: Drive has it in `errors`, Sheets in `details`, else in `status`."""
    for part in (*error.get("details", ()), *error.get("errors", ())):
        if isinstance(part, Mapping) and part.get("reason"):
            return str(part["reason"])
    return str(error.get("status", ""))


def _seconds(text: str) -> float:
    return min(float(text), 120.0) if text.isdigit() else 0.0


CLOCK_WORDS = (
    "Giờ của máy lệch nhiều so với giờ của Google nên chưa đọc, chưa ghi gì. Bật tự động chỉnh giờ (NTP) của máy "
    "rồi chạy lại."
)
_KEY_WORDS = (
    "Google không chấp nhận khóa của tài khoản {who}. Khóa có thể đã bị thu hồi hoặc hết hạn: tạo khóa mới "
    "trong Google Cloud, thay tệp ghi ở mục [google] credentials rồi chạy lại."
)
_DISABLED_WORDS = (
    "Dự án Google Cloud chưa bật Google Sheets API hoặc Google Drive API. Bật cả hai ở mục "
    "API và dịch vụ, đợi vài phút rồi chạy lại."
)
_SCOPE_WORDS = "Tài khoản Google chưa được cấp đủ quyền cho việc này. Tạo lại khóa theo hướng dẫn ở docs/google.md."


def _about_key(why: GoogleAuthError, email: str) -> Exception:
    if getattr(why, "retryable", False):
        return Refused(503, "token")
    if "timeframe" in str(why):  # Google's word for a key that was signed at another time
        return KeyRefused(CLOCK_WORDS)
    return KeyRefused(_KEY_WORDS.format(who=email or "dịch vụ"))


# --- keys ----------------------------------------------------------------------------------------


def load_credentials(path: Path, scopes: Sequence[str], api_root: str = "") -> Any:
    """The account in a key file: a service account's, or a person's who agreed to it.

    Raises KeyRefused naming the file, never what stands in it.
    """
    try:
        info = json.loads(path.read_text(encoding="utf-8-sig"))
        if api_root:
            info["token_uri"] = f"{api_root.rstrip('/')}/token"
        if "refresh_token" in info:
            made = person.Credentials.from_authorized_user_info(info, scopes=list(scopes))
            return made.with_token_uri(info["token_uri"]) if api_root else made
        return _ServiceAccount.from_service_account_info(info, scopes=list(scopes))  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise KeyRefused(
            f"Không tìm thấy khóa Google {path}. Tải khóa về theo docs/google.md, hoặc ghi đúng tên tệp ở mục [google] credentials."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, GoogleAuthError):
        raise KeyRefused(
            f"Tệp {path} không phải khóa của tài khoản Google. Tải lại tệp khóa JSON từ Google Cloud."
        ) from None


def make_clients(
    paths: Sequence[Path],
    scopes: Sequence[str] = RUN_SCOPES,
    api_root: str = "",
    limits: Limits | None = None,
    clock: Clock | None = None,
) -> tuple[Client, ...]:
    """A client for each key file; those of one project share its quota. Raises KeyRefused."""
    known, watch, patience = limits or Limits(), clock or Clock(), Patience()
    projects: dict[str, dict[str, Quota]] = {}
    clients = []
    for path in paths:
        credentials = load_credentials(path, scopes, api_root)
        name = str(getattr(credentials, "project_id", "") or path)
        shared = projects.setdefault(name, _pair(known.project, watch))
        own = _pair(known.account, watch)
        quotas = {kind: (own[kind], shared[kind]) for kind in own}
        clients.append(Client(credentials, quotas, patience, api_root, known.timeout, watch))
    return tuple(clients)


def _pair(limit: int, clock: Clock) -> dict[str, Quota]:
    return {kind: Quota(limit, clock) for kind in ("read", "write")}
