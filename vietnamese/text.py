"""Comparing Vietnamese text, and showing dates and numbers the Vietnamese way."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

# No-break, zero-width and the byte-order mark are spaces to the person who typed them.
# The soft hyphen is not among them: it is the letter «ư» of TCVN3 text (see legacy.py).
_SPACES = re.compile(r"[\s\u00a0\u200b-\u200f\u2028\u2029\u202f\u2060\ufeff]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_TONE_THEN_VOWELS = re.compile(f"([{_TONES}])((?:[{_SHAPES}]*[aeiouy][{_SHAPES}]*)+|[{_SHAPES}]+)")
_NOT_LETTERS = re.compile(r"[^\w]+|_+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_DIGIT_RUN = re.compile(r"\+?\d(?:[\s.\-]?\d){7,}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")


def clean(text: str) -> str:
    """`text` in NFC with every run of spaces, of whatever kind, as one plain space; no ends."""
    if text.isascii() and text.isalnum():
        return text
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip())


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """What two spellings of one thing share: NFC, one space, case folded, tone placement unified.

    Marks stay, so `Hoa` and `Hóa` have two keys; `Hoà` and `Hòa` have one.
    """
    folded = clean(text).casefold()
    if folded.isascii():
        return folded
    split = unicodedata.normalize("NFD", folded)
    return unicodedata.normalize("NFC", _TONE_THEN_VOWELS.sub(r"\2\1", split))


@lru_cache(maxsize=4096)
def letters_key(text: str) -> str:
    """Key of a word in a list: also without punctuation and spaces."""
    return _NOT_LETTERS.sub("", key(text))


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Key of a tab's or column's title: also without punctuation, spaces, remarks in brackets."""
    return letters_key(_BRACKETS.sub(" ", text))


def plain(text: str) -> str:
    """The key of `text` without any mark: `Khối trưởng` gives `khoi truong`."""
    split = unicodedata.normalize("NFD", key(text).replace("đ", "d"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def in_sentence(name: str) -> str:
    """A unit's name inside a sentence: `Phường Cửa Nam` gives `phường Cửa Nam`."""
    return name[:1].lower() + name[1:]


def show_date(day: date) -> str:
    """A date as offices write it: 05/03/2023."""
    return day.strftime("%d/%m/%Y")


def show_number(number: float) -> str:
    """A number as offices write it: 1.234,5."""
    text = f"{number:,.10g}" if isinstance(number, float) else f"{number:,}"
    return text.translate(str.maketrans(",.", ".,"))


def mask(text: str) -> str:
    """`text` with everything that could reach a person hidden: all but its last two characters."""
    return "•" * max(len(text) - 2, 1) + (text[-2:] if len(text) > 4 else "")


def mask_contacts(text: str) -> str:
    """`text` with the phone numbers and e-mail addresses that stand in it masked."""
    hidden = _EMAIL.sub(lambda found: mask(found[0]), text)
    return _DIGIT_RUN.sub(lambda found: mask(found[0]), hidden)
