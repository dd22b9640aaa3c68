"""Field masks: which parts of a message are asked for (`fields=`) or written (`fields` of a request).

A mask is a tree: each name leads to what is chosen below it, or to nothing when all of it is.
"""

import re
from typing import Any

from tests.sheets_server.errors import Json, SheetsError, bad_request
from tests.sheets_server.schema import SHAPES

Mask = dict[str, "Mask"]
_TOKEN = re.compile(r"[A-Za-z0-9_*]+|[.,/()]")


class MaskError(ValueError):
    """A mask that cannot be read, or names what is not there; the path is in its text."""


def parse_mask(text: str) -> Mask:
    """`a,b(c,d/e),f.g` as a tree; separators `.` and `/` alike. Raises MaskError."""
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise MaskError(text)
    mask, rest = _level(tokens)
    if rest:
        raise MaskError(text)
    return mask


def _level(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        tokens = _path(mask, tokens)
        if tokens and tokens[0] == ",":
            tokens = tokens[1:]
    return mask, tokens


def _path(mask: Mask, tokens: list[str]) -> list[str]:
    name = _camel(tokens[0])
    if not re.fullmatch(r"\w+|\*", name):
        raise MaskError(name)
    rest = tokens[1:]
    known, below = mask.get(name), Mask()
    if rest and rest[0] in "./":
        if len(rest) < 2:
            raise MaskError(name)
        rest = _path(below, rest[1:])
    elif rest and rest[0] == "(":
        below, rest = _level(rest[1:])
        if not rest:
            raise MaskError(name)
        rest = rest[1:]
    mask[name] = below if known is None else _merged(known, below)
    return rest


def _merged(one: Mask, other: Mask) -> Mask:
    if not one or not other:
        return {}
    names = list(one) + [name for name in other if name not in one]
    return {
        name: _merged(one[name], other[name])
        if name in one and name in other
        else one.get(name, other.get(name, {}))
        for name in names
    }


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def check_mask(mask: Mask, kind: str, path: str = "") -> None:
    """Raises MaskError with the first path that a message of this kind has not."""
    for name, below in mask.items():
        here = f"{path}.{name}" if path else name
        if name == "*":
            continue
        fields = SHAPES.get(kind)
        if kind != "any" and (fields is None or name not in fields):
            raise MaskError(here)
        check_mask(below, fields[name].removesuffix("[]") if fields else "any", here)


def response_mask(text: str | None, kind: str) -> Mask | None:
    """The mask of the `fields` parameter for an answer of this kind, None for everything."""
    if not text or text == "*":
        return None
    try:
        mask = parse_mask(text)
        check_mask(mask, kind)
    except MaskError as error:
        cause = (
            f"Error expanding 'fields' parameter. Cannot find matching fields for path '{error}'."
        )
        raise bad_request([(text, cause)], "Request contains an invalid argument.") from None
    return mask


def selected(value: Any, mask: Mask | None) -> Any:
    """The parts of a JSON value that the mask chooses; lists item by item; all without a mask."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [selected(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: selected(item, mask[name]) for name, item in value.items() if name in mask}


def asks_for(mask: Mask | None, *path: str) -> bool:
    """Whether the mask asks for anything at or below (or all above) this path."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def update_mask(text: str, kind: str, where: str) -> Mask:
    """The mask of an update request whose message is of this kind; refused as the API does."""
    if not text.strip():
        advice = "(Use '*' to indicate all fields.)"
        raise SheetsError(
            f"Invalid {where}: At least one field must be listed in 'fields'. {advice}"
        )
    try:
        mask = parse_mask(text)
        check_mask(mask, kind)
    except MaskError as error:
        raise SheetsError(f"Invalid {where}: Invalid field: {_snake(str(error))}") from None
    return {} if "*" in mask else _paired(mask, kind)


def _paired(mask: Mask, kind: str) -> Mask:
    """The mask with every colour beside its style: writing one of the two replaces both."""
    fields = SHAPES.get(kind, {})
    both = {name: _paired(below, fields[name].removesuffix("[]")) for name, below in mask.items()}
    for name in mask:
        twin = name.removesuffix("Style") if name.endswith("Style") else name + "Style"
        if "Color" in name and twin in fields:
            both[name], both[twin] = {}, {}
    return both


def _snake(path: str) -> str:
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), path)


def merged_by(old: Json, new: Json, mask: Mask) -> Json:
    """`old` with the masked parts of `new` in it; a part that `new` has not is cleared."""
    if not mask:
        return dict(new)
    result = dict(old)
    for name, below in mask.items():
        value = _merged_part(old.get(name), new.get(name), below)
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def _merged_part(old: Any, new: Any, mask: Mask) -> Any:
    if not mask or not isinstance(new or {}, dict) or not isinstance(old or {}, dict):
        return new
    return merged_by(old or {}, new or {}, mask) or None
