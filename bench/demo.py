"""The demo's 25 workbooks, as its second run leaves them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

DAY = "2023-04-03"


@contextmanager
def demo_wards() -> Iterator[Path]:
    """The folder of workbooks, for as long as it is needed."""
    with TemporaryDirectory() as made:
        command = [sys.executable, "jobs.py", "demo", "--out", made]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        yield Path(made) / "wards"
