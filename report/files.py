"""The files that go with the city's mails, all made from the same figures."""

from report.city_page import show_period
from report.figures import CityFigures
from report.letterhead import Letterhead
from report.trend import trend_words
from report.words import CityInfo
from shapes import Attachment

PICTURE = "trend"  # the page shows it as cid:trend
_ABOUT = "Tổ công nghệ số cộng đồng"


def attachments(figures: CityFigures, city: CityInfo, head: Letterhead) -> tuple[Attachment, ...]:
    """The workbook, the formal report and, from the second week on, the picture of the weeks.

    None of them holds a phone, an e-mail address or a birth year, in hidden parts either.
    """
    from report.city_docx import city_docx
    from report.city_xlsx import CONTENT_TYPE as XLSX
    from report.city_xlsx import city_xlsx
    from report.docx import CONTENT_TYPE as DOCX

    period = show_period(figures).replace("/", "-")
    return (
        Attachment(f"Số liệu {_ABOUT} {period}.xlsx", XLSX, city_xlsx(figures, city)),
        Attachment(f"Báo cáo {_ABOUT} {period}.docx", DOCX, city_docx(figures, city, head)),
        *_picture(figures),
    )


def picture_words(figures: CityFigures) -> str:
    """What the picture shows, for who cannot see it; "" where there is none."""
    return trend_words(figures.trend) if len(figures.trend) > 1 else ""


def _picture(figures: CityFigures) -> tuple[Attachment, ...]:
    if not picture_words(figures):
        return ()
    from report.chart import trend_chart

    return (Attachment("Xu hướng.png", "image/png", trend_chart(figures.trend), PICTURE),)
