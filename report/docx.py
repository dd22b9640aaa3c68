"""Filling the templates of documents, and the words that Nghị định 30/2020/NĐ-CP sets for them."""

import io
from dataclasses import fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent.parent / "templates"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOTS = "…" * 8  # what is to be filled in by hand


def fill(template: str, words: Any, title: str, day: date) -> bytes:
    """The document `templates/<template>.docx` filled with the fields of the dataclass `words`.

    Its properties hold `title` and `day`, and nobody's name. Raises jinja2.UndefinedError for a
    field that the template wants and `words` lack.
    """
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    from jinja2 import Environment, StrictUndefined

    document = DocxTemplate(TEMPLATES / f"{template}.docx")
    values = {field.name: getattr(words, field.name) for field in fields(words)}
    document.render(values, Environment(undefined=StrictUndefined, autoescape=True))
    core = document.docx.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, "", "", ""
    core.created = core.modified = datetime.combine(day, time())
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def dated(day: date) -> str:
    """A date in a document's head: `ngày 03 tháng 4 năm 2023`; only January and February have 0."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
