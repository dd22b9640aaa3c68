"""Formulas as text and as trees: tokens, references that move with the grid, the parsed form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.sheets_server.a1 import column_index, column_letters
from tests.sheets_server.locales import Locale

_TITLE = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)!"
_CORNER = r"(?:\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}(?![\w(])|\$?[1-9]\d*(?![\w(]))"
_REFERENCE = rf"(?:{_TITLE})?(?:{_CORNER}:{_CORNER}|\$?[A-Za-z]{{1,3}}\$?[1-9]\d*(?![\w(.!]))"


def _token_pattern(decimal: str) -> re.Pattern[str]:
    point = re.escape(decimal)
    return re.compile(
        r'\s*(?:(?P<text>"(?:[^"]|"")*")'
        r"|(?P<error>#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!))"
        rf"|(?P<ref>{_REFERENCE})"
        rf"|(?P<number>\d+(?:{point}\d*)?(?:[eE][+-]?\d+)?|{point}\d+)"
        r"|(?P<name>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)(?:!\w+)?)"
        r"|(?P<sign><=|>=|<>|[-+*/^&=<>%(){};,\\]))",
    )


_TOKENS = {decimal: _token_pattern(decimal) for decimal in ".,"}
_TOKEN = _TOKENS["."]
_PRECEDENCE = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3}
_PRECEDENCE |= {"*": 4, "/": 4, "^": 6}
_UNARY = 7  # =-2^2 is 4, as in every spreadsheet


class FormulaError(ValueError):
    """A text that is no formula."""


@dataclass(frozen=True)
class Corner:
    """One end of a reference; None leaves the row or the column open."""

    row: int | None
    column: int | None
    fixed_row: bool = False
    fixed_column: bool = False


@dataclass(frozen=True)
class Ref:
    """A reference to a cell or a range of a tab (None: the formula's own)."""

    title: str | None
    start: Corner
    end: Corner | None


@dataclass(frozen=True)
class Literal:
    """A number, text or logical value."""

    value: float | str | bool


@dataclass(frozen=True)
class ErrorLiteral:
    """An error written out, as `#REF!` where a reference was lost."""

    text: str


@dataclass(frozen=True)
class Name:
    """A named range."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function, or an operator by its sign."""

    name: str
    arguments: tuple["Node", ...]


Node = Ref | Literal | ErrorLiteral | Name | Call


def references(node: Node) -> Iterator[Ref]:
    """Every reference in a tree."""
    if isinstance(node, Ref):
        yield node
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from references(argument)


def parse_reference(text: str) -> Ref:
    """`'My tab'!$A$1:B2` as a reference."""
    title, _, cells = text.rpartition("!")
    start, _, end = cells.partition(":")
    plain = title[1:-1].replace("''", "'") if title.startswith("'") else title
    return Ref(plain or None, _corner(start), _corner(end) if end else None)


def _corner(text: str) -> Corner:
    match = re.fullmatch(r"(\$?)([A-Za-z]*)(\$?)(\d*)", text)
    if not match:
        raise FormulaError(text)
    fixed, letters, fixed_row, digits = match.groups()
    if not letters:
        fixed_row, fixed = fixed or fixed_row, ""
    return Corner(
        int(digits) - 1 if digits else None,
        column_index(letters) if letters else None,
        bool(fixed_row),
        bool(fixed),
    )


def show_reference(ref: Ref) -> str:
    """The reference as it is written in a formula."""
    title = ""
    if ref.title is not None:
        plain = re.fullmatch(r"[^\W\d]\w*", ref.title)
        title = (ref.title if plain else "'" + ref.title.replace("'", "''") + "'") + "!"
    end = ":" + _show_corner(ref.end) if ref.end else ""
    return title + _show_corner(ref.start) + end


def _show_corner(corner: Corner) -> str:
    column = (
        "" if corner.column is None else "$" * corner.fixed_column + column_letters(corner.column)
    )
    row = "" if corner.row is None else "$" * corner.fixed_row + str(corner.row + 1)
    return column + row


def rewritten(formula: str, change: Callable[[Ref], Ref | None]) -> str:
    """The formula with each reference changed; None leaves `#REF!` in its place."""

    def replace(match: re.Match[str]) -> str:
        if match.group("ref") is None:
            return match[0]
        lead = match[0][: len(match[0]) - len(match.group("ref"))]
        changed = change(parse_reference(match.group("ref")))
        return lead + ("#REF!" if changed is None else show_reference(changed))

    return "=" + _TOKEN.sub(replace, formula[1:])


def offset_formula(formula: str, rows: int, columns: int) -> str:
    """The formula as it is when copied so many rows down and columns to the right."""

    def moved(corner: Corner) -> Corner:
        row, column = corner.row, corner.column
        return Corner(
            row if row is None or corner.fixed_row else row + rows,
            column if column is None or corner.fixed_column else column + columns,
            corner.fixed_row,
            corner.fixed_column,
        )

    def change(ref: Ref) -> Ref | None:
        corners = [moved(ref.start)] + ([moved(ref.end)] if ref.end else [])
        if any((c.row or 0) < 0 or (c.column or 0) < 0 for c in corners):
            return None
        return Ref(ref.title, corners[0], corners[1] if ref.end else None)

    return rewritten(formula, change)


@lru_cache(maxsize=8192)
def parse_formula(formula: str, locale: Locale) -> Node:
    """The tree of a formula, in the signs of a locale. Raises FormulaError."""
    parser = _Parser(_tokens(formula[1:], locale), locale)
    tree = parser.expression(0)
    if parser.peek() != ("", ""):
        raise FormulaError(formula)
    return tree


def _tokens(text: str, locale: Locale) -> list[tuple[str, str]]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKENS[locale.decimal].match(text, at)
        if not match or match.lastgroup is None:
            raise FormulaError(text)
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return tokens


class _Parser:
    """Precedence climbing over the tokens."""

    def __init__(self, tokens: list[tuple[str, str]], locale: Locale) -> None:
        self.tokens = tokens
        self.at = 0
        self.locale = locale

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise FormulaError(sign)

    def expression(self, least: int) -> Node:
        left = self.unary()
        while True:
            kind, sign = self.peek()
            if (kind, sign) == ("sign", "%"):
                self.take()
                left = Call("%", (left,))
                continue
            strength = _PRECEDENCE.get(sign, 0) if kind == "sign" else 0
            if not strength or strength <= least:
                return left
            self.take()
            left = Call(sign, (left, self.expression(strength)))

    def unary(self) -> Node:
        kind, sign = self.peek()
        if kind == "sign" and sign in "+-":
            self.take()
            return Call("negative" if sign == "-" else "positive", (self.expression(_UNARY),))
        return self.primary()

    def primary(self) -> Node:
        kind, text = self.take()
        if kind == "number":
            return Literal(self.number(text))
        if kind == "text":
            return Literal(text[1:-1].replace('""', '"'))
        if kind == "error":
            return ErrorLiteral(text)
        if kind == "ref":
            return parse_reference(text)
        if kind == "name":
            return self.named(text)
        if (kind, text) == ("sign", "("):
            inner = self.expression(0)
            self.expect(")")
            return inner
        raise FormulaError(text)

    def number(self, text: str) -> float:
        number = float(text.replace(self.locale.decimal, "."))
        return int(number) if number == int(number) and abs(number) < 1e15 else number

    def named(self, text: str) -> Node:
        if self.peek() == ("sign", "("):
            self.take()
            return Call(text.upper(), self.arguments())
        if text.upper() in ("TRUE", "FALSE"):
            return Literal(text.upper() == "TRUE")
        return Name(text)

    def arguments(self) -> tuple[Node, ...]:
        if self.peek() == ("sign", ")"):
            self.take()
            return ()
        found: list[Node] = []
        while True:
            found.append(self.argument())
            _, sign = self.take()
            if sign == ")":
                return tuple(found)
            if sign != ";" and sign != self.locale.separator:
                raise FormulaError(sign)

    def argument(self) -> Node:
        """An argument, empty where two separators meet."""
        kind, sign = self.peek()
        if kind == "sign" and sign in (";", ")", self.locale.separator):
            return Literal("")
        return self.expression(0)
