"""Dates and times as Sheets keeps them: days since 30/12/1899, the time of day as a fraction."""

from datetime import date, datetime, timedelta

_EPOCH = datetime(1899, 12, 30)


def serial_of(day: date) -> int:
    """The serial number of a day."""
    return (day - _EPOCH.date()).days


def moment_of(serial: float) -> datetime:
    """The moment of a serial number, to the second. Raises OverflowError far out of the calendar."""
    return _EPOCH + timedelta(seconds=round(serial * 86400))


def plain(number: float) -> float | int:
    """A number as JSON writes it: whole ones without a point."""
    return int(number) if number == int(number) and abs(number) < 1e21 else number
