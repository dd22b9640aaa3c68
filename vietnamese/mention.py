"""Where a text speaks of a person, and the text without that."""

import re
import unicodedata
from collections.abc import Iterable

from vietnamese.text import clean, key

GONE = "…"
_NOT_DIGITS = re.compile(r"[\s.\-()]+")
_LEAST_DIGITS = 8


class Mention:
    """A person's name, however it is spelt, and what else leads to them: phones, e-mails."""

    def __init__(self, name: str, contacts: Iterable[str] = ()) -> None:
        self.name = key(name)
        self._named = re.compile(rf"(?<!\w){re.escape(self.name)}(?!\w)")
        spelt = re.escape(unicodedata.normalize("NFC", clean(name)))
        self._spelt = re.compile(rf"(?<!\w){spelt}(?!\w)", re.IGNORECASE)
        compact = {_NOT_DIGITS.sub("", contact).casefold() for contact in contacts}
        self._contacts = {one.removeprefix("0") for one in compact if len(one) > _LEAST_DIGITS}

    def is_in(self, text: str) -> bool:
        """Whether the text names the person or holds one of the contacts."""
        if self.name and self._named.search(key(text)):
            return True
        compact = _NOT_DIGITS.sub("", text).casefold()
        return any(contact in compact for contact in self._contacts)

    def without(self, text: str) -> str:
        """The text with "…" for the name; all of it "…" where the rest would still tell."""
        if not self.is_in(text):
            return text
        rest = self._spelt.sub(GONE, unicodedata.normalize("NFC", text))
        return GONE if self.is_in(rest) else rest
