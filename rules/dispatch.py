"""The dispatch sentence by sentence, each with what becomes of it, read from dispatch.toml."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

_SOURCES = {"Công văn": "CV", "Phụ lục 1": "PL1", "Phụ lục 2": "PL2"}
_PLACE = rf"^({'|'.join(_SOURCES)}), (?:mục ([\w.]+))?(?:, điểm (\w))?"


class Sentence(BaseModel):
    """One sentence of the dispatch: where it stands, its words, and at least one of four answers.

    `rules` are the codes that check it, `figure` what of the reports or documents shows it,
    `guide` where the ward enters it ("Trang …, cột …", several parted by "; "), `reason` why a
    spreadsheet cannot show it, or only a part of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Annotated[str, Field(pattern=_PLACE)]
    text: Annotated[str, Field(min_length=1)]
    rules: tuple[str, ...] = ()
    figure: str = ""
    guide: str = ""
    reason: str = ""

    @model_validator(mode="after")
    def _is_answered(self) -> "Sentence":
        if not (self.rules or self.figure or self.guide or self.reason):
            raise ValueError(f"{self.place}: name rules, a figure, the guide or a reason")
        return self

    @property
    def source(self) -> str:
        """The document it stands in: `Công văn`, `Phụ lục 1` or `Phụ lục 2`."""
        return self.place.partition(", ")[0]

    @property
    def clause(self) -> str:
        """Its place as the clauses of rules are written: `CV 1`, `PL1 3.1.a`, `PL2`."""
        source, section, point = re.findall(_PLACE, self.place)[0]
        return _SOURCES[source] + f" {section}" * bool(section) + f".{point}" * bool(point)


class _Dispatch(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sentences: tuple[Sentence, ...]


@cache
def sentences() -> tuple[Sentence, ...]:
    """All sentences in the order of the dispatch.

    Raises pydantic.ValidationError, which says where, for one without an answer or a place.
    """
    text = Path(__file__).with_name("dispatch.toml").read_text(encoding="utf-8")
    return _Dispatch.model_validate(tomllib.loads(text)).sentences


def clauses(clause: str) -> tuple[str, ...]:
    """The single clauses of a rule's: `CV 1, PL1 3.1.b–c` is CV 1, PL1 3.1.b and PL1 3.1.c; `—`
    is none."""
    single: list[str] = []
    for part in clause.split(", "):
        stem, _, points = part.rpartition(".")
        single += [f"{stem}.{point}" for point in points.split("–")] if "–" in points else [part]
    return tuple(one for one in single if one != "—")
