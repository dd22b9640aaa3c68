"""What a hostile workbook costs: a whole pass over three wards of which one is hostile,
and has something to be marked.

python -m bench.hostile
"""

import shutil
import tempfile
from pathlib import Path

from tests import hostile
from tests.cases import Edits
from tests.faults import begin
from tests.folders import BAD_PHONE, NAMES, make_folder


def main() -> None:
    """Prints, for each kind of harm, seconds of processor, megabytes, and both without harm."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "city"
        for harm in (None, *hostile.ALL):
            make_folder(home / "wards", Edits(set=[BAD_PHONE]))
            (home / "config.toml").write_text('[source]\nfolder = "wards"\n', encoding="utf-8")
            if harm:
                harm(home / "wards" / f"{NAMES[0]}.xlsx")
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
