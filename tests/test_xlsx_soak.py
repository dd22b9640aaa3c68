"""People and runs mixed at random: what nobody has read yet is never lost."""

import random
from collections import defaultdict
from pathlib import Path

import pytest

from sync.answers import read_answers
from sync.sidecar import sidecar_path
from sync.xlsx_marks import push_marks
from sync.xlsx_read import read_sheets
from tests.workbooks import (
    UNIT,
    answer,
    data_of,
    edited,
    flag,
    leftovers,
    marks,
    new_ward,
    todo,
)

IDS = [f"f{number}" for number in range(6)]
TICK = "tick"


class Ward:
    """One ward with a workbook, perhaps one beside it, and people who write in either."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.path = new_ward(folder / "wards")
        self.beside = sidecar_path(self.path, UNIT.name)
        self.said: dict[str, set[str]] = defaultdict(set)  # flag → what nobody has read yet
        self.words = 0

    def people_write(self) -> None:
        for path in (self.path, self.beside):
            rows = {row["id"]: row["comment"] or "" for row in todo(path)} if path.exists() else {}
            if rows and self.chance.random() < 0.6:
                self._write(path, rows)
            if rows and self.chance.random() < 0.2:
                self._sort(path)

    def _write(self, path: Path, rows: dict[str, str]) -> None:
        flag_id = self.chance.choice(sorted(rows))
        if self.chance.random() < 0.4:
            answer(path, flag_id, agreed="x")
            self.said[flag_id].add(TICK)
            return
        self.words += 1
        answer(path, flag_id, comment=f"{rows[flag_id]} w{self.words}".strip())
        self.said[flag_id].add(f"w{self.words}")

    def _sort(self, path: Path) -> None:
        with edited(path) as book:
            sheet = book["Cần sửa"]
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
            self.chance.shuffle(rows)
            for number, row in enumerate(rows, 3):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column).value = value

    def open_or_close(self) -> None:
        for path in (self.path, self.beside):
            lock = path.with_name(f"~${path.name}")
            lock.unlink(missing_ok=True)
            if self.chance.random() < 0.35:
                lock.touch()

    def flags(self) -> list[dict[str, object]]:
        chosen = self.chance.sample(IDS, self.chance.randint(1, len(IDS)))
        return [flag(name, 2 + at % 5, suggestion=f"0{name}") for at, name in enumerate(chosen)]

    def answers(self) -> dict[str, set[str]]:
        paths = [path for path in (self.path, self.beside) if path.exists()]
        known = read_answers(sheet for path in paths for sheet in read_sheets(path))
        return {
            str(name): set(comment.replace(";", " ").split()) | ({TICK} if agreed else set())
            for name, agreed, comment in zip(
                known["id"], known["agreed"], known["comment"], strict=True
            )
        }


@pytest.mark.parametrize("seed", range(4))
def test_no_answer_that_nobody_has_read_is_lost(tmp_path: Path, seed: int) -> None:
    ward = Ward(tmp_path, seed)
    data = data_of(ward.path)
    for _round in range(12):
        ward.people_write()
        wanted = marks(ward.path, ward.flags())
        ward.said.clear()  # they are read with the marks
        before = ward.answers()
        if ward.chance.random() < 0.4:
            ward.people_write()
        ward.open_or_close()
        push_marks(ward.path, wanted, tmp_path / "backups")
        after = ward.answers()
        for name in wanted.rows["id"]:
            ward.said[name] |= before.get(name, set())
        for name, said in ward.said.items():
            assert said <= after.get(name, set())
        assert data_of(ward.path) == data
        assert not leftovers(ward.path.parent)
