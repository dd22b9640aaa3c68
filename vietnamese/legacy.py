"""Text typed for fonts of the time before Unicode (TCVN3, VNI), or UTF-8 read as something else.

A cell is only recovered when it cannot stand as it is and every word of it becomes Vietnamese.
What cannot stand is decided by pairs of neighbouring letters that no Vietnamese syllable has
(`aê` in `Vaên`, `V¨` in `V¨n`): one look-up that serves a whole column as well as one cell.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, partial
from itertools import pairwise, product
from typing import Any
from unicodedata import category, normalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# --- the Vietnamese syllable -------------------------------------------------------------------
_TONES = _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301\u0300\u0309\u0303\u0323"
_ONSETS = re.split(" ", "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RHYMES = re.split(
    r"\s+",
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu "
    "iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao "
    "oap oat oay oăc oăm oăn oăng oăt oe oem oen oeng oeo oet ô ôc ôi ôm ôn ông ôp ôt "
    "ơ ơi ơm ơn ơp ơt u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uân uâng uât uây "
    "uê uêch uênh uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưng ưt ưu "
    "ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh yt",
)
_NEVER_BEFORE = {"c": "eêiy", "ng": "eêiy", "g": "eêy", "gi": "iy"}
_ONLY_BEFORE = {"k": "eêiy", "gh": "eêi", "ngh": "eêi"}
_BEFORE_Y = ("", "h", "k", "l", "m", "n", "s", "t", "v", "ch", "nh", "th", "tr")
_AFTER_QU = re.compile(r"[aăâeêơ]|i?[iy]?$|yên|yêt|ynh|yt|i[nt]|ôc")
_NEVER_AFTER_LIPS = re.compile(r"o[aăe]|u[âêơ]")
# What ·, ×, â, µm and N·m would be in TCVN3, and French «où», Spanish «aún» in VNI.
_NO_WORDS = {"ã", "ì", "õ", "ó", "àm", "nãm", "ẳn"}


def _joins(onset: str, rhyme: str) -> bool:
    """Whether the spelling lets this rhyme follow this onset: `nghe`, never `nge`."""
    first = rhyme[0]
    if onset == "qu":
        return bool(_AFTER_QU.match(rhyme))
    if first == "y":
        return onset in _BEFORE_Y if rhyme == "y" else rhyme[1] == "ê" and not onset
    if onset in ("b", "m", "p", "ph", "v") and _NEVER_AFTER_LIPS.match(rhyme):
        return False
    return first in _ONLY_BEFORE.get(onset, first) and first not in _NEVER_BEFORE.get(onset, "")


def _toned(rhyme: str) -> Iterator[str]:
    """The rhyme with each tone where people put it: in `oa`, `oe` and `uy` on either vowel."""
    marked = [at for at, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    places = marked[-1:] or ([0, 1] if rhyme[:2] in ("oa", "oe", "uy") else [0])
    stopped = rhyme.endswith(("c", "ch", "p", "t"))
    for tone, at in product(_ACUTE + _DOT if stopped else ["", *_TONES], places):
        yield normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])


@cache
def _syllables() -> frozenset[str]:
    """Every syllable that the spelling allows, in small letters."""
    toned = {rhyme: tuple(_toned(rhyme)) for rhyme in _RHYMES}
    pairs = [pair for pair in product(["", *_ONSETS], _RHYMES) if _joins(*pair)]
    return frozenset(onset + form for onset, rhyme in pairs for form in toned[rhyme]) - _NO_WORDS


# --- what cannot stand as it is ----------------------------------------------------------------
_LOOK, _STRANGE = 1, 2  # worth a look, but ordinary by itself; not Vietnamese
_OWN = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"  # the letters of Latin-1 that Vietnamese has
_PLAIN = [chr(code) for code in range(0x80)]
_COMMON = "\u00a0°±²³´"
_BREVE, _DASH, _STRANGER = 0x100, 0x101, 0x102  # classes of characters beyond Latin-1
_CLASSES = {_BREVE: "Ă", _DASH: "‘’“”•–—…", _STRANGER: "€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ√≈∆∫"}
_TRIPLES = dict.fromkeys(("uoá", "uoà", "uoã", "ghó", "ghò", "ónh", "ònh"), _STRANGE)  # quốc, Vĩnh
# Spelt like Vietnamese, but nobody's words: xóm, phó, nhóm … and the name Vũ in TCVN3, and Thị in
# VNI after the surnames that look ordinary there.
_NOT_USED = re.compile(
    r"\b(?i:xãm|phã|nhãm|cã|gióp|(?:th|ch|s)èng|(?:th?|c)uéc|muèn)\b|(?i:khoái) \d"
    r"|^V[òÒ] [A-ZÀ-Ý§]\S* [A-ZÀ-Ý§]"
    r"|^(?i:phan|cao|mai|chu|ninh|kim|hoà|toáng) T[hH][òÒ] [A-ZÀ-Ý]"
)
_ITS_PAIRS = {"ãm", "hã", "cã", "óp", "èn", "ué", "uè", "ò "}


def _neighbours() -> set[str]:
    """Every two letters that stand side by side in some syllable, a space before and after it."""
    onsets = ["", *_ONSETS]
    found = {pair for onset in onsets for pair in pairwise(f" {onset}")}
    for rhyme in _RHYMES:
        forms = list(_toned(rhyme))
        found.update(*map(pairwise, forms), pairwise(rhyme))  # a tone forgotten: «tôt»
        found.update((form[-1], " ") for form in forms)
        before = {f" {onset}"[-1] for onset in onsets if _joins(onset, rhyme)}
        found.update(product(before, {form[0] for form in forms}))
    return {one + other for one, other in found}


def _own_weights() -> NDArray[np.uint8]:
    """How strange two neighbours of Latin-1 are, at least one of them a Vietnamese letter."""
    letters = [chr(code) for code in range(0x100)]
    folded = np.array([ord(c.lower()) if c.isalpha() else ord(" ") for c in letters])
    small, capital = (np.array([*map(test, letters)]) for test in (str.islower, str.isupper))
    strange = ~_matrix(_neighbours())[folded][:, folded] | (small[:, None] & capital)
    strange[ord("Ý"), small] = True  # `TÝnh`
    look = _matrix(_ITS_PAIRS)[folded][:, folded]
    weights = np.where(strange, _STRANGE, np.where(look, _LOOK, 0))
    own, known = (np.isin(letters, list(some)) for some in (_OWN, {*_OWN, *_PLAIN}))
    weights[~((own[:, None] & known) | (known[:, None] & own))] = 0
    return weights.astype(np.uint8)


def _matrix(pairs: Iterable[str]) -> NDArray[np.bool_]:
    """Which pairs of Latin-1 characters are among `pairs`."""
    places = np.array([[ord(c) for c in pair] for pair in pairs if max(pair) < "\u0100"]).T
    matrix = np.zeros((0x100, 0x100), dtype=bool)
    matrix[places[0], places[1]] = True
    return matrix


@cache
def _tables() -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """The class of every code point below U+3000, and how strange each pair of classes is."""
    classes = np.pad(np.arange(0x100, dtype=np.uint16), (0, 0x2F00))
    for number, letters in _CLASSES.items():
        classes[[*map(ord, letters)]] = number
    weights = np.pad(_own_weights(), (0, 3))
    odd = [c for c in range(0x80, 0x100) if chr(c) not in _OWN + _COMMON]
    alone = [0xA0, *(ord(c) for c in _PLAIN if not c.isalpha())]
    not_small = [ord(c) for c in _PLAIN if not c.islower()]
    weights[odd, :] = weights[:, odd] = weights[:, _STRANGER] = _STRANGE
    weights[np.ix_(odd, alone)] = weights[np.ix_(alone, odd)] = 0
    weights[np.ix_([*map(ord, "ÃÆ"), _BREVE], [_DASH, *map(ord, _COMMON)])] = _STRANGE
    weights[ord("a") : ord("z") + 1, _BREVE] = _STRANGE
    # Older keyboards gave Ð (eth) for Đ: `SÐT`, `QÐ`. It is é in TCVN3 only in small letters.
    weights[not_small, ord("Ð")] = weights[ord("Ð"), not_small] = 0
    return classes, weights


def _weigh(joined: str) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Where in a text that begins and ends with NUL something is strange, and how strange."""
    all_classes, weights = _tables()
    codes = np.frombuffer(f"{joined}\0".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = all_classes[np.minimum(codes, 0x2FFF)]
    at = np.flatnonzero(classes >= 0x80)
    found = np.maximum(weights[classes[at - 1], classes[at]], weights[classes[at], classes[at + 1]])
    for triple, weight in {"oái": _LOOK, **_TRIPLES}.items():
        own = next(place for place, letter in enumerate(triple) if letter in _OWN)
        hits = np.flatnonzero(classes[at] | 0x20 == ord(triple[own]))
        for step, letter in enumerate(triple, -own):
            hits = hits[classes[at[hits] + step] | 0x20 == ord(letter)]
        found[hits] = np.maximum(found[hits], weight)
    return at[found > 0], found[found > 0]


def suspects(values: "pd.Series[Any]") -> "pd.Series[bool]":
    """Whether `recover` is worth a call, cell by cell: where this is False it gives None.

    One pass over the whole column: 400,000 names take a tenth of a second."""
    texts = [value if isinstance(value, str) else "" for value in values]
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)) + 1)
    strange, _ = _weigh("\0" + "\0".join(texts) + "\0")
    odd = np.zeros(len(texts), dtype=bool)
    odd[np.searchsorted(ends, strange)] = True
    return pd.Series(odd, index=values.index, dtype=bool)


# --- the fonts ---------------------------------------------------------------------------------
_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    f"{_LETTERS}ĂÂĐÊÔƠƯ",
)
_VNI_TYPED = (
    "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ "
    "ó ò oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï "
    "yø yù yû yõ î"
)
_VNI = dict(zip(re.split(" ", _VNI_TYPED), _LETTERS, strict=True))
_VNI |= {form: letter.upper() for t, letter in _VNI.items() for form in (t.title(), t.upper())}
_VNI_LETTER = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
# U+00AD, TCVN3's ư, is easily shown as a hyphen or lost. Lost, it can only be missing before ơ
# in a rhyme that does not exist, in «ưng» and in «thư».
_HYPHEN_FOR_HORN = re.compile(r"(?<=[^\W\d_])(?:\u2212|[-\u2010\u2011](?=[¬êëìíî]))")
_HORN_LOST = re.compile(r"(?=[ơớờởỡợ]|ng$)|(?<=^th)$")
_WORD = re.compile(r"[^\W\d_]+")
_SPOKEN = re.compile(r"(?<![.@/\w])[^\W\d_]{2,}(?![.@/]?\w)")  # none of an address
_SHORT = re.compile(r"[B-DG-HK-NP-TVX]*Đ[B-DG-HK-NP-TVXĐ]*|đ[ct]?")  # QĐ, ĐTN, HĐND, đ/c
# `Tæ 5` is Tổ in TCVN3 and Tỉ in VNI, `Höng` is Hửng and Hưng.
_USUAL = re.compile(r"\b(?:(?i:tổ)|(?:Thị|THỊ|Vũ|VŨ|Hưng|Lưu|Như|Thư|[Cc]hưa)\b)")
# One such letter may be French, Spanish or Portuguese («thaï», «mû», «niño», «céu»), or a note: x¹.
_FOREIGN_NAME = re.compile(r"\b(?i:loïc|anaïs|moïse|aïda|hanoï)\b")
_SIGN = re.compile(f"[{_CLASSES[_STRANGER]}]")
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MAYBE_FOREIGN = re.compile(r"[\0-\x7f]*([ao]ï|[îûç]|ñ(?=[ao])|é(?=u)|\b[a-z]¹\b)[\0-\x7f]*", re.I)


def _word(found: re.Match[str]) -> str:
    """The word itself, if it is Vietnamese or plain."""
    word = found[0]
    right = word.lower() in _syllables() and (word.islower() or word.istitle() or word.isupper())
    if word.isascii() or right or _SHORT.fullmatch(word):
        return word
    raise ValueError(word)


def _as_shown(horns: bool, found: re.Match[str]) -> str:
    """A word of TCVN3: in capitals where its plain letters are, and with the ư it lost."""
    word = found[0]
    mended = _HORN_LOST.sub("ư", word, count=1)
    if not horns and word.lower() not in _syllables() and mended.lower() in _syllables():
        word = mended
    plain = "".join(letter for letter in word if letter.isascii())
    return word.upper() if plain.isupper() and plain != word[0] else word


def _from_tcvn3(text: str) -> str:
    """`text` read as TCVN3, with the capitals that it can only have had: `TÚ`, `Trần Thị Ánh`."""
    if any(not c.isascii() and c.isalpha() and ord(c) not in _TCVN3 for c in text):
        raise ValueError(text)
    read = _HYPHEN_FOR_HORN.sub("\u00ad", text).translate(_TCVN3)
    read = _WORD.sub(partial(_as_shown, "ư" in read), read)
    words = [word for word in _WORD.findall(read) if not _SHORT.fullmatch(word)]
    if not re.search("[a-z]", text) and any(len(word) > 1 and word.isupper() for word in words):
        return read.upper()
    small = [word for word in words if word[0].islower()]
    if len(words) > 2 and len(small) == 1 and small[0] > "z" and small[0][0] not in "đăâêôơư":
        return re.sub(rf"\b{small[0]}\b", small[0].title(), read)
    return read


def _from_vni(text: str) -> str:
    rest = _VNI_LETTER.sub("", text)
    if any(not c.isascii() and (c.isalpha() or ord(c) in _TCVN3) for c in rest):
        raise ValueError(text)
    return _VNI_LETTER.sub(lambda found: _VNI[found[0]], text)


def _foreign_words(text: str) -> list[str]:
    return [word for word in _SPOKEN.findall(text) if word.lower() not in _syllables()]


def _fits(reading: str, certain: bool) -> bool:
    """Whether few enough of the words are foreign: «sourire où bande» is no Vietnamese."""
    words, foreign = _SPOKEN.findall(reading), _foreign_words(reading)
    if not certain:
        return len(words) > 1 and not foreign
    return sum(not w.isupper() for w in foreign) <= sum(not w.isascii() for w in words)


def _as_font(text: str) -> str | None:
    """`text` as TCVN3 or VNI, if every word is Vietnamese in exactly one of them."""
    if _CONTROL.search(text):
        return None  # no font has these; whatever it is, it was not typed
    readings = []
    for read in (_from_tcvn3, _from_vni):
        with suppress(ValueError):
            readings.append(_WORD.sub(_word, read(text)))
    certain = not _MAYBE_FOREIGN.fullmatch(text)
    found = {reading for reading in readings if reading != text and _fits(reading, certain)}
    if len(found) > 1:
        found = {reading for reading in found if _USUAL.search(reading)}
    return found.pop() if len(found) == 1 else None


# --- UTF-8 that was read as something else -----------------------------------------------------
_VIETNAMESE = frozenset(_LETTERS + _LETTERS.upper())
_NO_LETTERS = {"Cf", "Mn", "Nd", "No", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sm", "So", "Zs"}
_HOLE = re.compile(rb"([\xc3-\xc6]|\xe1[\xba\xbb])(?![\x80-\xbf])\??")
_WHOLE = re.compile(rb"[\xc3-\xc6\xcc\xe2][\x80-\xbf]|\xe1[\xba\xbb]")
# «à» ends in a no-break space, which is easily made a plain one: `NgÃ y`.
_SPACED = re.compile(rb"\xc3 (?=(?:n[gh]?|[miouy])(?![A-Za-z\x80-\xff])| )")


@cache
def _bytes_of(codec: str) -> dict[int, int]:
    """Each character as the byte it was read from; bytes a code page leaves out stay as C1."""
    read = {code: bytes([code]).decode(codec, "ignore") for code in range(0x80, 0x100)}
    return {c: c for c in range(0xA0)} | {ord(c): code for code, c in read.items() if c}


def _filled(word: bytes) -> str:
    """A word of UTF-8 with the bytes put back that were lost, if only one reading is left."""
    if not _HOLE.search(word):
        return word.decode()
    template = _HOLE.sub(rb"\1%c", word.replace(b"%", b"%%"))
    readings = set()
    for lost in product(b"\x81\x8d\x8f\x90\x9d\xa0\xad", repeat=min(template.count(b"%c"), 3)):
        with suppress(ValueError, TypeError):
            readings.add(_WORD.sub(_word, (template % lost).decode()))
    (reading,) = readings  # ValueError unless there is just one
    return reading


def _is_text(text: str) -> bool:
    """Whether UTF-8 gave Vietnamese: no letters of other languages, no control characters."""
    beyond = [c for c in text if not c.isascii()]
    known = all(c in _VIETNAMESE or category(c) in _NO_LETTERS for c in beyond)
    return known and any(c in _VIETNAMESE or c > "\u2000" for c in beyond)


def _as_utf8(text: str) -> str | None:
    """`text` with its characters taken for the bytes of UTF-8, as often as that works."""
    readings = []
    for table in map(_bytes_of, ("cp1252", "cp1258", "mac_roman")):
        with suppress(KeyError, ValueError):
            raw = _SPACED.sub(b"\xc3\xa0", bytes(table[ord(c)] for c in text))
            read = normalize("NFC", " ".join(map(_filled, raw.split(b" "))))
            readings += [recover(read) or read] if _WHOLE.search(raw) else []
    return min(filter(_is_text, readings), key=lambda read: len(_foreign_words(read)), default=None)


def recover(text: str) -> str | None:
    """The Unicode text that `text` was meant to be, when it was typed in TCVN3 (the .Vn fonts) or
    VNI, or is UTF-8 read as Latin-1, cp1252, cp1258 or Mac Roman; None for ordinary text.

    What could be both is ordinary: `Khoái` alone is a word, though VNI has it for `Khối`.
    """
    _, weights = _weigh(f"\0{_FOREIGN_NAME.sub('', text)}\0")
    if not ((weights == _STRANGE).any() or _NOT_USED.search(text)):
        return None
    if (found := _as_utf8(text)) is not None:
        return found
    found = _as_font(normalize("NFC", text))
    # «hoà TM™» is not «hồ TM™»: what is strange in it was not the font.
    return None if found is None or _SIGN.search(found) else found
