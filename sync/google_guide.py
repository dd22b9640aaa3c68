"""The tab `Hướng dẫn` of a Google spreadsheet, the first that a ward sees."""

from collections.abc import Iterator, Mapping

from sync import google_requests as ask
from sync import google_style as style
from sync.google_layout import Features, Layout
from sync.google_read import Grid
from sync.google_requests import Json
from sync.guide import COLUMN_TITLES, SHEETS, TITLE, Line, guide_lines
from sync.headers import is_guide
from sync.notes import COLOURS
from sync.schema import GUIDE_TITLE
from sync.xlsx_table import lines_of

_NUMBER = 1
_LINE_PIXELS, _LETTERS = 17, 1.05  # letters are a little narrower than the digits of a width
_WIDTHS = (25, 14, 46, 27)
_TITLES = {"title": (20, style.INK), "unit": (14, style.GREY), "heading": (13, style.INK)}


def plan_guide(
    layout: Layout, unit_name: str, max_members: int, tabs: Mapping[str, int]
) -> tuple[list[Json], str]:
    """What makes the tab say what it should, and that in words; nothing when it does.

    `tabs` are the numbers of the tabs by title, for its links. A tab of this name that is not ours
    is let be.
    """
    lines = list(guide_lines(unit_name, max_members, SHEETS))
    rows = [row for line in lines for row in _rows(line, tabs)]
    grid = _find(layout)
    if grid is None:
        number = layout.free_id(_NUMBER)
        return [_add(number, len(rows)), *_write(number, rows)], f"thêm trang {GUIDE_TITLE}"
    if grid.text(1, 1) != TITLE or _says(grid, rows):
        return [], ""
    return [*_clear(grid, len(rows)), *_write(grid.id, rows)], f"viết lại trang {GUIDE_TITLE}"


def guide_grid(layout: Layout) -> tuple[int, Features, bool]:
    """The tab's number, also when it is only about to be made, what it has, and whether it is ours."""
    grid = _find(layout)
    if grid is None:
        return layout.free_id(_NUMBER), Features(), True
    return grid.id, layout.features[grid.id], grid.text(1, 1) == TITLE


def _find(layout: Layout) -> Grid | None:
    return next((one for one in layout.book.grids if is_guide(one.sheet.title)), None)


def _add(number: int, rows: int) -> Json:
    size = {"rowCount": rows, "columnCount": len(_WIDTHS), "hideGridlines": True}
    properties = {
        "sheetId": number,
        "title": GUIDE_TITLE,
        "index": 0,
        "gridProperties": size,
        "tabColor": ask.colour(style.GUIDE_COLOUR),
    }
    return {"addSheet": {"properties": properties}}


def _says(grid: Grid, rows: list[list[Json]]) -> bool:
    """Whether the tab has these texts already."""
    count = max(len(rows), len(grid.sheet.rows))
    wanted = [*rows, *([] for _ in range(count - len(rows)))]
    return all(
        [grid.text(number, at) for at in range(1, len(_WIDTHS) + 1)] == _texts(row)
        for number, row in enumerate(wanted, 1)
    )


def _texts(row: list[Json]) -> list[str]:
    texts = [str(cell.get("userEnteredValue", {}).get("stringValue", "")) for cell in row]
    return texts + [""] * (len(_WIDTHS) - len(texts))


def _clear(grid: Grid, rows: int) -> Iterator[Json]:
    yield {"unmergeCells": {"range": {"sheetId": grid.id}}}
    yield ask.same({"sheetId": grid.id}, {}, "userEnteredValue,userEnteredFormat")
    if (lacking := rows - grid.row_count) > 0:
        yield ask.append(grid.id, "ROWS", lacking)
    if (lacking := len(_WIDTHS) - grid.column_count) > 0:
        yield ask.append(grid.id, "COLUMNS", lacking)


def _write(number: int, rows: list[list[Json]]) -> Iterator[Json]:
    for at, width in enumerate(_WIDTHS, 1):
        yield ask.dimension(number, "COLUMNS", at, {"pixelSize": style.pixels(width)})
    yield ask.cells(number, 1, 1, rows, "userEnteredValue,userEnteredFormat")
    for row, cells in enumerate(rows, 1):
        if len(cells) in (1, 2):  # over all columns, or all but the first
            where = ask.area(number, row, len(cells), row, len(_WIDTHS))
            yield {"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}}
            yield from _fit(
                number, row, _texts(cells)[len(cells) - 1], sum(_WIDTHS[len(cells) - 1 :])
            )


def _fit(number: int, row: int, text: str, width: float) -> Iterator[Json]:
    """Merged cells do not make their row higher by themselves."""
    lines = lines_of(text, width * _LETTERS)
    if lines > 1:
        yield ask.dimension(number, "ROWS", row, {"pixelSize": lines * _LINE_PIXELS + 6})


# --- lines ---------------------------------------------------------------------------------------


def _rows(line: Line, tabs: Mapping[str, int]) -> Iterator[list[Json]]:
    """The rows that a line of the guide takes."""
    if line.kind == "column":
        yield _column(line)
    elif line.kind == "pair":
        yield _pair(line, tabs)
    elif line.kind == "tab":
        yield []
        yield [_cell(line.texts[0], _bold(11) | _link(line, tabs))]
        yield [_cell(text, style.header()) for text in COLUMN_TITLES]
    else:
        if line.kind == "heading":
            yield []
        yield [_cell(_said(line), _line_look(line))]


def _said(line: Line) -> str:
    return f"•  {line.texts[0]}" if line.kind == "bullet" else line.texts[0]


def _line_look(line: Line) -> Json:
    if line.kind in _TITLES:
        size, colour = _TITLES[line.kind]
        return {"textFormat": style.letters(size, bold=True, colour=colour)}
    return {"textFormat": style.letters(bold=line.kind == "paragraph")}


def _pair(line: Line, tabs: Mapping[str, int]) -> list[Json]:
    word, meaning = line.texts
    look: Json = {"textFormat": style.letters(bold=True), "borders": style.frame()}
    look |= _link(line, tabs)
    if line.severity:
        look["backgroundColor"] = ask.colour(COLOURS[line.severity])
    return [_cell(word, look), _cell(meaning, {"borders": style.frame()})]


def _column(line: Line) -> list[Json]:
    band = {"backgroundColor": ask.colour(style.BAND)} if line.number % 2 else {}
    needed = style.letters(bold=True, colour=style.TYPING) if line.required else _grey()
    looks = (style.letters(bold=True), needed, style.letters(), _grey() | {"italic": True})
    frame = {"borders": style.frame(), **band}
    return [
        _cell(text, frame | {"textFormat": look})
        for text, look in zip(line.texts, looks, strict=True)
    ]


def _grey() -> Json:
    return style.letters(colour=style.GREY)


def _bold(size: int) -> Json:
    return {"textFormat": style.letters(size, bold=True)}


def _link(line: Line, tabs: Mapping[str, int]) -> Json:
    """A look that leads to a tab of the same spreadsheet."""
    number = tabs.get(line.tab)
    if number is None:
        return {}
    text = style.letters(bold=True, colour=style.LINK) | {"underline": True}
    return {"textFormat": text | {"link": {"uri": f"#gid={number}"}}}


def _cell(text: str, look: Json) -> Json:
    letters = {"textFormat": style.letters(), "verticalAlignment": "MIDDLE", "wrapStrategy": "WRAP"}
    return {"userEnteredValue": ask.entered(text), "userEnteredFormat": letters | look}
