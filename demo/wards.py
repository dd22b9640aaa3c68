"""Right wards: teams, members and what they did, as the dispatch asks, with nothing to flag."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from demo.people import People, Person, words
from shapes import Unit

LAST_DAY = date(2023, 3, 26)
# What is not older than this was done in the last 30 days on both days of the demonstration.
_FIRST_ACTIVITY = date(2023, 3, 6)
_LARGEST = 10
Row = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What wards.toml says of one ward."""

    founded: date
    number: int
    activities: int
    awards: int
    moves: int
    own: bool = False
    links: bool = False
    habits: tuple[str, ...] = ()
    book: str = ""


@cache
def plans() -> Mapping[str, Plan]:
    """The plan of each ward, by its name."""
    text = Path(__file__).with_name("wards.toml").read_text(encoding="utf-8")
    return {name: Plan(**given) for name, given in tomllib.loads(text).items()}


@dataclass
class Ward:
    """One ward's workbook as rows of fields with what a tidy person would have typed.

    `tabs` by table; that of `units` has one row. `titles` are tabs that the ward renamed, `dropped`
    the columns (table, field) that it took out of its own workbook.
    """

    unit: Unit
    plan: Plan
    tabs: dict[str, list[Row]]
    titles: dict[str, str] = field(default_factory=dict)
    dropped: set[tuple[str, str]] = field(default_factory=set)


def right_ward(unit: Unit, number: int, seed: int) -> Ward:
    """The ward `number` (from 0) of the city, without any mistake.

    Its structure hangs on its name alone, its people on `seed` too.
    """
    made = _Ward(unit, number, seed)
    tabs = {
        "units": [made.profile()],
        "teams": list(made.teams()),
        "members": made.members(),
        "activities": sorted(made.activities(), key=lambda row: row["date"]),
    }
    tabs["moves"] = list(made.moves(tabs["members"]))
    tabs["awards"] = list(made.awards(tabs["members"]))
    return Ward(unit, made.plan, tabs)


def hamlets_of(unit: Unit) -> list[str]:
    """The names of a unit's hamlets: the register's, else numbers."""
    word = "Xóm" if unit.kind == "commune" else "Khối"
    return list(unit.hamlet_names) or [f"{word} {n}" for n in range(1, (unit.hamlets or 0) + 1)]


class _Ward:
    """One ward in the making."""

    def __init__(self, unit: Unit, number: int, seed: int) -> None:
        self.unit, self.plan = unit, plans()[unit.name]
        self.chance = Random(unit.name)
        self.people = People(number, Random(f"{seed} {unit.name}"))
        self.hamlets = hamlets_of(unit)
        kind, _, self.place = unit.name.partition(" ")
        self.kind = kind.lower()
        self.team = f"Cấp {self.kind}"

    def profile(self) -> Row:
        """The ward's own tab `Đơn vị`."""
        officer, chair = (self._person(words()["titles"][kind][0]) for kind in ("officer", "chair"))
        return {
            "name": self.unit.name,
            "officer": officer.name,
            "officer_title": officer.title,
            "phone": officer.phone,
            "email": self.unit.emails[0],
            "leader": chair.name,
            "own_hamlets": self.unit.hamlets,
        }

    def _person(self, profile: Sequence[Any], hamlet: str = "") -> Person:
        head = "Xóm trưởng" if hamlet.startswith("Xóm") else "Khối trưởng"
        places = {
            "unit": self.kind,
            "place": self.place,
            "hamlet": _in_sentence(hamlet),
            "hamlet_kind": hamlet.partition(" ")[0].lower(),
            "Hamlet_head": head,
            "hamlet_head": head.lower(),
        }
        return self.people.new(profile, places)

    # --- teams ---------------------------------------------------------------------------------

    def teams(self) -> Iterator[Row]:
        """The ward-level team and one for each hamlet, founded by one decision or by its own."""
        own = {"decision": "Riêng", "signer": "Chủ tịch UBND"}
        yield own | {
            "level": "Phường, xã",
            "hamlet": self.team,
            "number": f"{self.plan.number}/QĐ-UBND",
            "founded": self.plan.founded,
            "group": self._group(f"{self.kind} {self.place}"),
        }
        for order, hamlet in enumerate(self.hamlets, 1):
            founding: Row = {"decision": "Chung với cấp phường, xã"}
            if self.plan.own:
                founding = own | {
                    "number": f"{self.plan.number + order}/QĐ-UBND",
                    "founded": self.plan.founded + timedelta(days=order % 4),
                }
            group = self._group(_in_sentence(hamlet))
            yield {
                "level": "Khối, xóm",
                "hamlet": hamlet,
                "group": group,
                "invited": "Có",
            } | founding

    def _group(self, name: str) -> str:
        if not self.plan.links:
            return f"Tổ CNSCĐ {name}"
        code = "".join(self.chance.choices("abcdeghiklmnopqrstuvxy0123456789", k=9))
        return f"https://zalo.me/g/{code}"

    # --- members -------------------------------------------------------------------------------

    def members(self) -> list[Row]:
        """The ward-level team, then the hamlets', in each of which some of the ward-level sit."""
        titles = words()["titles"]
        profiles = [
            self.chance.choice(titles["ward_leader"]),
            self.chance.choice(titles["ward_deputy"]),
        ]
        profiles += titles["ward_member"][: self.chance.randint(4, len(titles["ward_member"]))]
        ward = [self._person(profile) for profile in profiles]
        roles = ["Tổ trưởng", "Tổ phó"] + ["Tổ viên"] * (len(ward) - 2)
        rows = [self._row(self.team, one, role) for one, role in zip(ward, roles, strict=True)]
        step = max(len(self.hamlets) // len(ward), 1)
        for order, hamlet in enumerate(self.hamlets):
            also = [one for n, one in enumerate(ward) if n * step % len(self.hamlets) == order]
            rows += self._hamlet_team(hamlet, also)
        return rows

    def _hamlet_team(self, hamlet: str, also: Sequence[Person]) -> Iterator[Row]:
        titles = words()["titles"]
        yield self._leading(hamlet, self.chance.choice(titles["hamlet_leader"]), "Tổ trưởng")
        deputies = self.chance.random() < 0.85
        if deputies:
            yield self._leading(hamlet, self.chance.choice(titles["hamlet_deputy"]), "Tổ phó")
        size = self.chance.choices((5, 6, 7, 8, 9), (2, 4, 5, 3, 1))[0]
        room = _LARGEST - 1 - deputies - len(also)
        count = min(max(size - 1 - deputies - len(also), 2), room)
        profiles = self.chance.sample(titles["hamlet_member"], count)
        for profile in sorted(profiles, key=titles["hamlet_member"].index):
            yield self._row(hamlet, self._person(profile, hamlet), "Tổ viên")
        for one in also:
            yield self._row(hamlet, one, "Tổ viên")
        if self.chance.random() < 0.25:
            helper = self._person(self.chance.choice(titles["hamlet_collaborator"]), hamlet)
            yield self._row(hamlet, helper, "Cộng tác viên")

    def _leading(self, hamlet: str, profile: Sequence[Any], role: str) -> Row:
        return self._row(hamlet, self._person(profile, hamlet), role) | {"in_ward_group": "Có"}

    def _row(self, team: str, one: Person, role: str) -> Row:
        row: Row = {
            "team": team,
            "honorific": one.honorific,
            "name": one.name,
            "title": one.title,
            "role": role,
            "phone": one.phone,
            "in_group": "Có",
        }
        # Known by the telephone's last digit, so that somebody's rows in two teams agree.
        if one.phone[-1] not in "379":
            row["birth_year"] = one.birth_year
        if one.phone[-1] in "02468":
            row["resident"] = "Có"
        return row

    # --- what happened -------------------------------------------------------------------------

    def moves(self, members: Sequence[Row]) -> Iterator[Row]:
        """People who joined or left since the founding, each case of the dispatch in turn."""
        kinds = (self._joined, self._resigned, self._pending, self._gone)
        for number, make in enumerate(kinds[: self.plan.moves]):
            yield make(self.hamlets[number], members)

    def _joined(self, hamlet: str, members: Sequence[Row]) -> Row:
        row = next(one for one in members if one["team"] == hamlet and one["role"] == "Tổ viên")
        asked = self._day(1, 2)
        row["joined"] = asked + timedelta(days=2)
        return self._asked("Tham gia", hamlet, row["name"], asked, asked + timedelta(days=2))

    def _resigned(self, hamlet: str, _members: Sequence[Row]) -> Row:
        asked = self._day(1, 2)
        return self._asked(
            "Xin thôi", hamlet, self._stranger(hamlet), asked, asked + timedelta(days=2)
        )

    def _pending(self, hamlet: str, _members: Sequence[Row]) -> Row:
        return self._asked("Tham gia", hamlet, self._stranger(hamlet), date(2023, 3, 24), None)

    def _gone(self, hamlet: str, _members: Sequence[Row]) -> Row:
        name = self._stranger(hamlet)
        return {"kind": "Không còn tham gia", "team": hamlet, "name": name, "asked": LAST_DAY}

    def _stranger(self, hamlet: str) -> str:
        return self._person(words()["titles"]["hamlet_member"][0], hamlet).name

    @staticmethod
    def _asked(kind: str, hamlet: str, name: str, asked: date, decided: date | None) -> Row:
        row: Row = {"kind": kind, "team": hamlet, "name": name, "asked": asked, "recommended": "Có"}
        return row | ({"opinion": "Đồng ý", "decided": decided} if decided else {})

    def _day(self, after: int, until: int) -> date:
        """A day at least `after` days after the founding and `until` days before the last one."""
        first = max(self.plan.founded + timedelta(days=after), _FIRST_ACTIVITY)
        return first + timedelta(days=self.chance.randint(0, (LAST_DAY - first).days - until))

    def activities(self) -> Iterator[Row]:
        """What was done: the ward-level team first, then the hamlets in turn."""
        kinds, count = words()["activities"], self.plan.activities
        of_ward = min(max(count - len(self.hamlets), count // 3), len(kinds["ward"]))
        for number in range(of_ward):
            yield self._activity(self.team, "", kinds["ward"][number])
        for number in range(count - of_ward):
            turn, order = divmod(number, len(self.hamlets))
            hamlet = self.hamlets[order]
            kind = kinds["hamlet"][(number + turn) % len(kinds["hamlet"])]
            yield self._activity(hamlet, _in_sentence(hamlet), kind)

    def _activity(self, team: str, hamlet: str, made_of: Sequence[Any]) -> Row:
        kind, description, sessions, least, most, platform, partner = made_of
        day = self._day(4, 0) if self.plan.own else self._day(1, 0)
        places = {"unit": self.kind, "hamlet": hamlet, "month": str(day.month)}
        row: Row = {"date": day, "team": team, "kind": kind, "platform": platform}
        row |= {
            "description": description.format_map(places),
            "partner": partner.format_map(places),
        }
        if sessions:
            row["sessions"] = sessions
        if most:
            row["people"] = self.chance.randint(least, most)
        if platform in ("postmart.vn", "voso.vn"):
            row["shops"] = self.chance.randint(1, 4)
        if platform == "Thanh toán điện tử":
            row["accounts"] = row["people"] // 2
        return row

    def awards(self, members: Sequence[Row]) -> Iterator[Row]:
        """Members proposed for a commendation: the first one commended, the second still pending."""
        achievements = words()["awards"]["achievements"]
        deputies = [row for row in members if row["role"] == "Tổ phó" and row["team"] != self.team]
        for number, row in enumerate(deputies[: self.plan.awards]):
            proposed = self._day(2, 2)
            achievement = achievements[self.chance.randrange(len(achievements))]
            yield {
                "date": proposed,
                "target": "Thành viên Tổ",
                "name": row["name"],
                "achievement": achievement.format(people=self.chance.randrange(20, 90, 5)),
                "team": row["team"],
                "grantor": "UBND phường, xã",
            } | _result(number, self.plan.number, proposed)


def _result(number: int, decision: int, proposed: date) -> Row:
    if number:
        return {"form": "Giấy khen", "result": "Đang xem xét"}
    decided = {"number": f"{decision + 30}/QĐ-UBND", "decided": proposed + timedelta(days=2)}
    return {"form": "Giấy khen", "result": "Đã khen thưởng"} | decided


def _in_sentence(hamlet: str) -> str:
    """`Khối 5` → `khối 5`; a name keeps its own capitals."""
    return hamlet[:1].lower() + hamlet[1:]
