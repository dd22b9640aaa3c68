"""The picture in the city's mail: teams founded and violations, week by week."""

import io
from typing import Any

from report.trend import Week
from vietnamese.text import show_number

WIDTH, HEIGHT = 568, 250  # CSS pixels in the mail; drawn at twice that for sharp screens
_DPI = 192
_LETTERS = 13  # points: still read when a phone shows the picture half as wide
_INK, _GREY, _GRID, _PAPER = "#1f2a36", "#4a5664", "#dde3e9", "#ffffff"
_FOUNDED, _VIOLATIONS = "#1f5f9e", "#b3261e"
_BEHIND = {"facecolor": _PAPER, "edgecolor": "none", "pad": 1}
_COLOURS = 64
_MOST_DAYS = 2  # labels below each panel


def trend_chart(weeks: tuple[Week, ...]) -> bytes:
    """A PNG of two lines, on white of its own so that it reads on a dark screen as well."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context({"font.family": "DejaVu Sans", "font.size": _LETTERS, "text.color": _INK}):
        figure = Figure((WIDTH / 96, HEIGHT / 96), dpi=_DPI, facecolor=_PAPER, layout="constrained")
        canvas = FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2)
        _panel(left, weeks, [week.founded for week in weeks], "Tổ đã thành lập", _FOUNDED)
        left.axhline(weeks[-1].teams, color=_GREY, linewidth=1, linestyle=(0, (4, 3)))
        left.annotate(
            f"phải có {show_number(weeks[-1].teams)}", ((len(weeks) - 1) / 2, weeks[-1].teams),
            (0, 0), textcoords="offset points", ha="center", va="center", color=_GREY, bbox=_BEHIND,
        )  # fmt: skip
        left.set_ylim(0, max(weeks[-1].teams, *(week.founded for week in weeks)) * 1.18)
        violations = [week.violations for week in weeks]
        _panel(right, weeks, violations, "Nội dung phải sửa", _VIOLATIONS)
        right.set_ylim(0, max(1, *violations) * 1.18)
        return _png(canvas)


def _panel(axes: Any, weeks: tuple[Week, ...], values: list[int], title: str, colour: str) -> None:
    """One line with its first and last value written beside it."""
    places = range(len(weeks))
    axes.plot(places, values, color=colour, linewidth=2.5, marker="o", markersize=4)
    for at, side, aligned in ((0, -6, "right"), (len(values) - 1, 6, "left")):
        axes.annotate(
            show_number(values[at]), (at, values[at]), (side, 0), textcoords="offset points",
            ha=aligned, va="center", color=colour, weight="bold",
            bbox=_BEHIND,
        )  # fmt: skip
    axes.set_title(title, loc="left", weight="bold", size=_LETTERS + 2)
    step = -(-len(weeks) // _MOST_DAYS)
    shown = [at for at in places if (len(weeks) - 1 - at) % step == 0]
    axes.set_xticks(shown, [f"{weeks[at].day:%d/%m}" for at in shown])
    axes.margins(x=0.27)
    axes.yaxis.set_major_locator(_whole_numbers())
    axes.yaxis.set_major_formatter(lambda value, _: show_number(int(value)))
    axes.tick_params(length=0, colors=_GREY)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    axes.spines[:].set_visible(False)


def _whole_numbers() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(3, integer=True)


def _png(canvas: Any) -> bytes:
    """The drawing in so few colours that it weighs little; nothing in its metadata."""
    from PIL import Image

    canvas.draw()
    made = io.BytesIO()
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    drawn.convert("RGB").quantize(_COLOURS).save(made, format="PNG", optimize=True)
    return made.getvalue()
