"""What a person's typing means: USER_ENTERED text as a value and the format it brings.

Source: `ValueInputOption` in the API's reference, and what Sheets does as one types in its cells.
"""

import re
from datetime import date, datetime

from tests.sheets_server.errors import Json
from tests.sheets_server.locales import Locale, locale_of
from tests.sheets_server.serials import plain, serial_of

Entered = tuple[Json | None, Json | None]  # ExtendedValue, NumberFormat
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DAY = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?")
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAMED_DAY = re.compile(
    r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -,]+(\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})"
)


def enter(text: str, locale_name: str, number_format: Json | None = None) -> Entered:
    """The value that typing this gives in a cell of that format, and the format it then has."""
    if text == "":
        return None, number_format
    if (number_format or {}).get("type") == "TEXT":
        return {"stringValue": text}, number_format
    if text.startswith("'"):
        return {"stringValue": text[1:]}, number_format
    if text.startswith("=") and len(text) > 1:
        return {"formulaValue": text}, number_format
    value, brought = _read(text.strip(), locale_of(locale_name))
    if value is None:
        return _text_or_formula(text), number_format
    return value, _kept(number_format, brought)


def _text_or_formula(text: str) -> Json:
    if text.startswith("+") and len(text) > 1:
        return {"formulaValue": "=" + text}
    return {"stringValue": text}


def _kept(had: Json | None, brought: Json | None) -> Json | None:
    """A format that the cell has stays, unless a date or time is typed where none was."""
    if not had or not brought:
        return had or brought
    dates = ("DATE", "TIME", "DATE_TIME")
    return brought if (brought["type"] in dates) != (had.get("type") in dates) else had


def _read(text: str, locale: Locale) -> Entered:
    if text.upper() in ("TRUE", "FALSE"):
        return {"boolValue": text.upper() == "TRUE"}, None
    return _number(text, locale) or _moment(text, locale) or (None, None)


# --- numbers ----------------------------------------------------------------------------------


def _number(text: str, locale: Locale) -> Entered | None:
    bare, sign = _currency(text, locale)
    percent = bare.endswith("%") or bare.startswith("%")
    bare = bare.strip("%").strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    number = read_number(bare, locale)
    if number is None:
        return None
    number = -number if negative else number
    if percent:
        number = float(f"{number / 100:.15g}")
    places = len(bare.split(locale.decimal)[1]) if locale.decimal in bare else 0
    return {"numberValue": plain(number)}, _number_format(bare, locale, sign, percent, places)


def _currency(text: str, locale: Locale) -> tuple[str, bool]:
    for sign in locale.signs:
        minus = "-" if text.startswith("-") else ""
        rest = text.removeprefix("-")
        if rest.startswith(sign):
            return minus + rest.removeprefix(sign).strip(), True
        if rest.endswith(sign):
            return minus + rest.removesuffix(sign).strip(), True
    return text, False


def read_number(text: str, locale: Locale) -> float | None:
    """The number that a text is in a locale, None if it is none."""
    group, point = re.escape(locale.group), re.escape(locale.decimal)
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    if not re.fullmatch(rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?", text):
        return None
    number = float(text.replace(locale.group, "").replace(locale.decimal, "."))
    return None if number in (float("inf"), float("-inf")) else number


def _number_format(
    text: str, locale: Locale, sign: bool, percent: bool, places: int
) -> Json | None:
    if percent:
        return {"type": "PERCENT", "pattern": "0.00%" if places else "0%"}
    if sign:
        pattern = locale.currency
        return {"type": "CURRENCY", "pattern": pattern if places else pattern.replace(".00", "")}
    if locale.group in text:
        return {"type": "NUMBER", "pattern": "#,##0.00" if places else "#,##0"}
    if "e" in text.lower():
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return None


# --- dates and times --------------------------------------------------------------------------


def _moment(text: str, locale: Locale) -> Entered | None:
    if time := read_time(text):
        return {"numberValue": plain(time[0])}, {"type": "TIME", "pattern": time[1]}
    day_text, _, time_text = text.partition(" ") if ":" in text else (text, "", "")
    day = read_day(day_text.rstrip("T"), locale)
    if day is None:
        return None
    if not time_text:
        return {"numberValue": serial_of(day[0])}, {"type": "DATE", "pattern": day[1]}
    clock = read_time(time_text.strip())
    if clock is None:
        return None
    pattern = {"type": "DATE_TIME", "pattern": f"{day[1]} {clock[1]}"}
    return {"numberValue": plain(serial_of(day[0]) + clock[0])}, pattern


def read_time(text: str) -> tuple[float, str] | None:
    """The fraction of a day that a time of day is, and the format it is written in."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0)
    pattern = "h:mm:ss" if match[3] else "h:mm"
    if match[4]:
        pattern += " am/pm"
    return (hour * 3600 + minute * 60 + second) / 86400, pattern


def read_day(text: str, locale: Locale) -> tuple[date, str] | None:
    """The day that a text is in a locale, and the format it is written in."""
    if match := _ISO.fullmatch(text):
        pattern = match[2].join(
            ["yyyy", "mm" if len(match[3]) > 1 else "m", "dd" if len(match[4]) > 1 else "d"]
        )
        return _valid(int(match[1]), int(match[3]), int(match[4]), pattern)
    if match := _DAY.fullmatch(text):
        return _local_day(match, locale)
    if match := _NAMED_DAY.fullmatch(text):
        day, name, year = match[1] or match[5], match[2] or match[4], match[3] or match[6]
        month = next((n for n, m in enumerate(_NAMES, 1) if name.lower().startswith(m)), 0)
        return _valid(int(year), month, int(day), "mmmm d, yyyy" if match[4] else "d mmmm yyyy")
    return None


def _local_day(match: re.Match[str], locale: Locale) -> tuple[date, str] | None:
    first, sign, second, year = match[1], match[2], match[3], match[4]
    if len(first) > 2 or (sign == "." and locale.date.count(".") == 0):
        return None
    day, month = (second, first) if locale.order == "mdy" else (first, second)
    if year is None:
        if locale.order == "ymd":
            day, month = second, first
        return _valid(datetime.now().year, int(month), int(day), f"d{sign}m")
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)
    return _valid(full, int(month), int(day), locale.date)


def _valid(year: int, month: int, day: int, pattern: str) -> tuple[date, str] | None:
    try:
        return date(year, month, day), pattern
    except ValueError:
        return None
