"""Values as people see them: number format patterns applied in a locale.

Source: "Date & number formats" in the Sheets API's guides.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tests.sheets_server.errors import Json
from tests.sheets_server.locales import Locale
from tests.sheets_server.serials import moment_of

_HALVES = ("am/pm", "a/p")
DATE_TYPES = ("DATE", "TIME", "DATE_TIME")
_DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[\$[^\]]*\]|\[h+\]|\[m+\]|\[s+\]|am/pm|a/p|y+|m+|d+|h+|s+|0+|.', re.IGNORECASE
)
_NUMBER_TOKEN = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]|\[[^\]]*\]|_.|\*.|[0#?,.]+|E[+-]|%|@|.')
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_VI_DAYS = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]


@dataclass(frozen=True)
class CellError:
    """An error as a value: its ErrorType, the text in the cell, the message."""

    type: str
    text: str
    message: str = ""


Value = float | int | str | bool | CellError | None


def default_pattern(kind: str, locale: Locale) -> str:
    """The pattern of a number format that names only its type."""
    patterns = {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": locale.currency,
        "DATE": locale.date,
        "TIME": locale.time,
        "DATE_TIME": locale.date_time,
        "SCIENTIFIC": "0.00E+00",
    }
    return patterns.get(kind, "")


def show(value: Value, number_format: Json | None, locale: Locale) -> str:
    """The value as the cell shows it."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or default_pattern(kind, locale)
    if isinstance(value, str):
        return _show_text(value, pattern)
    if kind == "TEXT" or not pattern:
        return show_general(value, locale)
    if kind in DATE_TYPES or (not kind and _is_date_pattern(pattern)):
        return _show_date(value, pattern, locale)
    return _show_number(value, pattern, locale)


def _show_text(value: str, pattern: str) -> str:
    sections = pattern.split(";")
    return sections[3].replace("@", value).replace('"', "") if len(sections) == 4 else value


def _is_date_pattern(pattern: str) -> bool:
    return bool(re.search(r"[ymdhs]", re.sub(r'"[^"]*"|\\.|\[\$[^\]]*\]', "", pattern)))


def show_general(number: float, locale: Locale) -> str:
    """A number without a format: ten significant digits, very large and small ones by powers of ten."""
    if isinstance(number, int) or number == int(number):
        text = str(int(number)) if abs(number) < 1e15 else _power(number)
    elif abs(number) < 1e-9:
        text = _power(number)
    else:
        text = f"{Decimal(f'{number:.10g}'):f}"
    return text.replace(".", locale.decimal)


def _power(number: float) -> str:
    mantissa, exponent = f"{number:.5E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


# --- dates ------------------------------------------------------------------------------------


def _show_date(serial: float, pattern: str, locale: Locale) -> str:
    tokens = _DATE_TOKEN.findall(pattern.split(";")[0])
    twelve = any(token.lower() in _HALVES for token in tokens)
    try:
        parts = _date_parts(serial, twelve, locale)
    except OverflowError:
        return show_general(serial, locale)
    out = []
    for at, token in enumerate(tokens):
        key = _date_key(tokens, at)
        out.append(parts[key](len(token)) if key in parts else _literal(token))
    return "".join(out)


def _date_parts(serial: float, twelve: bool, locale: Locale) -> dict[str, Callable[[int], str]]:
    """What each kind of token shows, by its width. Raises OverflowError far out of the calendar."""
    moment, seconds = moment_of(serial), round(serial * 86400)
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    vietnamese = "₫" in locale.signs
    return {
        "y": lambda n: f"{moment.year % 100:02}" if n <= 2 else f"{moment.year:04}",
        "d": lambda n: _day(moment.day, moment.weekday(), n, vietnamese),
        "h": lambda n: f"{hour:0{min(n, 2)}}",
        "s": lambda n: f"{moment.second:0{min(n, 2)}}",
        "M": lambda n: f"{moment.minute:0{min(n, 2)}}",
        "m": lambda n: _month(moment.month, n, vietnamese),
        "am/pm": lambda _: "AM" if moment.hour < 12 else "PM",
        "a/p": lambda _: "A" if moment.hour < 12 else "P",
        "[h": lambda n: f"{seconds // 3600:0{n - 2}}",
        "[m": lambda n: f"{seconds // 60:0{n - 2}}",
        "[s": lambda n: f"{seconds:0{n - 2}}",
    }


def _date_key(tokens: list[str], at: int) -> str:
    token = tokens[at].lower()
    if token in _HALVES:
        return token
    if token[0] == "[" and token[1:2] in "hms":
        return token[:2]
    return "M" if token[0] == "m" and _is_minute(tokens, at) else token[0]


def _is_minute(tokens: list[str], at: int) -> bool:
    """An `m` is minutes after an hour or before a second."""
    before = [t.lower() for t in tokens[:at] if re.match(r"\[?[ymdhs]", t, re.IGNORECASE)]
    after = [t.lower() for t in tokens[at + 1 :] if re.match(r"\[?[ymdhs]", t, re.IGNORECASE)]
    hour_before = bool(before) and before[-1].lstrip("[").startswith("h")
    return hour_before or (bool(after) and after[0].lstrip("[").startswith("s"))


def _day(day: int, weekday: int, width: int, vietnamese: bool) -> str:
    if width <= 2:
        return f"{day:0{width}}"
    name = _VI_DAYS[weekday] if vietnamese else _DAYS[weekday]
    return name if width > 3 or vietnamese else name[:3]


def _month(month: int, width: int, vietnamese: bool) -> str:
    if width <= 2:
        return f"{month:0{width}}"
    name = f"tháng {month}" if vietnamese else _MONTHS[month - 1]
    if width == 5:
        return name[0]
    return name if width > 3 or vietnamese else name[:3]


def _literal(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("[$"):
        return token[2:-1].split("-")[0]
    return "" if token.startswith("[") else token


# --- numbers ----------------------------------------------------------------------------------


def _show_number(number: float, pattern: str, locale: Locale) -> str:
    sections = _sections(pattern)
    section, sign = sections[0], "-" if number < 0 else ""
    if number < 0 and len(sections) > 1 and sections[1]:
        section, sign = sections[1], ""
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    return sign + _fill(abs(number), section, locale)


def _sections(pattern: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|[^;])+|(?<=;)(?=;|$)', pattern) or [""]


def _fill(number: float, section: str, locale: Locale) -> str:
    tokens = _NUMBER_TOKEN.findall(section)
    digits = [token for token in tokens if token[0] in "0#?,."]
    shape = digits[0] if digits else ""
    scaled = Decimal(repr(number)) * (100 if "%" in tokens else 1)
    power = next((at for at, token in enumerate(tokens) if token in ("E+", "E-")), None)
    if power is not None:
        return _scientific(scaled, tokens, power, locale)
    out, used = [], False
    for token in tokens:
        if token[0] in "0#?,." and token is shape and not used:
            out.append(_digits(scaled, shape, locale))
            used = True
        elif token == "@":
            out.append(show_general(number, locale))
        else:
            out.append(_number_literal(token))
    return "".join(out)


def _number_literal(token: str) -> str:
    if token[0] == "_":
        return " "
    return "" if token[0] == "*" and len(token) > 1 else _literal(token)


def _digits(number: Decimal, shape: str, locale: Locale) -> str:
    whole_shape, _, part_shape = shape.partition(".")
    thousands = len(whole_shape) - len(whole_shape.rstrip(","))
    number /= 1000**thousands
    most, least = len(part_shape), part_shape.count("0")
    rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    whole, _, part = f"{rounded:f}".partition(".")
    while len(part) > least and part.endswith("0"):
        part = part[:-1]
    whole = whole.lstrip("0").rjust(whole_shape.count("0"), "0")
    if "," in whole_shape.rstrip(","):
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", locale.group, whole)
    point = locale.decimal if part or (most and least) else ""
    return whole + point + part


def _scientific(number: Decimal, tokens: list[str], power: int, locale: Locale) -> str:
    shape = tokens[power - 1]
    exponent = number.adjusted() if number else 0
    mantissa = _digits(number.scaleb(-exponent), shape, locale)
    width = len(tokens[power + 1]) if power + 1 < len(tokens) else 2
    sign = "-" if exponent < 0 else ("+" if tokens[power] == "E+" else "")
    return f"{mantissa}E{sign}{abs(exponent):0{width}}"
