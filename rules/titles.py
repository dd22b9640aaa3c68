"""The grammar of titles (chức vụ): which kinds of office the text of one cell holds.

A title is read in four steps: its words, spelled as the policy spells them, abbreviations written
out; its offices, cut at commas and wherever a word begins another one; of these the ones still
held; and of each the kinds whose patterns it begins with. The vocabulary of every step stands in
the policy's `[titles]`, where patterns are explained.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any, ClassVar
from unicodedata import combining, normalize

from vietnamese.text import key, plain

_LOOKALIKES = str.maketrans("ÐðƢƣ", "ĐđƯư")  # letters of old fonts and scanners
_PARTING = r"[,;:/\\+&|(){}<>=*•·\[\]\n\r‐-―-]"
_STOP = r"(?<=\d)\.(?=\s)|(?<=\w{3})\.(?=\s)"  # `Khối trưởng. GV`, but not `B. T`
_TOKEN = re.compile(rf"[^\W\d_]+(?:\.[^\W\d_]+)*|\d+(?:[^\W\d_](?![^\W\d_]))?|{_PARTING}|{_STOP}")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_LONGEST_RUN = 30  # letters of a run without spaces that is still taken apart
_PIECE = re.compile(r"(?P<list>\{\w+\})|(?P<sign>\.{3}|[()\[\]|!#$])|(?P<word>[^\W\d_][\w-]*)|\S")
_COMMA = "(?:, )?+"
_SIGNS = {"(": "(?:", ")": ")", "[": "(?:(?:", "]": "))?+", "|": "|", "!": "", "$": "$"}
_SIGNS |= {"#": rf"{_COMMA}\d\w* ", "...": r"(?:\S+ )*?"}


@dataclass(frozen=True)
class Section:
    """A table of the policy. What a file may hold says the type; a dataclass checks the rest."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True)
class Kind(Section):
    """One kind of office: how its text begins (`when`), and how it must not (`unless`)."""

    when: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.when:
            raise ValueError("when: ghi ít nhất một mẫu")


@dataclass(frozen=True)
class TitleWords(Section):
    """The policy's `[titles]`: who may lead (PL1 3.1.b, 3.1.c), and every word the grammar knows.

    Refused when one of the first four lists names no kind, or a pattern cannot be read.
    """

    ward_leader: tuple[str, ...]
    ward_leader_unstated: tuple[str, ...]
    hamlet_leader: tuple[str, ...]
    hamlet_deputy: tuple[str, ...]
    hamlets: tuple[str, ...]
    before_name: tuple[str, ...]
    ends_name: tuple[str, ...]
    acting: tuple[str, ...]
    former: tuple[str, ...]
    former_after: tuple[str, ...]
    heads: tuple[str, ...]
    continues: tuple[str, ...]
    needs_marks: tuple[str, ...]
    readings: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    kinds: dict[str, Kind]

    def __post_init__(self) -> None:
        for name in ("ward_leader", "ward_leader_unstated", "hamlet_leader", "hamlet_deputy"):
            unknown = [kind for kind in getattr(self, name) if kind not in self.kinds]
            if unknown:
                raise ValueError(f"{name}: «{unknown[0]}» không có trong [titles.kinds]")
        _ = self.grammar  # compiles every pattern, or says which one it cannot

    @cached_property
    def grammar(self) -> "Grammar":
        """These words compiled, once."""
        return Grammar(self)

    def patterns(self) -> Iterator[str]:
        """Every pattern that stands here, wherever it stands."""
        yield from (*self.hamlets, *self.before_name, *self.ends_name, *self.acting, *self.former)
        yield from (*self.former_after, *self.heads, *self.continues)
        for phrases in self.lists.values():
            yield from phrases
        for kind in self.kinds.values():
            yield from (*kind.when, *kind.unless)


def kinds(title: str, words: TitleWords) -> frozenset[str]:
    """All kinds of office that one title text holds now (PL1 3.1.b, 3.1.c); empty when none.

    `Bí thư chi bộ, khối trưởng khối 5` gives {"hamlet_head"}, `Nguyên khối trưởng` nothing.
    """
    grammar = words.grammar
    return frozenset(kind for office in grammar.offices(title) for kind in grammar.kinds_of(office))


def named_hamlets(title: str, words: TitleWords) -> tuple[str, ...]:
    """The hamlets whose head the title says its holder is (PL1 3.1.c), as `khối 5`, `xóm kim tân`.

    Lower-case NFC, names as they were typed, numbers without leading zeros; () when it holds no
    such office or names no hamlet. Compare them as hamlet keys, not letter by letter.
    """
    grammar, leader = words.grammar, words.hamlet_leader
    offices = grammar.offices(title)
    leads = [office for office in offices if not grammar.kinds_of(office).isdisjoint(leader)]
    named = grammar.hamlets_of(leads)
    if leads and not named:  # `Bí thư chi bộ khối 5 kiêm khối trưởng`: one place for both
        shared = grammar.hamlets_of(offices)
        named = shared if len(shared) == 1 else []
    return tuple(f"{kind} {grammar.as_typed(name, title)}" for kind, name in named)


class _Vocabulary:
    """The words of the policy, and which of them a typed word is."""

    def __init__(self, words: Iterable[str], needs_marks: Iterable[str]) -> None:
        self._by_key = {key(word): word for word in words}
        self._by_bare: defaultdict[str, list[str]] = defaultdict(list)
        guessed = self._by_key.keys() - {key(word) for word in needs_marks}
        for marked in sorted(guessed):
            self._by_bare[plain(marked)].append(self._by_key[marked])

    def known(self, word: str) -> str:
        """A word of the policy in its one spelling; anything else as it is."""
        return self._by_key.get(key(word), word)

    def spelling(self, typed: str) -> str | None:
        """The word that is meant: the same one, or the only one that `typed` only lacks marks of.

        `truong` can be two words and is left so; None for what can be no word of the policy.
        """
        exact = self._by_key.get(key(typed))
        if exact:
            return exact
        bare = plain(typed)
        fits = [word for word in self._by_bare.get(bare, ()) if _marks(typed) <= _marks(word)]
        if len(fits) == 1:
            return fits[0]
        return bare if fits and bare == typed else None

    def ways(self, word: str) -> tuple[str, ...]:
        """How `word` stands in a title that has been read: also bare, where that is ambiguous."""
        bare = plain(word)
        sharing = self._by_bare.get(bare, [])
        return (word, bare) if word in sharing and len(sharing) > 1 else (word,)

    def apart(self, run: str) -> tuple[str, ...] | None:
        """The words of a run without spaces, as `khốitrưởng`; None for what is one syllable."""
        if len(run) > _LONGEST_RUN or _SYLLABLE.fullmatch(plain(run)):
            return None
        for end in range(len(run) - 2, 1, -1):
            first, last = self.spelling(run[:end]), self.spelling(run[end:])
            rest = (last,) if last else first and self.apart(run[end:])
            if first and rest:
                return first, *rest
        return None


def _marks(word: str) -> Counter[str]:
    return Counter(sign for sign in normalize("NFD", word) if combining(sign) or sign == "đ")


def _tokens(title: str) -> list[str]:
    """Words and numbers in lower case; every sign that may part two offices is a comma."""
    text = normalize("NFC", title.translate(_LOOKALIKES)).casefold()
    return [token if token[0].isalnum() else "," for token in _TOKEN.findall(text)]


@lru_cache(maxsize=65536)
def _read(typed: str, vocabulary: _Vocabulary) -> tuple[str, ...]:
    """One typed word as words of the policy: `B.T` is one, `BTĐoàn` two, a name stays itself."""
    word = vocabulary.spelling(typed.replace(".", ""))
    if word:
        return (word,)
    if "." in typed:
        return tuple(word for piece in typed.split(".") for word in _read(piece, vocabulary))
    return vocabulary.apart(typed) or (typed,)


class _Patterns:
    """Turns the policy's patterns into regular expressions over words that each end with a space.

    What a pattern asks for may stand behind a comma, what it forbids (`!`) only right there:
    `Bí thư - Đoàn phường` is one office, `Khối trưởng, Mặt trận` is no khối of the Mặt trận.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], vocabulary: _Vocabulary) -> None:
        self._lists = lists
        self._vocabulary = vocabulary
        self._open: list[str] = []

    def one(self, pattern: str) -> str:
        """The expression of one pattern; ValueError with the reason when it cannot be read."""
        expression, barred = "", False
        for piece in _PIECE.finditer(_folded(pattern)):
            if barred and not (piece["word"] or piece["list"]):
                raise ValueError(f"mẫu «{pattern}»: sau «!» phải là một từ hoặc một {{danh sách}}")
            element = self._element(piece, pattern)
            expression += f"(?!{element.replace(_COMMA, '')})" if barred else element
            barred = piece[0] == "!"
        if barred or not expression:
            raise ValueError(f"mẫu «{pattern}» còn thiếu")
        if not _balanced(pattern):
            raise ValueError(f"mẫu «{pattern}»: ngoặc không khớp")
        return expression.removeprefix(_COMMA)

    def any_of(self, patterns: Iterable[str]) -> str:
        """The expression of a list: the longest that fits is taken, and not given back."""
        longest_first = sorted(patterns, key=lambda pattern: -len(pattern.split()))
        return f"(?>{'|'.join(map(self.one, longest_first)) or '(?!)'})"

    def within(self, patterns: Iterable[str]) -> str:
        """As `any_of`, for phrases that no comma may tear apart."""
        return self.any_of(patterns).replace(_COMMA, "")

    def _element(self, piece: re.Match[str], pattern: str) -> str:
        if piece["list"]:
            return self._list(piece[0][1:-1], pattern)
        if piece["sign"]:
            return _SIGNS[piece[0]]
        if not piece["word"]:
            raise ValueError(f"mẫu «{pattern}»: không hiểu «{piece[0]}»")
        ways = [*map(re.escape, self._vocabulary.ways(self._vocabulary.known(piece[0])))]
        return f"{_COMMA}{ways[0]} " if len(ways) == 1 else f"{_COMMA}(?:{'|'.join(ways)}) "

    def _list(self, name: str, pattern: str) -> str:
        if name not in self._lists or name in self._open:
            why = "gọi lại chính nó" if name in self._open else "không có trong [titles.lists]"
            raise ValueError(f"mẫu «{pattern}»: danh sách {{{name}}} {why}")
        self._open.append(name)
        expression = _COMMA + self.any_of(self._lists[name])
        self._open.pop()
        return expression


def _balanced(pattern: str) -> bool:
    """Whether every bracket is closed by its like; compiling would say so too, but slowly."""
    closers, waiting = {"(": ")", "[": "]"}, []
    for sign in pattern:
        if sign in closers:
            waiting.append(closers[sign])
        elif sign in ")]" and (not waiting or waiting.pop() != sign):
            return False
    return not waiting


def _folded(pattern: str) -> str:
    return normalize("NFC", pattern).casefold()


class Grammar:
    """One policy's titles compiled: cuts a text into offices and tells their kinds."""

    def __init__(self, words: TitleWords) -> None:
        written = " ".join((*words.patterns(), *words.readings, *words.readings.values()))
        spelled = [piece["word"] for piece in _PIECE.finditer(_folded(written)) if piece["word"]]
        self._vocabulary = _Vocabulary(spelled, words.needs_marks)
        self._readings = self._phrases(words.readings)
        self._hamlet_words = {plain(word): word for word in words.hamlets}
        patterns = _Patterns({**words.lists, "hamlet": words.hamlets}, self._vocabulary)
        within = patterns.within
        heads, hamlet, after = map(within, (words.heads, words.hamlets, words.former_after))
        acting, former = within(words.acting), within(words.former)
        more = f"(?:{patterns.any_of(words.continues)}|{after}|{former}(?:, |$))"
        self._cut = re.compile(rf"(?<= )(?:(?:, )++(?!{more})|(?:{acting}|{former}){{0,6}}{heads})")
        self._place_first = re.compile(rf"(?!{heads}|\d){more}")
        self._acting = re.compile(f"{acting}*")
        self._over = re.compile(rf"^{acting}*{former}|\b{after}|, {former}(?:,|$)")
        self._kinds = {name: _starts(kind, patterns) for name, kind in words.kinds.items()}
        before, ends = within(words.before_name), within(words.ends_name)
        self._hamlet = re.compile(  # `khối trưởng 5`, but a name only as in `khối Yên Giang`
            rf"\b({hamlet})(?:{before}*((?:(?:, )?\d\w* )+)"
            rf"|((?:(?!{hamlet}|{before}|{ends}|, )[^\W\d]\S* )+(?:\d\w* )?))"
        )

    def offices(self, title: str) -> list[str]:
        """The offices that somebody of this title holds now; acting ones without saying so."""
        text = f" {' '.join(self._words(title))} "
        cuts = [1, *(found.start() for found in self._cut.finditer(text)), len(text)]
        parts = [text[start:end].strip(" ,") for start, end in pairwise(cuts)]
        parts = [f"{part} " for part in parts if part]
        if len(parts) > 1 and self._place_first.match(parts[0]):
            parts[1] += f", {parts[0]}"  # `Đoàn phường - Bí thư`
        held = (part for part in parts if not self._over.search(part))
        return [self._acting.sub("", part, count=1) for part in held]

    def kinds_of(self, office: str) -> frozenset[str]:
        """The kinds of one of the `offices`."""
        return frozenset(name for name, starts in self._kinds.items() if starts.match(office))

    def hamlets_of(self, offices: Iterable[str]) -> list[tuple[str, str]]:
        """The hamlets that these `offices` name, each once: the word of its kind, and its name."""
        named = []
        found = (names for office in offices for names in self._hamlet.findall(office))
        for kind, numbers, name in found:
            several = [name.strip()] if name else numbers.replace(",", " ").split()
            word = self._hamlet_words[plain(kind)]
            named += [(word, each.lstrip("0") or each) for each in several]
        return list(dict.fromkeys(named))

    def as_typed(self, name: str, title: str) -> str:
        """A hamlet's name with its words as they stand in `title`, not as the policy has them."""
        typed = {self._vocabulary.spelling(token): token for token in _tokens(title)}
        return " ".join(typed.get(word, word) for word in name.split())

    def _words(self, title: str) -> list[str]:
        """The words of `title` as the policy spells them, abbreviations written out."""
        words = [word for token in _tokens(title) for word in _read(token, self._vocabulary)]
        shapes = ["#" if word[0].isdigit() else word for word in words]
        full: list[str] = []
        at = 0
        while at < len(words):
            length, reading = self._reading(shapes, at)
            at += length
            full += [words[at - 1] if word == "#" else word for word in reading]
        return full

    def _reading(self, shapes: list[str], at: int) -> tuple[int, list[str]]:
        """How many words from `at` on are read as one phrase, and as which."""
        for phrase, reading in self._readings.get(shapes[at], ()):
            if shapes[at : at + len(phrase)] == phrase:
                return len(phrase), reading
        return 1, [shapes[at]]

    def _phrases(self, readings: Mapping[str, str]) -> dict[str, list[tuple[list[str], list[str]]]]:
        """The readings by their first word, longest first."""
        table: dict[str, list[tuple[list[str], list[str]]]] = defaultdict(list)
        for short in sorted(readings, key=lambda short: -len(short.split())):
            words = [self._vocabulary.known(word) for word in short.split()]
            reading = [self._vocabulary.known(word) for word in readings[short].split()]
            if not words or "#" in words[:-1] or ("#" in reading and words[-1] != "#"):
                raise ValueError(f"readings: «{short}» phải có từ, và «#» chỉ đứng cuối")
            for phrase in product(*map(self._vocabulary.ways, words)):
                table[phrase[0]].append((list(phrase), reading))
        return table


def _starts(kind: Kind, patterns: _Patterns) -> re.Pattern[str]:
    """Matches where an office of this kind starts."""
    barred = f"(?!{'|'.join(map(patterns.one, kind.unless))})" if kind.unless else ""
    return re.compile(f"(?={'|'.join(map(patterns.one, kind.when))}){barred}")
