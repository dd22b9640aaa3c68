"""What a spreadsheet's locale decides: signs of numbers, order of dates, usual formats.

Source: the locales of Google Sheets (CLDR patterns, in the tokens of Sheets' number formats).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Locale:
    """`order` is that of day, month and year in typed dates; formats are number format patterns."""

    decimal: str = "."
    group: str = ","
    order: str = "mdy"
    date: str = "m/d/yyyy"
    time: str = "h:mm:ss am/pm"
    currency: str = '"$"#,##0.00'
    signs: tuple[str, ...] = ("$",)
    separator: str = ","

    @property
    def date_time(self) -> str:
        """The usual format of a moment."""
        return f"{self.date} {'h:mm:ss' if 'am/pm' in self.time else self.time}"


def _european(date: str, sign: str, currency: str, group: str = ".") -> Locale:
    return Locale(",", group, "dmy", date, "hh:mm:ss", currency, (sign,), ";")


_EURO = "#,##0.00 [$€]"
_LOCALES = {
    "en_US": Locale(),
    "en_GB": Locale(
        order="dmy", date="dd/mm/yyyy", time="hh:mm:ss", currency='"£"#,##0.00', signs=("£",)
    ),
    "en_AU": Locale(order="dmy", date="dd/mm/yyyy"),
    "en_CA": Locale(order="ymd", date="yyyy-mm-dd"),
    "en_IN": Locale(order="dmy", date="dd/mm/yyyy", currency="[$₹]#,##0.00", signs=("₹",)),
    "vi_VN": Locale(",", ".", "dmy", "dd/mm/yyyy", "hh:mm:ss", "#,##0 [$₫]", ("₫", "đ"), ";"),
    "fr_FR": _european("dd/mm/yyyy", "€", _EURO, "\u202f"),
    "de_DE": _european("dd.mm.yyyy", "€", _EURO),
    "es_ES": _european("d/m/yyyy", "€", _EURO),
    "it_IT": _european("d/m/yyyy", "€", _EURO),
    "nl_NL": _european("d-m-yyyy", "€", '"€" #,##0.00'),
    "pt_BR": _european("dd/mm/yyyy", "R$", '"R$" #,##0.00'),
    "ru_RU": _european("dd.mm.yyyy", "₽", "#,##0.00 [$₽]", "\u00a0"),
    "pl_PL": _european("d.mm.yyyy", "zł", '#,##0.00 "zł"', "\u00a0"),
    "ja_JP": Locale(
        order="ymd", date="yyyy/mm/dd", time="h:mm:ss", currency='"¥"#,##0', signs=("¥", "￥")
    ),
    "ko_KR": Locale(
        order="ymd", date="yyyy. m. d", time="h:mm:ss", currency='"₩"#,##0', signs=("₩",)
    ),
    "zh_CN": Locale(
        order="ymd", date="yyyy-m-d", time="h:mm:ss", currency='"¥"#,##0.00', signs=("¥",)
    ),
}
_BY_LANGUAGE = {name.split("_")[0]: name for name in reversed(_LOCALES)}


def is_locale(name: str) -> bool:
    """Whether Sheets knows the locale: `vi`, `vi_VN`."""
    return name.split("_")[0] in _BY_LANGUAGE


def locale_of(name: str) -> Locale:
    """The locale of that name, else one of its language, else that of the United States."""
    if name in _LOCALES:
        return _LOCALES[name]
    return _LOCALES[_BY_LANGUAGE.get(name.split("_")[0], "en_US")]
