"""What reports may know of the past: flags opened and closed by day, how long repairs took."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from report.repairs import opened_and_closed, repairs, time_to_repair
from store.store import Store
from tests.test_run import DAY, WARD, City, put


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = City(tmp_path)
    made.run()
    return made


def retype(city: City, phone: str, day: int) -> None:
    city.edit(WARD, put("Thành viên", 5, 1, "Điện thoại", phone))
    city.run(DAY + timedelta(days=day))


def history(city: City) -> pd.DataFrame:
    with Store.opened(city.config.store_url) as store:
        return store.history()


def test_flag_that_comes_and_goes_is_counted_each_time(city: City) -> None:
    retype(city, "0912000005", 2)
    retype(city, "912000005", 3)
    city.run(DAY + timedelta(days=4))
    retype(city, "0912000005", 7)
    days = opened_and_closed(history(city))
    assert days.values.tolist() == [
        ["phuong-ben-thuy", "FM06", DAY + timedelta(days=day), *counts]
        for day, counts in ((0, (1, 0)), (2, (0, 1)), (3, (1, 0)), (7, (0, 1)))
    ]
    taken = time_to_repair(history(city))
    assert taken.values.tolist() == [["phuong-ben-thuy", "FM06", 2, 3.0]]
    assert time_to_repair(history(city), DAY + timedelta(days=5))["days"].tolist() == [4.0]


def test_ward_no_longer_followed_has_put_nothing_right(city: City) -> None:
    city.edit("Điều phối.xlsx", put("Đơn vị", 2, 1, "Đang theo dõi", "Không"), city.home)
    city.run(DAY + timedelta(days=1))
    assert history(city)["what"].tolist() == ["opened", "dropped"]
    assert opened_and_closed(history(city))["closed"].sum() == 0
    assert time_to_repair(history(city)).empty
    city.edit("Điều phối.xlsx", put("Đơn vị", 2, 1, "Đang theo dõi", "Có"), city.home)
    city.run(DAY + timedelta(days=2))
    assert history(city)["what"].tolist() == ["opened", "dropped", "reopened"]


def test_nothing_known_is_nothing_counted() -> None:
    empty = pd.DataFrame(columns=["id", "flag", "unit", "rule", "day", "what"])
    assert opened_and_closed(empty).empty and time_to_repair(empty, date(2023, 1, 1)).empty


def test_the_report_says_per_ward_and_rule_what_came_and_what_was_put_right(city: City) -> None:
    retype(city, "0912000005", 2)
    retype(city, "912000005", 3)
    wards = pd.DataFrame({"unit": ["phuong-ben-thuy"], "name": ["Phường Bến Thủy"]})
    (line,) = repairs(history(city), wards, DAY + timedelta(days=1), DAY + timedelta(days=7))
    assert (line.ward, line.opened, line.closed, line.days) == ("Phường Bến Thủy", 1, 1, 2.0)
    assert repairs(history(city), wards, DAY + timedelta(days=8), DAY + timedelta(days=9)) == ()
