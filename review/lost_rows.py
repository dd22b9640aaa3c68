"""How many rows a tab had before it lost many: the flag stays until they are back or it is accepted."""

import pandas as pd

from shapes import records

_RULE = "ST04"


def before_the_loss(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """`rows` (unit, table, rows, day: the end of the last day) with those of before a loss instead.

    known: the store's flags. A loss that the city has let be counts no more.
    """
    lost = known[(known["rule"] == _RULE) & known["closed"].isna() & (known["handling"] != "keep")]
    then = [
        (flag["unit"], flag["table"], flag["params"]["before"], flag["params"]["day"])
        for flag in records(lost)
        if "day" in flag["params"]  # an older version did not write it down
    ]
    if not then:
        return rows
    first = pd.DataFrame(then, columns=["unit", "table", "rows", "day"])
    return pd.concat([first, rows]).drop_duplicates(["unit", "table"], ignore_index=True)
