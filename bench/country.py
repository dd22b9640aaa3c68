"""Normalised tables of a whole country, made directly: about one member row in seven has a mistake."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from shapes import Tables
from sync.schema import ACTIVITIES, AWARDS, MEMBERS, MOVES, TEAMS, WARD

DAY = date(2023, 9, 1)
WARDS, TEAMS_IN_ALL, MEMBERS_IN_ALL = 10_600, 81_000, 457_000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Hồ", "Ngô", "Võ")
MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thanh", "Quang", "Hữu", "Xuân", "Thu")
GIVEN = ("An", "Bình", "Cường", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc",
         "Quân", "Sơn", "Trang", "Tú", "Uyên", "Vinh", "Yến", "Đạt")  # fmt: skip
ORDINARY = ("Giáo viên Trường THCS", "Công an viên", "Kinh doanh", "Chi hội trưởng phụ nữ", "Nhân viên y tế",
            "Nông dân", "Cựu chiến binh", "Sinh viên", "Công chức Văn hóa - xã hội")  # fmt: skip


def country(
    wards: int = WARDS, teams: int = TEAMS_IN_ALL, members: int = MEMBERS_IN_ALL, seed: int = 1
) -> Tables:
    """Tables of so many wards, teams and member rows; the same seed gives the same tables."""
    random = np.random.default_rng(seed)
    team_frame, known = _teams(random, wards, teams)
    member_frame, findings = _members(random, team_frame, members)
    frames = {
        "units": _units(wards),
        "teams": team_frame,
        "members": member_frame,
        "moves": _moves(random, member_frame),
        "activities": _activities(random, team_frame),
        "awards": _awards(random, team_frame),
    }
    frames = {name: _objects(frame) for name, frame in frames.items()}
    raw = {name: frame.apply(_as_text) for name, frame in frames.items()}
    gaps = pd.DataFrame({"unit": [0], "table": [""], "field": [""], "row": [0.0]})[:0]
    return Tables(**frames, raw=raw, findings=findings, gaps=gaps, known_teams=known, schema=WARD)


def _objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Text as the reader leaves it: objects, not pandas' own strings."""
    texts = [name for name in frame if pd.api.types.is_string_dtype(frame[name].dtype)]
    return frame.astype(dict.fromkeys(texts, object))


def _as_text(column: Any) -> Any:
    """A column as it was typed."""
    if column.dtype.kind == "M":
        text = column.dt.strftime("%d/%m/%Y")
    elif column.dtype.kind == "f":
        text = column.astype("Int64").astype(object).astype(str)
    else:
        text = column.astype(object).astype(str)
    return text.astype(object).where(column.notna(), "")


def _units(wards: int) -> pd.DataFrame:
    number = np.arange(wards)
    frame = pd.DataFrame(
        {"unit": number, "code": [f"d{n}" for n in number], "name": [f"Phường {n}" for n in number]}
    )
    frame["kind"] = "ward"
    frame["hamlets"] = np.nan
    frame["own_hamlets"] = np.nan
    frame["deadline"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    for name in ("officer", "officer_title", "email", "leader"):
        frame[name] = "x"
    frame["phone"] = 0
    frame["problem"] = frame["detail"] = ""
    for name in ("name", "officer", "officer_title", "phone", "email", "leader", "own_hamlets"):
        frame[f"{name}_row"] = 2.0
    for table in ("teams", "members", "moves", "activities", "awards"):
        frame[f"rows_{table}"] = frame[f"before_{table}"] = 10.0
        frame[f"then_{table}"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return frame


def _rows(unit: np.ndarray) -> np.ndarray:
    """Sheet rows from 2 on, within each ward; `unit` is sorted."""
    starts = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
    lengths = np.diff(np.r_[starts, len(unit)])
    return np.arange(len(unit)) - np.repeat(starts, lengths) + 2


def _categories(codes: Any, values: list[str]) -> Any:
    return pd.Categorical.from_codes(codes, categories=pd.Index(values))


def _choice(random: np.random.Generator, size: int, values: list[str], shares: list[float]) -> Any:
    """Values in these shares; what is left is blank."""
    drawn = np.searchsorted(np.cumsum(shares), random.random(size), side="right")
    return _categories(np.where(drawn < len(shares), drawn, -1), values)


def _days(random: np.random.Generator, size: int, first: str, last: str) -> np.ndarray:
    start, end = np.datetime64(first, "s"), np.datetime64(last, "s")
    return start + random.integers(0, (end - start).astype(int) // 86400, size) * np.timedelta64(
        86400, "s"
    )


def _teams(
    random: np.random.Generator, wards: int, teams: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    unit = np.sort(np.r_[np.arange(wards), random.integers(0, wards, teams - wards)])
    row = _rows(unit)
    of_ward = row == 2
    name = np.where(
        of_ward, "cấp phường", "Khối " + pd.Series(row - 2).astype(str).to_numpy(dtype=object)
    )
    frame = pd.DataFrame({"unit": unit, "row": row})
    frame["level"] = _categories(np.where(of_ward, 0, 1), list(TEAMS["level"].choices))
    frame["hamlet"] = name
    frame["decision"] = _choice(random, teams, list(TEAMS["decision"].choices), [0.6, 0.39, 0.01])
    frame["number"] = np.where(random.random(teams) < 0.97, "25/QĐ-UBND", "25/QD-UB").astype(object)
    frame["founded"] = _days(random, teams, "2023-03-01", "2023-04-02")
    frame["signer"] = _choice(random, teams, list(TEAMS["signer"].choices), [0.95, 0.03, 0.01])
    frame["revision"] = frame["note"] = ""
    frame["group"] = np.where(random.random(teams) < 0.99, "Nhóm Zalo", "").astype(object)
    frame["invited"] = _choice(random, teams, list(TEAMS["invited"].choices), [0.99, 0.005])
    frame["team"] = np.arange(teams)
    keys = np.where(of_ward, "@", np.array([text.lower() for text in name], dtype=object))
    return frame, pd.DataFrame({"unit": unit, "key": keys, "of_ward": of_ward, "name": name})


def _members(
    random: np.random.Generator, teams: pd.DataFrame, members: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    five = np.repeat(np.arange(len(teams)), 5)
    team = np.sort(np.r_[five, random.integers(0, len(teams), members - len(five))])
    unit = teams["unit"].to_numpy()[team]
    place = _rows(team) - 2
    role = np.select([place == 0, place == 1, place > 9], [0, 1, 3], 2)
    parts = [
        np.array(words, dtype=object)[random.integers(0, len(words), members)]
        for words in (FAMILY, MIDDLE, GIVEN)
    ]
    name = parts[0] + " " + parts[1] + " " + parts[2]
    frame = pd.DataFrame({"unit": unit, "row": _rows(unit)})
    frame["honorific"] = _choice(random, members, ["mr", "mrs"], [0.5, 0.5])
    frame["name"] = name
    frame["title"] = _titles(random, role, teams["row"].to_numpy()[team] == 2)
    frame["role"] = _categories(role, list(MEMBERS["role"].choices))
    frame["phone"] = 900_000_000 + random.choice(95_000_000, members, replace=False)
    frame["birth_year"] = random.integers(1950, 2005, members).astype("float64")
    frame["resident"] = _choice(random, members, list(MEMBERS["resident"].choices), [0.97, 0.005])
    frame["in_group"] = _choice(random, members, list(MEMBERS["in_group"].choices), [0.95, 0.01])
    frame["in_ward_group"] = _choice(
        random, members, list(MEMBERS["in_ward_group"].choices), [0.99, 0.005]
    )
    joined = _days(random, members, "2023-03-01", "2023-08-30")
    frame["joined"] = np.where(random.random(members) < 0.02, joined, np.datetime64("NaT", "s"))
    frame["email"] = np.where(random.random(members) < 0.3, "ten@vi-du.vn", "").astype(object)
    frame["note"] = ""
    frame["team"] = team
    frame["person"] = pd.factorize(frame["name"])[0].astype("int64")
    _seat_in_hamlets(frame, teams["row"].to_numpy()[team] - 2, place)
    return _with_mistakes(random, frame)


def _titles(random: np.random.Generator, role: np.ndarray, of_ward: np.ndarray) -> np.ndarray:
    ordinary = np.array(ORDINARY, dtype=object)[random.integers(0, len(ORDINARY), len(role))]
    leader = np.where(of_ward, "Bí thư Đoàn phường", "Khối trưởng").astype(object)
    deputy = np.where(of_ward, "Công chức Văn hóa - xã hội", "Bí thư Chi đoàn khối").astype(object)
    return np.select([role == 0, role == 1], [leader, deputy], ordinary)


def _seat_in_hamlets(frame: pd.DataFrame, hamlet: np.ndarray, place: np.ndarray) -> None:
    """Members of the ward-level team are ordinary members of a hamlet's, too: one in each."""
    seats = frame.assign(hamlet=hamlet, place=place, at=frame.index)
    of_ward = seats[seats["hamlet"] == 0].assign(hamlet=lambda rows: rows["place"] + 1)
    pairs = seats[seats["place"] == 2].merge(of_ward, on=["unit", "hamlet"], suffixes=("", "_ward"))
    same = ["name", "person", "phone", "birth_year"]
    frame.loc[pairs["at"], same] = frame.loc[pairs["at_ward"], same].to_numpy()


def _with_mistakes(
    random: np.random.Generator, frame: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Breaks one row in seven: what the reader found, and blanks, doubled people, odd years and teams."""
    broken = random.permutation(len(frame))[: len(frame) // 7]
    kinds = np.array_split(broken, 8)
    findings = []
    reading = [
        ("phone", "not_a_phone", 0),
        ("role", "not_in_list", None),
        ("email", "not_an_email", ""),
        ("joined", "not_a_date", pd.NaT),
    ]
    for (field, problem, nothing), at in zip(reading, kinds, strict=False):
        frame.loc[at, field] = nothing
        findings.append(
            pd.DataFrame(
                {
                    "table": "members",
                    "index": at,
                    "field": field,
                    "problem": problem,
                    "suggestion": "",
                }
            )
        )
    frame.loc[kinds[4], "title"] = ""
    frame.loc[kinds[5], "birth_year"] = 1900.0
    frame.loc[kinds[6], "resident"] = "no"
    later = kinds[7][kinds[7] > 0]
    same = ["name", "person", "phone", "birth_year", "team", "unit"]
    frame.loc[later, same] = frame.loc[later - 1, same].to_numpy()
    return frame.astype(
        {
            "person": "int64",
            "team": "int64",
            "unit": "int64",
            "phone": "int64",
            "birth_year": "float64",
        }
    ), pd.concat(findings, ignore_index=True)


def _moves(random: np.random.Generator, members: pd.DataFrame) -> pd.DataFrame:
    some = members.iloc[np.sort(random.permutation(len(members))[: len(members) // 60])]
    size = len(some)
    frame = pd.DataFrame({"unit": some["unit"].to_numpy(), "row": _rows(some["unit"].to_numpy())})
    frame["kind"] = _choice(random, size, list(MOVES["kind"].choices), [0.8, 0.15, 0.05])
    frame["name"] = some["name"].to_numpy()
    frame["asked"] = _days(random, size, "2023-04-01", "2023-08-01")
    frame["recommended"] = _choice(random, size, list(MOVES["recommended"].choices), [0.95, 0.05])
    frame["opinion"] = _choice(random, size, list(MOVES["opinion"].choices), [0.9, 0.05])
    frame["decided"] = frame["asked"] + pd.Timedelta(days=5)
    frame["note"] = ""
    frame["team"] = some["team"].to_numpy()
    frame["person"] = some["person"].to_numpy()
    return frame


def _activities(random: np.random.Generator, teams: pd.DataFrame) -> pd.DataFrame:
    team = np.arange(len(teams))
    unit, size = teams["unit"].to_numpy()[team], len(team)
    frame = pd.DataFrame(
        {"unit": unit, "row": _rows(unit), "date": _days(random, size, "2023-08-04", "2023-09-01")}
    )
    frame["kind"] = _choice(random, size, list(ACTIVITIES["kind"].choices), [1 / 6] * 6)
    frame["description"] = "Hướng dẫn cài VNeID"
    for name in ("sessions", "people", "shops", "accounts"):
        frame[name] = random.integers(1, 80, size).astype("float64")
    frame["platform"] = frame["partner"] = frame["evidence"] = ""
    frame["team"], frame["words"] = team, 0
    return frame


def _awards(random: np.random.Generator, teams: pd.DataFrame) -> pd.DataFrame:
    team = np.sort(random.integers(0, len(teams), len(teams) // 20))
    unit, size = teams["unit"].to_numpy()[team], len(team)
    frame = pd.DataFrame(
        {"unit": unit, "row": _rows(unit), "date": _days(random, size, "2023-04-05", "2023-09-01")}
    )
    for name in ("target", "grantor", "form", "result"):
        frame[name] = _choice(random, size, list(AWARDS[name].choices), [0.5, 0.5])
    frame["name"] = frame["achievement"] = "Thành tích"
    frame["number"] = "90/QĐ-UBND"
    frame["decided"] = frame["date"]
    frame["team"] = team
    return frame
