"""One cell as the person meant it, where there is one meaning; else what is the matter with it.

Every reader takes the cell's cleaned text (never blank) and returns a `Reading`. They are called
once for each distinct text of a column, over all wards.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from shapes import Column
from vietnamese.nearest import nearest
from vietnamese.text import header_key, key, show_date


@dataclass(frozen=True)
class Reading:
    """`value` is None when unknown; `problem` names the finding; `suggestion` the right text."""

    value: object
    problem: str = ""
    suggestion: str = ""


Reader = Callable[[str], Reading]

# --- dates -------------------------------------------------------------------------------------

_DAY_FIRST = re.compile(
    r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|\s*tháng\s*)\s*(\d{1,2})\s*(?:[/.\-]|,?\s*năm\s*|,\s*)\s*(\d{4}|\d{2})"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T\s]\d{1,2}:\d{2}(?::\d{2})?)?")
_SERIAL = re.compile(r"[1-9]\d{4}(?:,\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050  # 1980 to 2099: what an unformatted date cell shows
_EPOCH = date(1899, 12, 30)


def read_date(text: str) -> Reading:
    """A date, always day first; a serial number is what a date cell without a format shows."""
    folded = text.casefold()
    if _SERIAL.fullmatch(text):
        serial = int(text.split(",")[0])
        if _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            return Reading(_EPOCH + timedelta(days=serial))
        return Reading(None, "not_a_date")
    found = _DAY_FIRST.fullmatch(folded)
    if found:
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(folded):
        year, month, day = map(int, found.groups())
    else:
        return Reading(None, "not_a_date")
    year += 2000 if year < 100 else 0
    value = _day(year, month, day)
    if value:
        return Reading(value)
    swapped = _day(year, day, month) if month > 12 else None
    return Reading(None, "not_a_date", show_date(swapped) if swapped else "")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- phones ------------------------------------------------------------------------------------

_SEPARATORS = re.compile(r"[\s.\-()]+")
_PLAIN_MOBILE = re.compile(r"0[35789]\d{8}")
# The change of 2018: eleven-digit mobile numbers became ten-digit ones.
_NEW_PREFIX = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


@lru_cache(maxsize=65536)
def _is_phone(digits: str) -> bool:
    """Whether `digits`, with its leading 0, is a number of a Vietnamese mobile or landline."""
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return False
    return digits.startswith("0") and phonenumbers.is_valid_number_for_region(number, "VN")


def read_phone(text: str) -> Reading:
    """A Vietnamese number with its leading 0 as an int; one in another form is repaired."""
    compact = _SEPARATORS.sub("", text)
    # Validity hangs on the leading digits alone, so one look-up serves many numbers.
    if _PLAIN_MOBILE.fullmatch(compact) and _is_phone(compact[:5] + "00000"):
        return Reading(int(compact))
    if compact.isascii() and compact.isdigit() and _is_phone(compact):
        return Reading(int(compact))
    repaired = next(filter(_is_phone, _repairs(compact)), None)
    if repaired:
        return Reading(int(repaired), "repairable_phone", repaired)
    return Reading(0, "not_a_phone")


def _repairs(compact: str) -> list[str]:
    """What the number would be with a 0 for its country code, its lost 0 or its new prefix."""
    digits = compact.upper().replace("O", "0") if re.fullmatch(r"[oO0-9+]+", compact) else compact
    digits = re.sub(r"^(?:\+|00)?84(?=\d{8})0?", "0", digits)
    if not (digits.isascii() and digits.isdigit()):
        return []
    forms = [digits, "0" + digits]
    return forms + [_NEW_PREFIX[f[:4]] + f[4:] for f in forms if f[:4] in _NEW_PREFIX and len(f) == 11]


# --- e-mails, counts, years --------------------------------------------------------------------

_PLAIN_EMAIL = re.compile(r"[a-z0-9_]+(?:[.+\-][a-z0-9_]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\.[a-z]{2,}")
_COUNT = re.compile(r"\d+|\d{1,3}(?:\.\d{3})+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FULL_BIRTH_DATE = re.compile(r"(?:\d{1,2}[/.\-]){2}((?:19|20)\d\d)|((?:19|20)\d\d)-\d{1,2}-\d{1,2}")
_MONTH_AND_YEAR = re.compile(r"\d{1,2}[/.\-]((?:19|20)\d\d)")


def read_email(text: str) -> Reading:
    """An e-mail address in lower case."""
    if _PLAIN_EMAIL.fullmatch(text.lower()):
        return Reading(text.lower())
    try:
        return Reading(validate_email(text, check_deliverability=False).normalized.lower())
    except EmailNotValidError:
        return Reading(None, "not_an_email")


def read_count(text: str) -> Reading:
    """A whole number ≥ 0; `1.234` is a thousand and more, as Vietnamese writing has it."""
    whole = text.removesuffix(",0")
    if _COUNT.fullmatch(whole):
        return Reading(float(whole.replace(".", "")))
    return Reading(None, "not_a_count")


def read_year(text: str) -> Reading:
    """A birth year; of a full birth date, its year."""
    if _YEAR.fullmatch(text):
        return Reading(float(text))
    found = _FULL_BIRTH_DATE.fullmatch(text) or _MONTH_AND_YEAR.fullmatch(text)
    if found:
        return Reading(float(found[1] or found[2] if len(found.groups()) > 1 else found[1]))
    full = read_date(text) if "năm" in text.casefold() else Reading(None)
    if isinstance(full.value, date):
        return Reading(float(full.value.year))
    return Reading(None, "not_a_year")


# --- names, choices, text ----------------------------------------------------------------------

_ADDRESS = re.compile(r"^(?:\d+\s*[.)]\s*)?(?:(?:ông\s*/\s*bà|ông|bà|đ\s*/\s*c|đc|đ\s*/c|đồng chí)\s*[:.]?\s+|ông/bà:\s*|đ/c\s*[:.]?\s*)+", re.IGNORECASE)
_NO_GROUP = frozenset(map(key, ("chưa", "chưa có", "không", "không có", "chưa lập", "chưa thành lập")))


def read_name(text: str) -> Reading:
    """A person's name without the form of address before it."""
    return Reading(_ADDRESS.sub("", text) or text)


def read_text(text: str) -> Reading:
    """The text itself."""
    return Reading(text)


def read_group(text: str) -> Reading:
    """A Zalo group's name or link; `chưa có` says that there is none."""
    return Reading("" if key(text) in _NO_GROUP else text)


def choice_reader(column: Column) -> Reader:
    """A reader for the column's list: its words and their synonyms; the nearest one is proposed."""
    words: Mapping[str, str] = {
        header_key(word) or word: value
        for value, shown in column.choices.items()
        for word in (*column.synonyms.get(value, ()), shown)
    }

    def read_choice(text: str) -> Reading:
        value = words.get(header_key(text) or text)
        if value is not None:
            return Reading(value)
        near = nearest(text, column.choices.values())
        return Reading(None, "not_in_list", near or "")

    return read_choice


READERS: Mapping[str, Reader] = {
    "date": read_date,
    "phone": read_phone,
    "email": read_email,
    "count": read_count,
    "year": read_year,
    "name": read_name,
    "group": read_group,
}


def reader_for(column: Column) -> Reader:
    """The reader of the column's kind; columns without one of their own are read as text."""
    if column.choices:
        return choice_reader(column)
    return READERS.get(column.kind, read_text)
