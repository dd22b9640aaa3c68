"""The server: a socket, the accounts, the cloud, and the troubles that tests order."""

import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from tests.sheets_server.accounts import Accounts, Grant, service_account_info
from tests.sheets_server.calls import Request, Response, json_response, no_such_method
from tests.sheets_server.clock import Clock
from tests.sheets_server.cloud import SHEET_TYPE, Cloud, Drive, File
from tests.sheets_server.control import control
from tests.sheets_server.drive_api import answer_drive, route_drive
from tests.sheets_server.drive_call import DriveCall
from tests.sheets_server.errors import GoogleError, Json, SheetsError
from tests.sheets_server.grid import Book
from tests.sheets_server.listening import LocalHttp
from tests.sheets_server.person import Person
from tests.sheets_server.services import (
    disabled,
    insufficient,
    invalid_credentials,
    may_read,
    may_write,
)
from tests.sheets_server.sheets_api import check_parameters, route
from tests.sheets_server.sheets_call import SheetsCall
from tests.sheets_server.trouble import (
    GARBAGE,
    HANG,
    RESET,
    Happening,
    Quotas,
    Troubles,
    refusal,
    unauthenticated,
)

_SHEETS = "/v4/spreadsheets"
Hook = Callable[[str, "Call"], None]


@dataclass(frozen=True)
class Call:
    """A call that came: the method's name, who called, the spreadsheet or file, the answer's status."""

    kind: str
    account: str
    target: str
    status: int = 0


class SheetsServer:
    """A pretended Google on a free port of this machine.

    `with SheetsServer() as server:` starts it and stops it; `server.url` is the root of all its addresses.
    """

    def __init__(self, port: int = 0) -> None:
        self.clock = Clock()
        self.cloud = Cloud(self.clock)
        self.accounts = Accounts(self.clock)
        self.troubles = Troubles()
        self.quotas = Quotas(self.clock)
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.latency = 0.0
        self.faults: list[str] = []
        self.disabled: set[str] = set()
        self._hooks: list[tuple[str, str, Hook, list[int]]] = []
        self._released = threading.Event()
        self._http = LocalHttp(("127.0.0.1", port))
        self._http.answer, self._http.now = self.answer, self.clock.time
        self._thread: threading.Thread | None = None

    # --- life ---------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The root, as `http://127.0.0.1:40123`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> str:
        """Serves in the background; the root."""
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self.url

    def serve(self) -> None:
        """Serves until interrupted."""
        self._http.serve_forever()

    def stop(self) -> None:
        """Lets hanging calls go and closes the socket."""
        self._released.set()
        if self._thread:
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()

    def __enter__(self) -> "SheetsServer":
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()

    # --- accounts and files -------------------------------------------------------------------

    def credentials(self, email: str = "sheets@project.iam.gserviceaccount.com") -> Json:
        """The key file of a service account, its token address on this server."""
        return service_account_info(email, self.url)

    def person(self, email: str) -> Json:
        """OAuth credentials of a person: client_id, client_secret, refresh_token, token_uri."""
        refresh = f"1//refresh-{email}"
        self.accounts.persons[refresh] = email
        return {
            "type": "authorized_user",
            "client_id": "client.apps.googleusercontent.com",
            "client_secret": "secret",
            "refresh_token": refresh,
            "token_uri": f"{self.url}/token",
        }

    def without_storage(self, email: str | None = None) -> None:
        """This account (every service account, if none is named) can own no files."""
        with self.cloud.lock:
            if email is None:
                self.cloud.no_storage_at_all = True
            else:
                self.cloud.without_storage.add(email)

    def add_drive(self, name: str, **members: str) -> str:
        """A shared drive with members by role (`organizer="a@b.vn"`); its id."""
        with self.cloud.lock:
            drive = Drive("0A" + self.cloud.new_file_id()[:17], name, self.clock.now())
            drive.permissions = [
                self.cloud.permission("user", role, email) for role, email in members.items()
            ]
            self.cloud.drives[drive.id] = drive
            return drive.id

    def add_file(self, owner: str, name: str, mime: str = SHEET_TYPE, content: bytes = b"") -> str:
        """A file that a person has made; its id."""
        with self.cloud.lock:
            file = self.cloud.create(owner, name, mime)
            file.content = content
            return file.id

    def share(self, file_id: str, email: str, role: str = "writer") -> None:
        """Shares a file as its owner does in the browser."""
        with self.cloud.lock:
            file = self.cloud.files[file_id]
            file.permissions = [p for p in file.permissions if p.get("emailAddress") != email]
            file.permissions.append(self.cloud.permission("user", role, email))
            file.version += 1

    def unshare(self, file_id: str, email: str) -> None:
        """Takes a share back."""
        with self.cloud.lock:
            file = self.cloud.files[file_id]
            file.permissions = [p for p in file.permissions if p.get("emailAddress") != email]
            file.version += 1

    def file(self, file_id: str) -> File:
        """The file as it is kept."""
        return self.cloud.files[file_id]

    def files(self, name: str | None = None) -> list[File]:
        """All files of all accounts, or those of a name."""
        return [
            file
            for file in self.cloud.files.values()
            if not file.extra.get("root") and name in (None, file.name)
        ]

    def book(self, file_id: str) -> Book:
        """The spreadsheet as it is kept."""
        book = self.cloud.files[file_id].book
        assert book is not None
        return book

    def at(self, file_id: str, email: str | None = None) -> Person:
        """Somebody with the spreadsheet open in the browser: types, inserts rows, sorts (its owner, by default)."""
        return Person(self.cloud, self.cloud.files[file_id], email)

    # --- orders -------------------------------------------------------------------------------

    def fail_next(
        self,
        what: int | str,
        times: int = 1,
        match: str | Callable[[str], bool] = "",
        *,
        after: bool = False,
        retry_after: int | None = None,
        reason: str | None = None,
    ) -> None:
        """Lets the next calls go wrong: a status, "hang", "garbage" or "reset".

        `match` is a part of the method's name (`values.get`, `files.`) or a test of it; with `after`
        the call is done all the same and only its answer lost; `reason` is Drive's.
        """
        self.troubles.order(Happening(what, after, retry_after, reason), times, match)

    def fail_rate(self, rate: float, kinds: tuple[int | str, ...] = (503,), seed: int = 1) -> None:
        """Lets a share of all calls go wrong at random, half of them after they were done."""
        self.troubles.at_random(rate, kinds, seed)

    def calm(self) -> None:
        """No more troubles; hanging calls go on."""
        self.troubles.clear()
        self.release()

    def release(self) -> None:
        """Lets hanging calls go: their connection is closed."""
        self._released.set()
        self._released = threading.Event()

    def limit(self, per_user: int | None = 60, per_project: int | None = 300) -> None:
        """Enforces the quotas per minute of reads and of writes; None lifts one."""
        self.quotas.limit(per_user, per_project)

    def disable(self, api: str) -> None:
        """Turns an API off in everybody's project: "sheets" or "drive"."""
        self.disabled.add(api)

    def on(self, when: str, match: str, hook: Hook, times: int = 1) -> None:
        """Calls the hook "before" or "after" the next calls whose name has `match` in it."""
        self._hooks.append((when, match, hook, [times]))

    def reset_counts(self) -> None:
        """Counts from nothing again."""
        with self.cloud.lock:
            self.calls, self.counts = [], Counter()

    @property
    def reads(self) -> int:
        """Reads of the Sheets API since the last reset."""
        return self.counts["read"]

    @property
    def writes(self) -> int:
        """Writes of the Sheets API since the last reset."""
        return self.counts["write"]

    @property
    def drive_calls(self) -> int:
        """Calls of the Drive API since the last reset."""
        return self.counts["drive"]

    # --- calls --------------------------------------------------------------------------------

    def answer(self, request: Request) -> Response:
        """The answer to a call."""
        if request.path.startswith("/control/"):
            return control(self, request)
        if self.latency:
            time.sleep(self.latency)
        if request.path == "/token":
            return self._watched("token", "", "", lambda: self._token(request))
        return self._google(request)

    def _token(self, request: Request) -> Response:
        if request.method != "POST":
            return json_response({"error": "invalid_request"}, 400)
        return json_response(self.accounts.token(request.form()))

    def _google(self, request: Request) -> Response:
        if request.path.startswith(_SHEETS):
            return self._sheets(request)
        found = route_drive(request.method, request.path)
        if found is None:
            return _refused(no_such_method())
        name, handler, path = found
        grant = self._grant(request)
        target = path[0] if path else ""
        account = grant.account if grant else ""

        def act() -> Response:
            call = DriveCall(self.cloud, self._drive_grant(request, grant), request.flat())
            return answer_drive(call, request, handler, path)

        return self._watched(name, account, target, act, "drive")

    def _drive_grant(self, request: Request, grant: Grant | None) -> str:
        if grant is None:
            raise invalid_credentials()
        if "drive" in self.disabled:
            raise disabled("drive")
        if not any("/auth/drive" in scope for scope in grant.scopes):
            raise insufficient("drive")
        if request.method != "GET" and not may_write(grant, "drive"):
            raise insufficient("drive")
        return grant.account

    def _sheets(self, request: Request) -> Response:
        found = route(request.method, request.path.removeprefix(_SHEETS))
        if found is None:
            return _refused(no_such_method())
        grant = self._grant(request)

        def act() -> Response:
            call = SheetsCall(
                self.cloud, self._sheets_grant(grant, found.kind), request, found.target, found.rest
            )
            check_parameters(found.name, request.query)
            self.quotas.check(found.kind, call.grant.account, call.grant.project)
            return json_response(found.method(call))

        account = grant.account if grant else ""
        return self._watched(found.name, account, found.target, act, found.kind)

    def _sheets_grant(self, grant: Grant | None, kind: str) -> Grant:
        if grant is None:
            raise unauthenticated()
        if "sheets" in self.disabled:
            raise disabled("sheets")
        if not may_write(grant, "spreadsheets") and (kind == "write" or not may_read(grant)):
            raise insufficient("sheets")
        return grant

    def _grant(self, request: Request) -> Grant | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token if scheme.lower() == "bearer" else request.one("access_token") or ""
        return self.accounts.grant_of(token)

    def _watched(
        self, kind: str, account: str, target: str, act: Callable[[], Response], also: str = ""
    ) -> Response:
        """Does the call between the hooks and with the troubles that were ordered for it; counts it."""
        call = Call(kind, account, target)
        self._run_hooks("before", call)
        happening = self.troubles.next(kind)
        response = self._done(kind, act, happening)
        with self.cloud.lock:
            self.calls.append(Call(kind, account, target, response.status))
            self.counts.update([kind, *([also] if also else []), "all"])
        self._run_hooks("after", self.calls[-1])
        return response

    def _done(
        self, kind: str, act: Callable[[], Response], happening: Happening | None
    ) -> Response:
        if happening is None or happening.after:
            response = self._acted(act)
            if happening is None:
                return response
        return self._troubled(kind, happening)

    def _acted(self, act: Callable[[], Response]) -> Response:
        """The call done; what the server itself got wrong is kept in `faults` and answered by 500."""
        try:
            with self.cloud.lock:
                return act()
        except GoogleError as error:
            return _refused(error)
        except Exception:
            self.faults.append(traceback.format_exc())
            return _refused(SheetsError(self.faults[-1], 500))

    def _troubled(self, kind: str, happening: Happening) -> Response:
        if happening.what == HANG:
            self._released.wait(600)
            return Response(reset=True)
        if happening.what == RESET:
            return Response(reset=True)
        if happening.what == GARBAGE:
            return Response(
                200, b"<html><body>Sign in</body></html>", {"Content-Type": "text/html"}
            )
        return _refused(refusal(happening, kind))

    def _run_hooks(self, when: str, call: Call) -> None:
        for moment, match, hook, left in list(self._hooks):
            if moment == when and match in call.kind and left[0]:
                left[0] -= 1
                hook(call.kind, call)


def _refused(error: GoogleError) -> Response:
    return json_response(error.body, error.code, error.headers)
