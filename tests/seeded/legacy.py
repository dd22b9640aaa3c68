"""Text as old programs wrote it, made here from the encodings' own tables."""

import unicodedata

PLAIN = ["á", "à", "ả", "ã", "ạ", "ă", "ắ", "ằ", "ẳ", "ẵ", "ặ", "â", "ấ", "ầ", "ẩ", "ẫ", "ậ", "đ", "é", "è", "ẻ", "ẽ", "ẹ", "ê", "ế", "ề", "ể", "ễ", "ệ", "í", "ì", "ỉ", "ĩ", "ị", "ó", "ò", "ỏ", "õ", "ọ", "ô", "ố", "ồ", "ổ", "ỗ", "ộ", "ơ", "ớ", "ờ", "ở", "ỡ", "ợ", "ú", "ù", "ủ", "ũ", "ụ", "ư", "ứ", "ừ", "ử", "ữ", "ự", "ý", "ỳ", "ỷ", "ỹ", "ỵ", "Đ"]  # fmt: skip
TCVN3 = ["¸", "µ", "¶", "·", "¹", "¨", "¾", "»", "¼", "½", "Æ", "©", "Ê", "Ç", "È", "É", "Ë", "®", "Ð", "Ì", "Î", "Ï", "Ñ", "ª", "Õ", "Ò", "Ó", "Ô", "Ö", "Ý", "×", "Ø", "Ü", "Þ", "ã", "ß", "á", "â", "ä", "«", "è", "å", "æ", "ç", "é", "¬", "í", "ê", "ë", "ì", "î", "ó", "ï", "ñ", "ò", "ô", "\xad", "ø", "õ", "ö", "÷", "ù", "ý", "ú", "û", "ü", "þ", "§"]  # fmt: skip
VNI = ["aù", "aø", "aû", "aõ", "aï", "aê", "aé", "aè", "aú", "aü", "aë", "aâ", "aá", "aà", "aå", "aã", "aä", "ñ", "eù", "eø", "eû", "eõ", "eï", "eâ", "eá", "eà", "eå", "eã", "eä", "í", "ì", "æ", "ó", "ò", "où", "oø", "oû", "oõ", "oï", "oâ", "oá", "oà", "oå", "oã", "oä", "ô", "ôù", "ôø", "ôû", "ôõ", "ôï", "uù", "uø", "uû", "uõ", "uï", "ö", "öù", "öø", "öû", "öõ", "öï", "yù", "yø", "yû", "yõ", "î", "Ñ"]  # fmt: skip


def _table(codes: list[str]) -> dict[int, str]:
    return {ord(plain): code for plain, code in zip(PLAIN, codes, strict=True)}


def tcvn3(text: str) -> str:
    return text.translate(_table(TCVN3))


def vni(text: str) -> str:
    return text.translate(_table(VNI))


def mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252, the five bytes it lacks as they are."""
    return "".join(_byte(byte) for byte in text.encode())


def _byte(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def unmarked(text: str) -> str:
    """Without any mark: Xóm Kim Tân → Xom Kim Tan."""
    bare = "".join(c for c in nfd(text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


ENCODE = {"tcvn3": tcvn3, "vni": vni, "mojibake": mojibake}
