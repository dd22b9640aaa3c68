"""Item 2. `check` on the demo's 25 workbooks as a whole process, against the least it could cost."""

from bench.demo import DAY, demo_wards
from bench.table import Table
from bench.timing import processes_in_turn

FLOOR = "importing pandas and reading the files"


def measure(runs: int) -> list[Table]:
    """One table."""
    with demo_wards() as wards:
        commands = {
            FLOOR: ["-m", "bench.floor", str(wards)],
            "jobs.py check": ["jobs.py", "check", str(wards), "--as-of", DAY],
        }
        lines = processes_in_turn(commands, runs)
    return [Table("A check of 25 .xlsx, start to end", lines, FLOOR)]
