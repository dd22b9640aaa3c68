"""What is wrong in a .toml file that people write, in their words: for the config and the policy."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_PATH = re.compile(r"""=\s*\[?\s*"[^"]*\\""")
_ONE_OF = re.compile(r"'([^']*)'")
_REASONS = {
    "missing": "còn thiếu mục này.",
    "bool_parsing": "ghi true hoặc false.",
    "bool_type": "ghi true hoặc false.",
    "int_parsing": "phải là số nguyên, ví dụ 10.",
    "int_type": "phải là số nguyên, ví dụ 10.",
    "int_from_float": "phải là số nguyên, ví dụ 10.",
    "float_parsing": "phải là số, ví dụ 0.5.",
    "float_type": "phải là số, ví dụ 0.5.",
    "string_type": 'phải là chữ trong dấu nháy, ví dụ "abc".',
    "path_type": 'phải là đường dẫn trong dấu nháy, ví dụ "wards".',
    "date_type": "phải là ngày, ví dụ 2023-03-30.",
    "date_from_datetime_parsing": "phải là ngày, ví dụ 2023-03-30.",
    "tuple_type": 'phải là danh sách, ví dụ ["một", "hai"].',
    "list_type": 'phải là danh sách, ví dụ ["một", "hai"].',
    "frozen_set_type": 'phải là danh sách, ví dụ ["một", "hai"].',
    "dict_type": "phải là một mục có các dòng tên = giá trị.",
    "model_type": "phải là một mục có các dòng tên = giá trị.",
    "dataclass_type": "phải là một mục có các dòng tên = giá trị.",
    "greater_than_equal": "phải từ {ge} trở lên.",
    "greater_than": "phải lớn hơn {gt}.",
    "less_than_equal": "phải từ {le} trở xuống.",
    "less_than": "phải nhỏ hơn {lt}.",
}


def wrong_syntax(text: str, why: tomllib.TOMLDecodeError) -> str:
    """Where a file is no TOML, and what that mostly is: `dòng 3, cột 5: …`."""
    found = _AT.search(str(why))
    number = int(found[1]) if found and found[1] else len(text.splitlines())
    place = f"dòng {number}, cột {found[2]}" if found and found[1] else f"dòng {number} (cuối tệp)"
    line = (text.splitlines() or [""])[min(number, len(text.splitlines())) - 1]
    if _PATH.search(line):
        return f'{place}: dấu \\ trong đường dẫn. Ghi bằng dấu /, ví dụ "C:/so-to/bang-tinh".'
    return (
        f'{place}: viết chưa đúng. Mỗi dòng ghi tên = giá trị, chữ đặt trong dấu nháy "…", '
        "tên mục trong [ ], mỗi tên một lần; true, false viết thường."
    )


def wrong_value(error: Mapping[str, Any]) -> str:
    """What is wrong with one value: an error as pydantic lists it."""
    kind, limits = str(error["type"]), error.get("ctx", {})
    if kind == "literal_error":
        return f"ghi một trong: {', '.join(_ONE_OF.findall(str(limits['expected'])))}."
    if kind in _REASONS:
        return _REASONS[kind].format_map(limits)
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
