"""The least that reading a folder can cost: import pandas, read every .xlsx with python-calamine.

python -m bench.floor FOLDER
"""

import sys
from pathlib import Path

import pandas
from python_calamine import CalamineWorkbook


def main() -> None:
    """Reads every sheet of every workbook and prints how many cells there were."""
    cells = 0
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        try:
            book = CalamineWorkbook.from_path(path)
        except Exception:  # a damaged file costs what it costs; the floor does not judge it
            continue
        for name in book.sheet_names:
            cells += sum(map(len, book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
    print(f"{cells} cells, pandas {pandas.__version__}")


if __name__ == "__main__":
    main()
