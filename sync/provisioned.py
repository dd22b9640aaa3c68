"""What provisioning did to one workbook, whichever backend it is on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One workbook: of which unit, what was done to it (or would be), what a person should see to,
    and why it could not be done ("" when it was). `made`: it was not there before."""

    name: str
    done: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: str = ""
    made: bool = False
