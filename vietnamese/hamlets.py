"""Names of khối, xóm, thôn … and of teams, as keys: `Khối 05`, `khối 5`, `K5`, `Khối5` are one."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from vietnamese.text import header_key, key

WARD_TEAM = "@"
_WARD_WORDS = frozenset(
    header_key(word)
    for kind in ("phường", "xã", "thị trấn", "phường, xã")
    for word in (kind, f"cấp {kind}", f"tổ cấp {kind}", f"tổ {kind}")
)
_TEAM_NAMES = (
    "tổ công nghệ số cộng đồng",
    "tổ công nghệ số",
    "tổ cns cộng đồng",
    "tổ cnscđ",
    "tổ cns",
)
_TEAM_WORDS = re.compile(
    rf"^(?:{'|'.join(map(key, _TEAM_NAMES))}|{key('tổ')}(?!\s*{key('dân phố')}))\s+(?=\S)"
)
_WARD_LEVEL = re.compile(rf"^(?:{key('cấp')}|{key('ubnd')})\s+(?=\S)")
_SHORT_KINDS = {"p": key("phường"), "x": key("xã"), "tt": key("thị trấn")}
_SHORT_KIND = re.compile(rf"^({'|'.join(_SHORT_KINDS)})(?:\.\s*|\s+)(?=[^\W\d])")
_GAP = r"[\s.:\-]*"
_ENDS = " .,;:"


def ward_key(text: str) -> str:
    """The key of a phường's or xã's name, also of its team: `Tổ cấp P. Bến Thủy` is one."""
    rest = _WARD_LEVEL.sub("", _TEAM_WORDS.sub("", key(text).rstrip(_ENDS)))
    return _SHORT_KIND.sub(lambda found: _SHORT_KINDS[found[1]] + " ", rest)


class HamletKeys:
    """Reads hamlet names by the policy's words: {"khối": ("k", "khối số"), …}."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._word_of = {
            key(other): key(word) for word, others in words.items() for other in (word, *others)
        }
        longest_first = sorted(self._word_of, key=len, reverse=True)
        self._numbered = re.compile(
            rf"({'|'.join(map(re.escape, longest_first))}){_GAP}(?:{key('số')})?{_GAP}0*(\d+)\s*([a-zđ]?)"
        )
        named = [word for word in longest_first if len(word) > 2]
        self._named = re.compile(rf"({'|'.join(map(re.escape, named))})\s+(\S.*)")

    def read(self, text: str) -> str:
        """The key of a hamlet's name: `Khối số 05` gives the key of `khối 5`."""
        folded = key(text).rstrip(_ENDS)
        return self._known(folded) or folded

    def names_hamlet(self, text: str) -> bool:
        """Whether the text begins with a word for hamlets: `Khối 5`, not `Yên Sơn`."""
        return self._known(_TEAM_WORDS.sub("", key(text).rstrip(_ENDS))) is not None

    def read_team(self, text: str) -> str:
        """The key of a team: of its hamlet, or WARD_TEAM for the one of the phường, xã."""
        folded = key(text).rstrip(_ENDS)
        rest = _TEAM_WORDS.sub("", folded)
        if {header_key(folded), header_key(rest)} & _WARD_WORDS:
            return WARD_TEAM
        return self._known(rest) or self._known(folded) or folded

    def _known(self, folded: str) -> str | None:
        found = self._numbered.fullmatch(folded)
        if found:
            return f"{self._word_of[found[1]]} {found[2]}{found[3]}"
        found = self._named.fullmatch(folded)
        return f"{self._word_of[found[1]]} {found[2]}" if found else None


@lru_cache(maxsize=8)
def hamlet_keys(words: tuple[tuple[str, tuple[str, ...]], ...]) -> HamletKeys:
    """The reader for these words (a policy's `hamlets` as a tuple of items), made once."""
    return HamletKeys(dict(words))
