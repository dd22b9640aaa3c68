"""Orders over HTTP, for the server of the command line: everything under `/control/`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.sheets_server.calls import Request, Response, json_response
from tests.sheets_server.errors import GoogleError, Json

if TYPE_CHECKING:
    from tests.sheets_server.server import SheetsServer

Order = Callable[["SheetsServer", Json], Json]


def control(server: "SheetsServer", request: Request) -> Response:
    """Carries out an order: its body is JSON, so is what comes back."""
    order = _ORDERS.get(request.path.removeprefix("/control/").strip("/"))
    if order is None:
        return json_response({"orders": sorted(_ORDERS)}, 404)
    try:
        return json_response(order(server, request.json() or {}))
    except GoogleError as error:
        return json_response(error.body, error.code)
    except (KeyError, TypeError, ValueError) as error:
        return json_response({"error": f"{type(error).__name__}: {error}"}, 400)


def _counts(server: "SheetsServer", _given: Json) -> Json:
    return dict(server.counts)


def _calls(server: "SheetsServer", _given: Json) -> Json:
    return {"calls": [vars(call) for call in server.calls]}


def _reset_counts(server: "SheetsServer", _given: Json) -> Json:
    server.reset_counts()
    return {}


def _fail(server: "SheetsServer", given: Json) -> Json:
    server.fail_next(
        given["what"],
        given.get("times", 1),
        given.get("match", ""),
        after=given.get("after", False),
        retry_after=given.get("retryAfter"),
        reason=given.get("reason"),
    )
    return {}


def _fail_rate(server: "SheetsServer", given: Json) -> Json:
    server.fail_rate(given["rate"], tuple(given.get("kinds", [503])), given.get("seed", 1))
    return {}


def _calm(server: "SheetsServer", _given: Json) -> Json:
    server.calm()
    return {}


def _limit(server: "SheetsServer", given: Json) -> Json:
    server.limit(given.get("perUser"), given.get("perProject"))
    return {}


def _advance(server: "SheetsServer", given: Json) -> Json:
    server.clock.advance(given["seconds"])
    return {"now": server.clock.now().isoformat()}


def _latency(server: "SheetsServer", given: Json) -> Json:
    server.latency = float(given["seconds"])
    return {}


def _storage(server: "SheetsServer", given: Json) -> Json:
    server.without_storage(given.get("email"))
    return {}


def _revoke(server: "SheetsServer", given: Json) -> Json:
    server.accounts.revoke(given["email"])
    return {}


def _restore(server: "SheetsServer", given: Json) -> Json:
    server.accounts.restore(given["email"])
    return {}


def _expire(server: "SheetsServer", _given: Json) -> Json:
    server.accounts.expire_tokens()
    return {}


def _disable(server: "SheetsServer", given: Json) -> Json:
    server.disable(given["api"])
    return {}


def _enable(server: "SheetsServer", given: Json) -> Json:
    server.disabled.discard(given["api"])
    return {}


def _credentials(server: "SheetsServer", given: Json) -> Json:
    return server.credentials(given["email"])


def _person(server: "SheetsServer", given: Json) -> Json:
    return server.person(given["email"])


def _drive(server: "SheetsServer", given: Json) -> Json:
    return {"id": server.add_drive(given["name"], **given.get("members", {}))}


def _files(server: "SheetsServer", _given: Json) -> Json:
    def about(file: Any) -> Json:
        shares = [{n: p.get(n) for n in ("type", "role", "emailAddress")} for p in file.permissions]
        return {
            "id": file.id,
            "name": file.name,
            "mimeType": file.mime,
            "owner": file.owner,
            "permissions": shares,
        }

    return {"files": [about(file) for file in server.files()]}


def _file(server: "SheetsServer", given: Json) -> Json:
    more = {"mime": given["mimeType"]} if "mimeType" in given else {}
    return {"id": server.add_file(given["owner"], given["name"], **more)}


def _share(server: "SheetsServer", given: Json) -> Json:
    server.share(given["id"], given["email"], given.get("role", "writer"))
    return {}


def _unshare(server: "SheetsServer", given: Json) -> Json:
    server.unshare(given["id"], given["email"])
    return {}


def _type(server: "SheetsServer", given: Json) -> Json:
    server.at(given["id"], given.get("email")).type(given["range"], *given["values"])
    return {}


def _do(server: "SheetsServer", given: Json) -> Json:
    return {"replies": server.at(given["id"], given.get("email")).do(*given["requests"])}


def _texts(server: "SheetsServer", given: Json) -> Json:
    return {"values": server.at(given["id"]).texts(given["range"])}


_ORDERS: dict[str, Order] = {
    "counts": _counts,
    "calls": _calls,
    "reset-counts": _reset_counts,
    "fail": _fail,
    "fail-rate": _fail_rate,
    "calm": _calm,
    "limit": _limit,
    "advance": _advance,
    "latency": _latency,
    "without-storage": _storage,
    "revoke": _revoke,
    "restore": _restore,
    "expire-tokens": _expire,
    "disable": _disable,
    "enable": _enable,
    "credentials": _credentials,
    "person": _person,
    "drive": _drive,
    "files": _files,
    "file": _file,
    "share": _share,
    "unshare": _unshare,
    "type": _type,
    "do": _do,
    "texts": _texts,
}
