"""A city's own policy file: read strictly, each mistake named with its line.

Only this reading needs pydantic, which takes longer to import than 25 workbooks take to read.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rules.policy import Policy, PolicyError


def own_policy(source: Path) -> Policy:
    """The policy in this file; raises PolicyError with file, line and reason when it cannot be
    used."""
    try:
        text = source.read_text(encoding="utf-8")
        return policy_of(tomllib.loads(text))
    except OSError as why:
        raise PolicyError(f"Không đọc được tệp chính sách {source}: {why.strerror}.") from why
    except UnicodeDecodeError as why:
        raise PolicyError(f"{source}: tệp không phải UTF-8.") from why
    except tomllib.TOMLDecodeError as why:
        at = re.search(r"line (\d+)", str(why))
        line = f", dòng {at[1]}" if at else ""
        raise PolicyError(f"{source}{line}: viết chưa đúng cú pháp TOML ({why}).") from why
    except ValidationError as why:
        raise PolicyError(_explain(source, text, why)) from why


def policy_of(values: dict[str, Any]) -> Policy:
    """The policy of these sections; raises pydantic.ValidationError for what is not as it must be."""
    return _adapter().validate_python(values)


@cache
def _adapter() -> TypeAdapter[Policy]:
    return TypeAdapter(Policy)


def _explain(source: Path, text: str, error: ValidationError) -> str:
    """Each mistake with the line it stands on, as well as the line can be told from its keys."""
    lines = []
    for mistake in error.errors():
        where = ".".join(str(part) for part in mistake["loc"])
        line = line_of(text, [str(part) for part in mistake["loc"]])
        lines.append(f"{source}, dòng {line}: {where}: {_reason(mistake)}")
    return "\n".join(lines)


_REASONS = {
    "missing": "thiếu mục này.",
    "unexpected_keyword_argument": "không có mục nào tên như vậy.",
    "int_parsing": "phải là số nguyên.",
    "int_type": "phải là số nguyên.",
    "date_type": "phải là ngày, ví dụ 2023-03-30.",
}


def _reason(mistake: Any) -> str:
    return _REASONS.get(mistake["type"], str(mistake["msg"]).removeprefix("Value error, "))


def line_of(text: str, keys: list[str]) -> int:
    """The line of `text` (TOML) on which the setting named by `keys` stands, as near as it exists."""
    section, best = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+([^\]]+)\]+", line)
        if head:
            section = head[1].strip()
            if keys and section == keys[0]:
                best = number
        name = re.match(r"\s*\"?([^\"=#\[\]]+?)\"?\s*=", line)
        if name and [*section.split("."), name[1]] == keys[: len(section.split(".")) + 1]:
            return number
    return best
