"""What several rules ask of the same city is worked out once."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from rules.city import City

T = TypeVar("T")


def once(function: "Callable[[City], T]") -> "Callable[[City], T]":
    """`function` of a city, kept with the city; ask only after the rules of form have run."""

    @wraps(function)
    def answer(city: "City") -> T:
        known: dict[Any, object] = city.answers
        if function not in known:
            known[function] = function(city)
        return cast(T, known[function])

    return answer
