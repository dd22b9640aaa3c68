"""What is shown while somebody types, as formulas: a cell that is missing, a person who stands
there twice, a member too many. The same in Excel and in Google Sheets."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapes import Tab


@dataclass(frozen=True)
class Formulas:
    """The formulas of a tab, each for the first row below the header.

    `letters` are the columns of its fields, `last` the last row that is looked at (0: to the end),
    `separator` what stands between a function's arguments.
    """

    tab: Tab
    letters: Mapping[str, str]
    first: int = 2
    last: int = 0
    separator: str = ","

    def missing(self, field: str) -> str:
        """Whether the cell is blank although its row needs it."""
        column = self.tab[field]
        needed = f"COUNTA(${self._ends[0]}{self.first}:${self._ends[1]}{self.first})>0"
        if column.required_with is not None:
            needed = self._condition(*column.required_with)
        return "=" + self._call("AND", f"LEN(TRIM({self.letters[field]}{self.first}))=0", needed)

    def repeated(self) -> str:
        """Whether the person stands there twice in one team."""
        team, name = self._in_row("team"), self._in_row("name")
        same = self._call("COUNTIFS", self._all("team"), team, self._all("name"), name)
        return "=" + self._call("AND", f'{team}<>""', f'{name}<>""', f"{same}>1")

    def beyond(self, max_members: int) -> str:
        """Whether the row's team has more members, down to this one, than it may have."""
        team, role = self._in_row("team"), self._in_row("role")
        outside = self.tab["role"].choices["collaborator"]
        others = _quoted(f"<>{outside}")
        so_far = self._call("COUNTIFS", self._so_far("team"), team, self._so_far("role"), others)
        counts = f"{role}<>{_quoted(outside)}"
        return "=" + self._call("AND", f'{team}<>""', counts, f"{so_far}>{max_members}")

    def _condition(self, field: str, values: tuple[str, ...]) -> str:
        """When another cell of the row has one of these values, or any."""
        cell, choices = self._in_row(field), self.tab[field].choices
        if not values:
            return f"LEN(TRIM({cell}))>0"
        return self._call("OR", *(f"{cell}={_quoted(choices[value])}" for value in values))

    def _call(self, function: str, *arguments: str) -> str:
        return f"{function}({self.separator.join(arguments)})"

    @property
    def _ends(self) -> tuple[str, str]:
        """The first and the last column."""
        ordered = sorted(self.letters.values(), key=lambda letters: (len(letters), letters))
        return ordered[0], ordered[-1]

    def _in_row(self, field: str) -> str:
        return f"${self.letters[field]}{self.first}"

    def _all(self, field: str) -> str:
        last = f"${self.last}" if self.last else ""
        return f"${self.letters[field]}${self.first}:${self.letters[field]}{last}"

    def _so_far(self, field: str) -> str:
        return f"${self.letters[field]}${self.first}:${self.letters[field]}{self.first}"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
