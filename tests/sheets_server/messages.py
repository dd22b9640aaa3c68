"""Bodies checked and read as Google reads them: proto3 JSON against the schema.

Unknown names and values of another kind are refused in Google's words; `null` is as good as absent;
names may be written in snake_case too; numbers may be written as text.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from tests.sheets_server.errors import Json, SheetsError, bad_request
from tests.sheets_server.schema import ENUMS, SHAPES, is_unset

_TYPE_URL = "type.googleapis.com/google.apps.sheets.v4."
_PRIMITIVES = {"int": "TYPE_INT32", "num": "TYPE_DOUBLE", "bool": "TYPE_BOOL", "str": "TYPE_STRING"}
_PARAMETER_ENUMS = {
    "majorDimension": "Dimension",
    "valueInputOption": "ValueInputOption",
    "valueRenderOption": "ValueRenderOption",
    "dateTimeRenderOption": "DateTimeRenderOption",
    "insertDataOption": "InsertDataOption",
    "responseValueRenderOption": "ValueRenderOption",
    "responseDateTimeRenderOption": "DateTimeRenderOption",
}


class _Reader:
    """One body's reading: collects what is wrong, so that Google's one answer names all of it."""

    def __init__(self) -> None:
        self.wrong: list[tuple[str, str]] = []

    def message(self, value: Any, kind: str, path: str) -> Json:
        if not isinstance(value, dict):
            self._invalid(path, f"{_TYPE_URL}{kind}", value)
            return {}
        fields = SHAPES[kind]
        known = {_camel(name): name for name in value}
        for camel, name in known.items():
            if camel not in fields:
                self._unknown(name, path)
        if kind == "Request":
            self._one_kind([name for name in known if name in fields], path)
        return {
            camel: self.field(value[name], fields[camel], _join(path, name))
            for camel, name in known.items()
            if camel in fields and not _absent(value[name], fields[camel])
        }

    def field(self, value: Any, kind: str, path: str) -> Any:
        if kind.endswith("[]"):
            return self._list(value, kind.removesuffix("[]"), path)
        if kind == "any":
            return value
        if kind == "ListValue":
            return self._list_value(value, path)
        if kind == "mask":
            return self._mask(value, path)
        if kind in SHAPES:
            return self.message(value, kind, path)
        if kind in ENUMS:
            return self._enum(value, kind, path)
        return self._primitive(value, kind, path)

    def _list(self, value: Any, kind: str, path: str) -> list[Any]:
        if kind == "ListValue" and not isinstance(value, list):
            self._invalid(path, "type.googleapis.com/google.protobuf.ListValue", value)
            return []
        items = value if isinstance(value, list) else [value]
        return [self.field(item, kind, f"{path}[{at}]") for at, item in enumerate(items)]

    def _list_value(self, value: Any, path: str) -> list[Any]:
        if isinstance(value, list):
            return value
        self._invalid(path, "type.googleapis.com/google.protobuf.ListValue", value)
        return []

    def _mask(self, value: Any, path: str) -> str:
        if isinstance(value, str):
            return value
        self._invalid(path, "type.googleapis.com/google.protobuf.FieldMask", value)
        return ""

    def _enum(self, value: Any, kind: str, path: str) -> str | None:
        if isinstance(value, str) and value in ENUMS[kind]:
            return value
        self._invalid(path, f"{_TYPE_URL}{kind}", value)
        return None

    def _primitive(self, value: Any, kind: str, path: str) -> Any:
        read = _READERS[kind](value)
        if read is None:
            self._invalid(path, _PRIMITIVES[kind], value)
        return read

    def _one_kind(self, kinds: list[str], path: str) -> None:
        for kind in kinds[1:]:
            text = f"oneof field 'kind' is already set. Cannot set '{kind}'"
            self.wrong.append((path, f"Invalid value at '{path}' (oneof), {text}"))

    def _unknown(self, name: str, path: str) -> None:
        where = f" at '{path}'" if path else ""
        text = f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
        self.wrong.append((path, text))

    def _invalid(self, path: str, kind: str, value: Any) -> None:
        shown = f'"{value}"' if isinstance(value, str) else _shown(value)
        self.wrong.append((path, f"Invalid value at '{path}' ({kind}), {shown}"))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else "Starting an object on a scalar field"


def _absent(value: Any, kind: str) -> bool:
    return value is None or (kind in ENUMS and isinstance(value, str) and is_unset(value))


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def _join(path: str, name: str) -> str:
    snake = re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)
    return f"{path}.{snake}" if path else snake


def _int(value: Any) -> int | None:
    number = _number(value)
    return int(number) if isinstance(number, int | float) and number == int(number) else None


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    try:
        number = float(value) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number == int(number) else number


def _bool(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def _str(value: Any) -> str | None:
    return value if isinstance(value, str) else None


_READERS: dict[str, Callable[[Any], Any]] = {
    "int": _int,
    "num": _number,
    "bool": _bool,
    "str": _str,
}


def read_message(body: Any, kind: str, path: str = "") -> Json:
    """The body as a message of that kind, nulls left out; refused with all that is wrong in it."""
    reader = _Reader()
    if isinstance(body, list):
        text = 'Invalid JSON payload received. Unknown name "": Root element must be a message.'
        raise bad_request([("", text)])
    message = reader.message({} if body is None else body, kind, path)
    if reader.wrong:
        raise bad_request(reader.wrong)
    return message


def read_enum(name: str, given: str | None, default: str | None = None) -> str | None:
    """A query parameter that is one of an enum's values, as `majorDimension`."""
    if given is None or given == "" or is_unset(given):
        return default
    kind = _PARAMETER_ENUMS[name]
    if given in ENUMS[kind]:
        return given
    path = _join("", name)
    raise bad_request([(path, f"Invalid value at '{path}' ({_TYPE_URL}{kind}), \"{given}\"")])


def read_flag(name: str, given: str | None) -> bool:
    """A query parameter that is true or false, in the spellings that Google takes."""
    if given is None or given == "":
        return False
    if given.lower() in ("true", "1", "t", "yes"):
        return True
    if given.lower() in ("false", "0", "f", "no"):
        return False
    path = _join("", name)
    raise bad_request([(path, f"Invalid value at '{path}' (TYPE_BOOL), \"{given}\"")])


def must(condition: bool, message: str) -> None:
    """Refuses the call with this message unless the condition holds."""
    if not condition:
        raise SheetsError(message)
