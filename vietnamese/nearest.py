"""What somebody probably meant: one candidate that is clearly nearest, or none."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from unicodedata import normalize

from rapidfuzz.distance import OSA

from vietnamese.text import key, plain

# 5 and 5a are two hamlets.
_NUMBER = re.compile(r"\d+(?:[a-z](?![a-z]))?")
_WORD = re.compile(r"[a-z]+")


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


def nearest_hamlet(
    text: str, candidates: Sequence[str], kinds: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """As `nearest`, for hamlets: a number is not a word, one wrong digit is another hamlet.

    The same number or name under another word or none (`Xóm 5`, `5` for `Khối 5`), a slip in the
    words and a digit too many or too few are taken when only one hamlet fits. `kinds`: each word
    for hamlets, as plain text, → what it stands for.
    """
    wanted = _parts(text, kinds)
    parts = {candidate: _parts(candidate, kinds) for candidate in candidates}
    same_number = [c for c in candidates if parts[c].numbers == wanted.numbers]
    same_name = [c for c in same_number if parts[c].name == wanted.name]
    if same_name:
        return _only(same_name, parts, wanted) or nearest(text, same_name)
    near = nearest(text, same_number)
    if near and _is_slip(wanted.name, parts[near].name):
        return near
    if not wanted.numbers:
        return None
    longer = [c for c in candidates if _one_digit_more(parts[c], wanted)]
    return longer[0] if len(longer) == 1 else None


@dataclass(frozen=True)
class _Parts:
    """A hamlet's name in three: `Khối Yên Sơn 05` is 5, khối, yen son."""

    numbers: tuple[str, ...]
    kind: str
    name: str


def _parts(text: str, kinds: Mapping[str, str]) -> _Parts:
    folded = plain(text)
    numbers = tuple(number.lstrip("0") for number in _NUMBER.findall(folded))
    words = " ".join(_WORD.findall(_NUMBER.sub(" ", folded)))
    begun = [kind for kind in kinds if f"{words} ".startswith(f"{kind} ")]
    kind = max(begun, key=len, default="")
    return _Parts(numbers, kinds.get(kind, ""), words[len(kind) :].strip())


def _is_slip(name: str, other: str) -> bool:
    """Whether the names themselves are near: `Khối` says nothing for Quang Trung, Quang Tiến."""
    if not name or not other or name.startswith(other + " "):
        return True
    return OSA.distance(name, other) <= max(len(name) // 4, 1)


def _only(found: Sequence[str], parts: Mapping[str, _Parts], wanted: _Parts) -> str | None:
    """The one that fits: of several the one under the same word."""
    alike = [c for c in found if parts[c].kind == wanted.kind] or found
    return alike[0] if len(alike) == 1 else None


def _one_digit_more(one: _Parts, other: _Parts) -> bool:
    """Whether a digit typed twice or left out explains the difference (15 for 5)."""
    if one.name != other.name or (one.kind and other.kind and one.kind != other.kind):
        return False
    if len(one.numbers) != 1 or len(other.numbers) != 1:
        return False
    (first,), (second,) = one.numbers, other.numbers
    digits = first.isdigit() and second.isdigit()
    return digits and abs(len(first) - len(second)) == OSA.distance(first, second) == 1
