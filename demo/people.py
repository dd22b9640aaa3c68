"""Invented people: names put together at random, telephones in plain patterns, likely ages."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
# One for each ward, so that nobody in two wards has one number by chance.
_PREFIXES = [f"09{tens}{ones}" for tens in (1, 4, 6) for ones in range(1, 10)]
_FORMS = {"m": "Ông", "f": "Bà"}


@cache
def words() -> Mapping[str, Any]:
    """The vocabulary of the demonstration: names, titles, activities, awards."""
    with (HERE / "words.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(frozen=True)
class Person:
    """One invented person; `phone` is text with its leading 0."""

    honorific: str
    name: str
    title: str
    phone: str
    birth_year: int


class People:
    """The people of one ward: no two of them with one name or one telephone.

    `rng` decides names and years only: with another seed the ward has other people in the same
    places.
    """

    def __init__(self, ward: int, rng: Random) -> None:
        self._prefix, self._rng = _PREFIXES[ward], rng
        self._names: set[str] = set()

    def new(self, profile: Sequence[Any], places: Mapping[str, str]) -> Person:
        """Somebody with a profile of words.toml: title, born from, born until, sex."""
        title, first, last, sex = profile
        sex = sex or self._rng.choice("mf")
        name = self._name(sex)
        phone = f"{self._prefix}000{len(self._names):03}"
        born = self._rng.randint(first, last)
        return Person(_FORMS[sex], name, title.format_map(places), phone, born)

    def _name(self, sex: str) -> str:
        names, choose = words()["names"], self._rng.choice
        middle, given = (
            ("middle_of_men", "of_men") if sex == "m" else ("middle_of_women", "of_women")
        )
        while True:
            name = f"{choose(names['family'])} {choose(names[middle])} {choose(names[given])}"
            if name not in self._names:
                self._names.add(name)
                return name
