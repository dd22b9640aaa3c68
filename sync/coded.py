"""A column of texts as its distinct ones and a number for each cell: what is asked of a text is
asked once, however often it is written."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class Coded(NamedTuple):
    """`distinct` texts in the order of their first appearance; `codes`: which of them each cell is."""

    codes: NDArray[np.intp]
    distinct: NDArray[np.object_]

    @classmethod
    def of(cls, cells: Any) -> "Coded":
        """These cells, coded."""
        return cls(*pd.factorize(np.asarray(cells, dtype=object)))

    def each(self, function: Callable[[str], Any], dtype: Any = object) -> NDArray[Any]:
        """`function` of every cell, called once for each distinct text."""
        return self.spread(map(function, self.distinct), dtype)

    def spread(self, values: Iterable[Any], dtype: Any = object) -> NDArray[Any]:
        """For every cell the one of `values`, which are one for each distinct text."""
        given = np.empty(len(self.distinct), dtype=dtype)
        given[:] = list(values)
        spread: NDArray[Any] = given[self.codes]
        return spread

    def as_ids(self, function: Callable[[str], str | None]) -> NDArray[np.int64]:
        """A number for each cell, equal where `function` of their texts is; -1 where that is None."""
        ids = pd.factorize(np.array([*map(function, self.distinct)], dtype=object))[0]
        return ids.astype("int64")[self.codes]

    def at(self, places: NDArray[np.intp]) -> "Coded":
        """Some of the cells."""
        return Coded(self.codes[places], self.distinct)

    @property
    def texts(self) -> NDArray[np.object_]:
        """The text of every cell."""
        return self.distinct[self.codes]
