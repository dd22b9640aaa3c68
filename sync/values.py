"""One cell as the person meant it, where there is one meaning; else what is the matter with it.

Every reader takes the cell's cleaned text (never blank) and returns a `Reading`. They are called
once for each distinct text of a column, over all wards.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import phonenumbers
from numpy.typing import NDArray

from shapes import Column
from vietnamese.nearest import nearest
from vietnamese.text import key, letters_key, plain, show_date


class Reading(NamedTuple):
    """`value` is None when unknown; `problem` names the finding; `suggestion` the right text."""

    value: object
    problem: str = ""
    suggestion: str = ""


Reader = Callable[[str], Reading]

# --- dates -------------------------------------------------------------------------------------

_TIME = r"(?:[t\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_DAY_FIRST = re.compile(
    r"(?:ngay\s*:?\s*)?(\d{1,2})(?:\s*[/.\-–—]\s*|\s*,?\s*thang\s*)(\d{1,2})"
    rf"(?:\s*[/.\-–—]\s*|\s*,?\s*nam\s*|\s*,\s*)(\d{{4}}|\d{{2}}){_TIME}[.,;]?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}}){_TIME}")
_SERIAL = re.compile(r"[1-9]\d{4}(?:,\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050  # 1980 to 2099: what an unformatted date cell shows
_EPOCH = date(1899, 12, 30)


def read_date(text: str) -> Reading:
    """A date, always day first; a serial number is what a date cell without a format shows."""
    if _SERIAL.fullmatch(text):
        serial = int(text.split(",")[0])
        if _FIRST_SERIAL <= serial <= _LAST_SERIAL:
            return Reading(_EPOCH + timedelta(days=serial))
        return Reading(None, "not_a_date")
    written = plain(text)
    if found := _DAY_FIRST.fullmatch(written):
        day, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(written):
        year, month, day = found.groups()
    else:
        return Reading(None, "not_a_date")
    return _dated(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))


def _dated(year: int, month: int, day: int) -> Reading:
    """The day, or that there is none; where only the order was wrong, the right one is proposed."""
    if value := _day(year, month, day):
        return Reading(value)
    swapped = _day(year, day, month) if month > 12 else None
    return Reading(None, "not_a_date", show_date(swapped) if swapped else "")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- phones ------------------------------------------------------------------------------------

_SEPARATORS = re.compile(r"[\s.\-–—()]+")
_STRAY = "'‘’`\",;:"
_PLAIN_MOBILE = re.compile(r"0[35789]\d{8}")
# Mobile, landline and the army's numbers: not hotlines, which phonenumbers knows as valid, too.
_DIALLED = re.compile(r"0(?:[35789]\d{8}|2\d{9}|69\d{5,8})", re.ASCII)
_COUNTRY_CODE = re.compile(r"^\+?0{0,2}84(?=\d{8})0?")
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
    if not _DIALLED.fullmatch(digits):
        return False
    return phonenumbers.is_valid_number_for_region(phonenumbers.parse(digits, "VN"), "VN")


def read_phone(text: str) -> Reading:
    """A Vietnamese number with its leading 0 as an int; one in another form is repaired."""
    compact = text if text.isdigit() else _SEPARATORS.sub("", text)
    if _is_mobile(compact) or _is_phone(compact):
        return Reading(int(compact))
    repaired = next(filter(_is_phone, _repairs(compact)), None)
    if repaired:
        return Reading(int(repaired), "repairable_phone", repaired)
    return Reading(0, "not_a_phone")


def _is_mobile(digits: str) -> bool:
    """Whether `digits` is a mobile number as it should be written."""
    # Validity hangs on the leading digits alone, so one look-up serves many numbers.
    return bool(_PLAIN_MOBILE.fullmatch(digits)) and _is_phone(f"{digits[:5]}00000")


def plain_mobiles(texts: NDArray[np.object_]) -> NDArray[np.int64]:
    """What `read_phone` makes of each text that is a mobile number as it should be written, worked
    out for all of them at once; 0 for the others."""
    numbers = np.zeros(len(texts), dtype="int64")
    at = np.flatnonzero(np.fromiter(map(len, texts), dtype="int64", count=len(texts)) == 10)
    letters = texts[at].astype("U10").view("uint32").reshape(-1, 10)
    digits = letters.astype("int64") - ord("0")
    numbers[at] = digits @ 10 ** np.arange(10)[::-1]
    numbers[at[((digits < 0) | (digits > 9)).any(axis=1)]] = 0
    leading, distinct = pd.factorize(numbers // 100_000)
    mobile = [_is_mobile(f"{number:05}00000") for number in distinct.tolist()]
    return np.where(np.array(mobile, dtype=bool)[leading], numbers, 0)


def _repairs(compact: str) -> list[str]:
    """What the number would be with a 0 for its country code, its lost 0 or its new prefix."""
    digits = compact.strip(_STRAY)
    if re.fullmatch(r"[oO0-9+]+", digits):
        digits = digits.upper().replace("O", "0")
    digits = _COUNTRY_CODE.sub("0", digits, count=1)
    forms = [digits, "0" + digits]
    return forms + [
        _NEW_PREFIX[f[:4]] + f[4:] for f in forms if f[:4] in _NEW_PREFIX and len(f) == 11
    ]


# --- e-mails, counts, years --------------------------------------------------------------------

_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_]+(?:[.+\-][a-z0-9_]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*\.[a-z]{2,}"
)
_NO_EMAIL = re.compile(r"[\s,;:<>()\[\]]|^@|@[^.]*$")
_COUNT = re.compile(r"\d{1,9}|[1-9]\d{0,2}(?:\.\d{3}){1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BIRTH_DATE = re.compile(
    r"(?:\d{1,2}\s*[/.\-–—]\s*){1,2}(?P<last>(?:19|20)\d\d)"
    r"|(?P<first>(?:19|20)\d\d)\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{1,2}"
)


def read_email(text: str) -> Reading:
    """An e-mail address in lower case; marks in its name (`hoà@…`) are slips of the keyboard."""
    if _PLAIN_EMAIL.fullmatch(text.lower()):
        return Reading(text.lower())
    if _NO_EMAIL.search(text) or text.count("@") != 1:
        return Reading(None, "not_an_email")
    from email_validator import EmailNotValidError, validate_email  # slow to import, seldom asked

    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
        return Reading(found.normalized.lower())
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
    if found := _BIRTH_DATE.fullmatch(text):
        return Reading(float(found["last"] or found["first"]))
    full = read_date(text) if "nam" in plain(text) else Reading(None)
    if isinstance(full.value, date):
        return Reading(float(full.value.year))
    return Reading(None, "not_a_year")


# --- names, choices, text ----------------------------------------------------------------------

# As Phụ lục 2 has it: "1. Ông/Bà: Nguyễn Văn A".
_LIST_NUMBER = re.compile(r"^\d{1,3}\s*[.)/]\s*")
_ADDRESS = re.compile(
    r"^(?:(?:ông\s*/\s*bà|ông|bà|đ\s*/\s*c|đc|đồng chí)(?:\s*[:.]\s*|\s+|$))+", re.IGNORECASE
)
_NOBODY = frozenset(
    map(key, ("chưa", "chưa có", "không", "không có", "chưa rõ", "chưa phân công", "chưa bố trí"))
)
_NOBODY_BEGINS = frozenset(word[0] for word in _NOBODY)
_NO_GROUP = re.compile(r"(?:chưa|không)(?: (?:có|lập|tạo|thành lập))?(?: nhóm)?(?: zalo)?[.!]?")


def read_name(text: str) -> Reading:
    """A person's name without number, form of address and punctuation around it."""
    name = _ADDRESS.sub("", _LIST_NUMBER.sub("", text)).rstrip(" ,;:.…-")
    # Few names begin as these words do; the key of each would be dear.
    nobody = name[:1].casefold() in _NOBODY_BEGINS and key(name) in _NOBODY
    return Reading("" if nobody else name)


def read_text(text: str) -> Reading:
    """The text itself."""
    return Reading(text)


def read_group(text: str) -> Reading:
    """A Zalo group's name or link; `chưa có` says that there is none."""
    return Reading("" if _NO_GROUP.fullmatch(key(text)) else text)


def choice_reader(column: Column) -> Reader:
    """A reader for the column's list: its words and their synonyms; the nearest one is proposed.

    A remark in brackets is not dropped: `Chủ tịch UBND (PCT ký thay)` is not `Chủ tịch UBND`.
    """
    words: Mapping[str, tuple[str, ...]] = {
        value: (shown, *column.synonyms.get(value, ())) for value, shown in column.choices.items()
    }
    value_of = {
        letters_key(word) or word: value for value, own in words.items() for word in reversed(own)
    }

    def read_choice(text: str) -> Reading:
        value = value_of.get(letters_key(text) or text)
        return (
            Reading(value)
            if value is not None
            else Reading(None, "not_in_list", _meant(text, words))
        )

    return read_choice


def _meant(text: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The word of the list that `text` is near to, where it speaks of no other; else ""."""
    shown = nearest(text, (own[0] for own in words.values()))
    near = [own for own in words.values() if shown == own[0] or (not shown and nearest(text, own))]
    if len(near) != 1:
        return ""
    rest = _after(plain(text), near[0])
    others = [plain(word) for own in words.values() if own is not near[0] for word in own]
    spoken = any(re.search(rf"\b{re.escape(word)}\b", rest) for word in others if len(word) > 2)
    return "" if spoken else near[0][0]


def _after(text: str, words: tuple[str, ...]) -> str:
    """What follows the longest of `words` that `text` begins with; "" where it begins with none."""
    begun = [len(plain(word)) for word in words if text.startswith(plain(word) + " ")]
    return text[max(begun) :] if begun else ""


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
