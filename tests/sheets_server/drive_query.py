"""The search language of Drive's `files.list`: `q` and `orderBy`.

Source: "Search query terms and operators" in the Drive API's guides.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cmp_to_key
from typing import Any

from tests.sheets_server.clock import parse_rfc3339
from tests.sheets_server.cloud import FOLDER_TYPE, Cloud, File
from tests.sheets_server.errors import DriveError

Test = Callable[[File], bool]
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|(?P<sign><=|>=|!=|[=<>(){}])|(?P<word>[\w.]+))"
)
_EQUAL: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_ORDER = _EQUAL | {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
_SORTABLE = (
    "createdTime",
    "folder",
    "modifiedByMeTime",
    "modifiedTime",
    "name",
    "name_natural",
    "quotaBytesUsed",
    "recency",
    "sharedWithMeTime",
    "starred",
    "viewedByMeTime",
)


def invalid(location: str, message: str = "Invalid Value") -> DriveError:
    """The refusal of a parameter."""
    return DriveError(400, "invalid", message, location=("parameter", location))


def parse_query(text: str, cloud: Cloud, account: str) -> Test:
    """The test that a `q` puts to each file. Raises DriveError."""
    if not text.strip():
        return lambda _file: True
    parser = _Parser(_tokens(text), cloud, account)
    test = parser.either()
    if parser.tokens:
        raise invalid("q")
    return test


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            raise invalid("q")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return tokens


class _Parser:
    """`or` binds least, then `and`, then `not`; parentheses as usual."""

    def __init__(self, tokens: list[tuple[str, str]], cloud: Cloud, account: str) -> None:
        self.tokens = tokens
        self.cloud = cloud
        self.account = account

    def take(self) -> tuple[str, str]:
        if not self.tokens:
            raise invalid("q")
        return self.tokens.pop(0)

    def next_is(self, word: str) -> bool:
        return (
            bool(self.tokens) and self.tokens[0][1].lower() == word and self.tokens[0][0] != "text"
        )

    def either(self) -> Test:
        tests = [self.both()]
        while self.next_is("or"):
            self.take()
            tests.append(self.both())
        return lambda file: any(test(file) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.next_is("and"):
            self.take()
            tests.append(self.one())
        return lambda file: all(test(file) for test in tests)

    def one(self) -> Test:
        if self.next_is("not"):
            self.take()
            test = self.one()
            return lambda file: not test(file)
        if self.next_is("("):
            self.take()
            test = self.either()
            if self.take()[1] != ")":
                raise invalid("q")
            return test
        return self.term()

    def term(self) -> Test:
        kind, left = self.take()
        if left == "sharedWithMe" and not self.next_is("="):
            return self.flag(left, "=", "true")
        operator = self.take()[1]
        if kind == "text":
            return self.membership(_unquoted(left), operator)
        if operator == "has":
            return self.has(left)
        kind, right = self.take()
        value: Any = _unquoted(right) if kind == "text" else right
        return self.comparison(left, operator, value)

    def membership(self, value: str, operator: str) -> Test:
        if operator != "in":
            raise invalid("q")
        where = self.take()[1]
        if where == "parents":
            wanted = self.cloud.root(self.account) if value == "root" else value
            if wanted not in self.cloud.files and wanted not in self.cloud.drives:
                raise DriveError(
                    404, "notFound", f"File not found: {value}.", location=("parameter", "fileId")
                )
            return lambda file: wanted in file.parents
        roles = {"owners": ("owner",), "writers": ("owner", "organizer", "fileOrganizer", "writer")}
        roles["readers"] = (*roles["writers"], "commenter", "reader")
        if where not in roles:
            raise invalid("q")
        address = self.account if value == "me" else value
        return lambda file: self.cloud.role(file, address) in roles[where]

    def has(self, name: str) -> Test:
        """`properties has { key='a' and value='b' }`."""
        words = [self.take()[1] for _ in range(9)]
        if name not in ("properties", "appProperties") or words[0] != "{" or words[-1] != "}":
            raise invalid("q")
        key, value = _unquoted(words[3]), _unquoted(words[7])
        return lambda file: file.extra.get(name, {}).get(key) == value

    def comparison(self, name: str, operator: str, value: str) -> Test:
        if name in ("name", "title") and operator == "contains":
            return lambda file: _has_word(file.name, value)
        if name == "fullText" and operator == "contains":
            return lambda file: value.lower() in file.name.lower()
        if name == "mimeType" and operator == "contains":
            return lambda file: file.mime.startswith(value)
        if name in ("modifiedTime", "createdTime", "viewedByMeTime", "sharedWithMeTime"):
            return self.moment(name, operator, value)
        if name in ("trashed", "starred", "sharedWithMe"):
            return self.flag(name, operator, value)
        if name in ("name", "title", "mimeType", "visibility", "shortcutDetails.targetId"):
            return self.text(name, operator, value)
        raise invalid("q")

    def moment(self, name: str, operator: str, value: str) -> Test:
        try:
            wanted, holds = parse_rfc3339(value), _ORDER[operator]
        except (ValueError, KeyError):
            raise invalid("q") from None
        created = name in ("createdTime", "sharedWithMeTime")
        return lambda file: holds(file.created if created else _to_ms(file.modified), wanted)

    def flag(self, name: str, operator: str, value: str) -> Test:
        if operator not in _EQUAL or value.lower() not in ("true", "false"):
            raise invalid("q")
        wanted = (value.lower() == "true") == (operator == "=")
        if name == "trashed":
            return lambda file: self.cloud_trashed(file) == wanted
        if name == "starred":
            return lambda file: bool(file.extra.get("starred")) == wanted
        return lambda file: (file.owner != self.account and file.drive_id is None) == wanted

    def cloud_trashed(self, file: File) -> bool:
        return file.trashed or any(
            self.cloud_trashed(self.cloud.files[parent])
            for parent in file.parents
            if parent in self.cloud.files
        )

    def text(self, name: str, operator: str, value: str) -> Test:
        if operator not in _EQUAL:
            raise invalid("q")
        holds = _EQUAL[operator]
        if name == "mimeType":
            return lambda file: holds(file.mime, value)
        if name in ("name", "title"):
            return lambda file: holds(file.name.casefold(), value.casefold())
        return lambda _file: operator == "!="


def _to_ms(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _has_word(name: str, wanted: str) -> bool:
    """`name contains` looks at the beginnings of words only."""
    start = r"(?:^|(?<=\W)|(?<=_))"
    return bool(re.search(start + re.escape(wanted), name, re.IGNORECASE))


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[:1] in ("'", '"') else text


def ordered(files: list[File], order: str) -> list[File]:
    """The files in the order that `orderBy` asks for. Raises DriveError."""
    keys = [part.strip().split() for part in order.split(",") if part.strip()]
    for key in keys:
        if key[0] not in _SORTABLE or key[1:] not in ([], ["desc"], ["asc"]):
            raise invalid("orderBy")

    def compare(one: File, other: File) -> int:
        for key in keys:
            left, right = _sort_value(one, key[0]), _sort_value(other, key[0])
            if left != right:
                return (1 if left > right else -1) * (-1 if key[1:] == ["desc"] else 1)
        return 0

    return sorted(files, key=cmp_to_key(compare))


def _sort_value(file: File, name: str) -> Any:
    if name == "name":
        return file.name.casefold()
    if name == "name_natural":
        return [
            (int(p), "") if p.isdigit() else (0, p)
            for p in re.split(r"(\d+)", file.name.casefold())
        ]
    if name == "folder":
        return file.mime != FOLDER_TYPE
    if name == "createdTime":
        return file.created
    if name == "quotaBytesUsed":
        return len(file.content)
    return bool(file.extra.get("starred")) if name == "starred" else file.modified
