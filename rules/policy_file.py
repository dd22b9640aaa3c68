"""A city's own policy file: read strictly, each mistake named with its line.

Only this reading needs pydantic, which takes longer to import than 25 workbooks take to read.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from console import system_says
from rules.policy import Policy, PolicyError
from toml_words import wrong_syntax, wrong_value


def own_policy(source: Path) -> Policy:
    """The policy in this file; raises PolicyError with file, line and reason when it cannot be
    used."""
    try:
        text = source.read_text(encoding="utf-8-sig")
        return policy_of(tomllib.loads(text))
    except OSError as why:
        raise PolicyError(f"Không đọc được tệp chính sách {source}: {system_says(why)}") from why
    except UnicodeDecodeError as why:
        raise PolicyError(
            f"Tệp chính sách {source} không ở mã UTF-8. Mở tệp, lưu lại với mã UTF-8 rồi chạy lại."
        ) from why
    except tomllib.TOMLDecodeError as why:
        raise PolicyError(f"Tệp chính sách {source}, {wrong_syntax(text, why)}") from why
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


def _reason(mistake: Any) -> str:
    if mistake["type"] == "unexpected_keyword_argument":
        return "không có mục nào tên như vậy. Xem các mục trong rules/policy.toml."
    return wrong_value(mistake)


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
