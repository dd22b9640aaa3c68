"""What somebody probably meant: one candidate that is clearly nearest, or none."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from unicodedata import normalize

from rapidfuzz.distance import OSA

from vietnamese.text import key, plain

_NUMBER = re.compile(r"\d+")


@lru_cache(maxsize=65536)
def _forms(text: str) -> tuple[str, str]:
    return plain(text), normalize("NFD", key(text))


def _distance(one: str, other: str) -> tuple[int, int]:
    """Wrong letters first, then wrong marks."""
    (bare, marked), (other_bare, other_marked) = _forms(one), _forms(other)
    return OSA.distance(bare, other_bare), OSA.distance(marked, other_marked)


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `text` is a slip of the pen from; None when none or several could be.

    One wrong letter in four at the most; a second candidate must be further off.
    `Tổ trưỏng` is near to `Tổ trưởng`, and `Tổ trưởng khối` begins with it.
    """
    ranked = sorted((*_distance(text, candidate), candidate) for candidate in set(candidates))
    if not ranked:
        return None
    allowed = max(len(plain(text)) // 4, 1) if len(plain(text)) > 2 else 0
    letters, marks, best = ranked[0]
    alone = len(ranked) == 1 or ranked[1][:2] > (letters, marks + 1) or ranked[1][0] > letters
    if letters <= allowed and alone:
        return best
    begun = [c for c in set(candidates) if plain(text).startswith(plain(c) + " ")]
    return begun[0] if len(begun) == 1 else None


def nearest_hamlet(text: str, candidates: Sequence[str]) -> str | None:
    """As `nearest`, for hamlets: a number is not a word, one wrong digit is another hamlet.

    Same number under another word, the bare number or name, or a digit too many or too few
    are taken when only one hamlet fits.
    """
    numbers = _NUMBER.findall(text)
    if not numbers:
        ends = [c for c in candidates if plain(c).endswith(" " + plain(text))]
        return ends[0] if len(ends) == 1 else nearest(text, (c for c in candidates if not _NUMBER.search(c)))
    for fits in (_same_number, _one_digit_more):
        found = [c for c in candidates if fits(numbers, _NUMBER.findall(c))]
        close = [c for c in found if _words(c) == _words(text)] or found
        if len(close) > 1:
            return nearest(text, close) if fits is _same_number else None
        if close:
            return close[0]
    return None


def _words(text: str) -> str:
    return _NUMBER.sub("", plain(text)).strip()


def _same_number(numbers: list[str], others: list[str]) -> bool:
    return [n.lstrip("0") for n in numbers] == [n.lstrip("0") for n in others]


def _one_digit_more(numbers: list[str], others: list[str]) -> bool:
    """Whether a digit typed twice or left out explains the difference (15 for 5)."""
    if len(numbers) != 1 or len(others) != 1 or abs(len(numbers[0]) - len(others[0])) != 1:
        return False
    return OSA.distance(numbers[0], others[0]) == 1
