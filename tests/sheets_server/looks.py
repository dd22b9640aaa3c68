"""How Google writes back formats: colours in single precision without zeros, styles beside colours."""

import math
import struct
from functools import lru_cache
from typing import Any

from tests.sheets_server.errors import Json

WHITE: Json = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
_THEME = {
    "TEXT": (0x00, 0x00, 0x00),
    "BACKGROUND": (0xFF, 0xFF, 0xFF),
    "ACCENT1": (0x42, 0x85, 0xF4),
    "ACCENT2": (0xEA, 0x43, 0x35),
    "ACCENT3": (0xFB, 0xBC, 0x04),
    "ACCENT4": (0x34, 0xA8, 0x53),
    "ACCENT5": (0xFF, 0x6D, 0x01),
    "ACCENT6": (0x46, 0xBD, 0xC6),
    "LINK": (0x11, 0x55, 0xCC),
}
# Names of colours whose ...Style stands beside them.
_COLORS = (
    "backgroundColor",
    "foregroundColor",
    "tabColor",
    "color",
    "headerColor",
    "firstBandColor",
    "secondBandColor",
    "footerColor",
    "visibleBackgroundColor",
    "visibleForegroundColor",
)


@lru_cache(maxsize=4096)
def single(number: float) -> float | int:
    """A share of a colour as Google gives it back: one of 256 steps, in single precision."""
    step = math.ceil(number * 255 - 0.5 - 1e-6) / 255
    exact = struct.unpack("f", struct.pack("f", step))[0]
    short = next(
        s
        for n in range(1, 10)
        if struct.pack("f", s := float(f"{exact:.{n}g}")) == struct.pack("f", step)
    )
    return int(short) if short == int(short) else short


def color(given: Json) -> Json:
    """A colour without its zeros."""
    return {name: single(part) for name, part in given.items() if part}


def _rgb(parts: tuple[int, int, int]) -> Json:
    return color(dict(zip(("red", "green", "blue"), (part / 255 for part in parts), strict=True)))


THEME: Json = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": name, "color": {"rgbColor": _rgb(parts)}} for name, parts in _THEME.items()
    ],
}


def coloured(given: Any) -> Any:
    """The same JSON with every colour in Google's form, and its style beside it (the style counts)."""
    if isinstance(given, list):
        return [coloured(item) for item in given]
    if not isinstance(given, dict):
        return given
    if "colorType" in given:  # a pair of the theme: its `color` is a style
        return given
    out = {name: coloured(value) for name, value in given.items() if name not in _COLORS}
    for name in _COLORS:
        style = given.get(name + "Style")
        if style:
            out[name + "Style"] = style = _style(style)
            if (rgb := _style_color(style)) is not None:
                out[name] = rgb
        elif isinstance(given.get(name), dict):
            out[name] = color(given[name])
            out[name + "Style"] = {"rgbColor": out[name]}
    return out


def _style(style: Json) -> Json:
    rgb = style.get("rgbColor")
    return {"rgbColor": color(rgb)} if isinstance(rgb, dict) else style


def _style_color(style: Json) -> Json | None:
    if "themeColor" in style:
        return _rgb(_THEME[style["themeColor"]]) if style["themeColor"] in _THEME else {}
    rgb = style.get("rgbColor")
    return rgb if isinstance(rgb, dict) else None


def effective_format(given: Json, number_format: Json | None) -> Json:
    """The default format with what the cell's own says in its place."""
    merged = DEFAULT_FORMAT | given
    text = given.get("textFormat", {})
    merged["textFormat"] = DEFAULT_FORMAT["textFormat"] | text
    merged.setdefault("hyperlinkDisplayType", "PLAIN_TEXT")
    if number_format:
        merged["numberFormat"] = number_format
    return merged


def tidy(given: Any) -> Any:
    """What lies on a sheet as Google writes it: no `false`, no empty lists, no `sheetId` 0."""
    if isinstance(given, list):
        return [tidy(item) for item in given]
    if not isinstance(given, dict):
        return given
    return {
        name: value if name == "textFormat" else tidy(value)
        for name, value in given.items()
        if value is not False
        and value != []
        and not _zero_id(name, value)
        and not _no_style(name, value)
    }


def _no_style(name: str, value: Any) -> bool:
    return name.endswith("ColorStyle") and value == {}


def _zero_id(name: str, value: Any) -> bool:
    return name in ("sheetId", "frozenRowCount", "frozenColumnCount") and value == 0
