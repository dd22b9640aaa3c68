"""What a hostile workbook costs: a whole pass over three wards of which one is hostile.

python -m bench.hostile
"""

import shutil
import tempfile
from pathlib import Path

from tests import hostile
from tests.faults import begin
from tests.folders import NAMES, make_folder


def main() -> None:
    """Prints, for each kind of harm, seconds of processor, megabytes, and both without harm."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "city"
        for harm in (None, *hostile.ALL):
            make_folder(home / "wards")
            (home / "config.toml").write_text('[source]\nfolder = "wards"\n', encoding="utf-8")
            if harm:
                harm(home / "wards" / f"{NAMES[1]}.xlsx")
            one = begin(home)
            one.ended()
            name = harm.__name__ if harm else "no harm"
            print(
                f"{name:18} {one.told['seconds']:5.1f} s {one.told['megabytes']:5.0f} MB",
                flush=True,
            )
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
