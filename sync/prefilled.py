"""What a workbook holds from the beginning, whichever program it is for."""

from collections.abc import Sequence

import pandas as pd

from shapes import Recipient, Unit
from sync.schema import FOLLOW_UP, MEMBERS, RECIPIENTS, REGISTER_UNITS, TEAMS

MAX_MEMBERS = 10  # Phụ lục 1, 3.1.a; the policy's own number comes as a parameter
FROZEN_COLUMNS = {TEAMS.table: 2, MEMBERS.table: 3, FOLLOW_UP.table: 2}
_HAMLET_WORD = {"ward": "Khối", "commune": "Xóm"}
_WARD_TEAM = {"ward": "Cấp phường", "commune": "Cấp xã"}
_ANY_WARD_TEAM = "Cấp phường, xã"


def expected_teams(unit: Unit) -> pd.DataFrame:
    """The rows of `Danh sách tổ` that a unit should have: its own team and one per hamlet."""
    word = _HAMLET_WORD[unit.kind]
    hamlets = unit.hamlet_names or [f"{word} {n}" for n in range(1, (unit.hamlets or 0) + 1)]
    levels = TEAMS["level"].choices
    first = (levels["ward"], _WARD_TEAM[unit.kind] if unit.name else _ANY_WARD_TEAM)
    rest = [(levels["hamlet"], hamlet) for hamlet in hamlets]
    return pd.DataFrame([first, *rest], columns=["level", "hamlet"], dtype=object)


def unit_rows(units: Sequence[Unit]) -> pd.DataFrame:
    """Units as the register's tab has them; several names or addresses one a line."""
    kinds, followed = REGISTER_UNITS["kind"].choices, REGISTER_UNITS["followed"].choices
    rows = [
        {
            "name": unit.name,
            "kind": kinds[unit.kind],
            "ref": unit.ref,
            "hamlets": unit.hamlets,
            "hamlet_names": "\n".join(unit.hamlet_names),
            "emails": "\n".join(unit.emails),
            "coordinator": unit.coordinator,
            "deadline": unit.deadline,
            "code": unit.code,
            "followed": followed["yes" if unit.followed else "no"],
        }
        for unit in units
    ]
    return pd.DataFrame(rows, dtype=object)


def mail_rows(recipients: Sequence[Recipient]) -> pd.DataFrame:
    """Recipients as the register's tab has them."""
    roles, periods = RECIPIENTS["role"].choices, RECIPIENTS["period"].choices
    rows = [
        {
            "name": one.name,
            "email": one.email,
            "role": roles.get(one.role, one.role),
            "period": periods.get(one.period, one.period),
        }
        for one in recipients
    ]
    return pd.DataFrame(rows, dtype=object)
