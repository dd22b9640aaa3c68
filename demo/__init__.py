"""The demonstration: Vinh's 25 wards of 2023, with invented people and the mistakes that wards make."""

from demo.city import FIRST_DAY, SECOND_DAY, build_city, recipients, units
from demo.week import edit_week

__all__ = ["FIRST_DAY", "SECOND_DAY", "build_city", "edit_week", "recipients", "units"]
