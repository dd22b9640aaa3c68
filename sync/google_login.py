"""`python -m sync.google_login CLIENT.json KEY.json`: a person lets the program make spreadsheets.

For cities whose service account may own no files: see docs/google.md. A browser opens, the person
signs in and agrees; what lets the program in from then on is written to KEY.json.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from gspread.auth import local_server_flow

from shapes import UserError
from sync.google_client import PROVISION_SCOPES

Flow = Callable[[Mapping[str, Any], Sequence[str]], Any]
_USAGE = "Cách dùng: python -m sync.google_login CLIENT.json KEY.json (xem docs/google.md, cách 2)."


def login(client: Path, key: Path, flow: Flow = local_server_flow) -> None:
    """Ask the person in the browser, then write the key, readable by its owner alone.

    Raises UserError for a file that is no OAuth client, FileExistsError rather than write over one.
    """
    try:
        config = json.loads(client.read_text(encoding="utf-8-sig"))
        if "installed" not in config:
            raise ValueError("not an OAuth client of a desktop app")
    except (OSError, ValueError, TypeError) as why:
        raise UserError(
            f"Tệp {client} không phải mã khách OAuth loại «Ứng dụng dành cho máy tính». "
            "Tải lại tệp JSON theo docs/google.md, cách 2."
        ) from why
    made = flow(config, PROVISION_SCOPES)
    with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(made.to_json(strip=["token"]))


def main(words: Sequence[str]) -> int:
    """Exit code 0 once the key is written, else 2 with what to do."""
    if len(words) != 2:
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        login(Path(words[0]), Path(words[1]))
    except UserError as why:
        print(why, file=sys.stderr)
        return 2
    except FileExistsError:
        print(f"Đã có tệp {words[1]}; chọn tên khác.", file=sys.stderr)
        return 2
    print(f"Đã ghi {words[1]}. Ghi tên tệp này vào mục [google] credentials của config.toml.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
