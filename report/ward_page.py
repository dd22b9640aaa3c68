"""The words of a ward's mail: what is new, what to do first, what the city answered."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from report.digest import WardDigest
from report.letter import Block, Item, Letter
from report.words import CityInfo, cell_href, hide_private
from rules.messages import place, words
from rules.terms import HANDLING
from shapes import records
from vietnamese.text import in_sentence, show_date, show_number

TOPIC = "Tổ công nghệ số cộng đồng"
MOST_TO_DO = 3
MOST_DECIDED = 5


@dataclass(frozen=True)
class WardInfo:
    """The ward that is written to, and who helps it. `link` leads to its workbook, `todo_link` to
    its `Cần sửa`; `deadline` is the first day that is too late, None where all teams are founded."""

    name: str
    link: str = ""
    todo_link: str = ""
    coordinator: str = ""
    deadline: date | None = None


def ward_letter(
    digest: WardDigest, ward: WardInfo, city: CityInfo, as_of: date, private: Set[str]
) -> Letter:
    """The words of the mail; phones, e-mails and birth years are masked.

    The flags of `digest` have a column `cell`: what the link to each of them ends with.
    `private` names the fields whose values may not be shown.
    """
    return Letter(
        subject=f"[{ward.name}] {_news(digest)} – {TOPIC}",
        over=f"{ward.name} · {show_date(as_of)}",
        heading=TOPIC,
        greeting=f"Kính gửi: UBND {in_sentence(ward.name)}.",
        lead=tuple(_lead(digest, ward)),
        blocks=tuple(_blocks(digest, ward, private)),
        footer=footer_for_wards(city, ward),
    )


def footer_for_wards(city: CityInfo, ward: WardInfo) -> tuple[str, ...]:
    """Whom to ask, and why this mail comes."""
    who = f"đồng chí {ward.coordinator}, {city.office}" if ward.coordinator else city.office
    contact = f", {city.contact}" if city.contact else ""
    return (
        f"Cần hỗ trợ, xin liên hệ {who} {in_sentence(city.name)}{contact}.",
        "Thư được gửi tự động theo địa chỉ của đơn vị ở bảng Điều phối; số điện thoại, email của "
        f"thành viên đã được che bớt. Muốn đổi địa chỉ nhận thư, xin báo {city.office}.",
    )


# --- the news --------------------------------------------------------------------------------


def _news(digest: WardDigest) -> str:
    """The subject's middle: what is the matter."""
    left, late = show_number(len(digest.to_do)), show_number(digest.late)
    if digest.occasion == "thanks":
        return "Đã sửa xong, cảm ơn đơn vị"
    if digest.occasion == "welcome":
        return f"{left} nội dung cần sửa" if len(digest.to_do) else "Bảng tính chưa có gì phải sửa"
    if digest.occasion == "reminder":
        return f"Còn {late} nội dung quá hạn cần sửa"
    if digest.fresh:
        return f"{show_number(digest.fresh)} nội dung mới cần sửa"
    if len(digest.decided):
        return f"Thành phố đã trả lời {len(digest.decided)} nội dung"
    return f"{late} nội dung quá hạn cần sửa"


def _lead(digest: WardDigest, ward: WardInfo) -> list[str]:
    if digest.occasion == "thanks":
        return [
            f"{ward.name} đã sửa xong tất cả nội dung phải sửa và cần kiểm tra.",
            "Trân trọng cảm ơn các đồng chí. Khi tổ có thay đổi về thành viên hoặc có hoạt động "
            "mới, mời tiếp tục cập nhật bảng tính.",
        ]
    if digest.occasion == "welcome":
        return [
            _found(digest),
            "Từ nay, mỗi khi đơn vị cập nhật bảng tính, hệ thống kiểm tra lại và đánh dấu ngay tại "
            f"ô cần sửa.{_until(ward)}",
        ]
    parts = [(digest.fresh, "nội dung mới"), (digest.late, "nội dung quá hạn")]
    said = [f"{show_number(number)} {what}" for number, what in parts if number]
    if digest.occasion == "reminder" or not said:
        return [_left(digest)]
    return [f"Có {', '.join(said)}.", _left(digest, late=False)]


def _found(digest: WardDigest) -> str:
    """What the very first look found."""
    found = f"có {_counted(digest)}" if len(digest.to_do) else "chưa có gì phải sửa"
    return f"Qua kiểm tra lần đầu, bảng tính của đơn vị {found}."


def _counted(digest: WardDigest) -> str:
    """How much there is to do: `4 nội dung cần sửa (3 phải sửa, 1 cần kiểm tra)`, `1 nội dung
    phải sửa`."""
    kinds = digest.to_do["severity"].value_counts()
    words = {"violation": "phải sửa", "warning": "cần kiểm tra"}
    found = [(show_number(int(kinds[kind])), word) for kind, word in words.items() if kind in kinds]
    if len(found) == 1:
        return " nội dung ".join(found[0])
    each = ", ".join(f"{number} {word}" for number, word in found)
    return f"{show_number(len(digest.to_do))} nội dung cần sửa ({each})"


def _left(digest: WardDigest, late: bool = True) -> str:
    """How much there is to do in all, and how much of it is `late`."""
    past = _past(digest) if late else ""
    left = f"Đơn vị còn {_counted(digest)}{past}." if len(digest.to_do) else ""
    waiting = f"{digest.waiting} nội dung đang chờ thành phố trả lời." if digest.waiting else ""
    return " ".join(filter(None, (left or "Không còn nội dung nào đơn vị phải sửa.", waiting)))


def _past(digest: WardDigest) -> str:
    if digest.late == len(digest.to_do):
        return ", đã quá hạn" if digest.late else ""
    return f", trong đó {digest.late} nội dung đã quá hạn" if digest.late else ""


def _until(ward: WardInfo) -> str:
    if ward.deadline is None:
        return ""
    return f" Hạn thành lập đủ tổ: trước ngày {show_date(ward.deadline)}."


# --- what to do ------------------------------------------------------------------------------


def _blocks(digest: WardDigest, ward: WardInfo, private: Set[str]) -> list[Block]:
    blocks = []
    if len(digest.to_do):
        blocks.append(_to_do(digest, ward, private))
    if len(digest.decided):
        blocks.append(_decided(digest, ward))
    if digest.occasion == "welcome" and len(digest.to_do):
        blocks.append(_HOW)
    return blocks


def _to_do(digest: WardDigest, ward: WardInfo, private: Set[str]) -> Block:
    """Three things to do first, of one rule only its first cell."""
    alike = digest.to_do["rule"].value_counts()
    first = _first(digest.to_do)
    said = digest.occasion != "welcome"
    items = [_item(f, ward, private, int(alike[f["rule"]]), said) for f in records(first)]
    more = len(digest.to_do) - len(first)
    return Block(
        "Việc nên làm trước",
        tuple(items),
        tone="call",
        numbered=True,
        more=f"Còn {more} nội dung khác: xem tất cả trong trang Cần sửa." if more else "",
        more_href=ward.todo_link if more else "",
    )


def _first(flags: pd.DataFrame) -> pd.DataFrame:
    """What is overdue before what is new before the rest; something new is always among them."""
    order = flags.assign(
        mild=flags["severity"] != "violation", known=~(flags["late"] | flags["fresh"])
    ).sort_values(["mild", "known", "late"], ascending=[True, True, False], kind="stable")
    order = order.drop_duplicates("rule")
    first, new = order.head(MOST_TO_DO), order[order["fresh"]].head(1)
    if first["fresh"].any() or new.empty:
        return first
    return pd.concat([first.head(MOST_TO_DO - 1), new])


def _item(flag: dict[str, Any], ward: WardInfo, private: Set[str], alike: int, known: bool) -> Item:
    """One thing to do; `known` where the ward was written to before, so that some are new."""
    said = words(flag, private=flag["field"] in private, masked=True)
    since = " (quá hạn)" if flag["late"] else " (mới)" if flag["fresh"] and known else ""
    more = f" Còn {alike - 1} ô tương tự." if alike > 1 else ""
    return Item(
        place(flag),
        cell_href(ward.link, flag["cell"]),
        since,
        lines=(said.message, f"{said.fix}{more}"),
    )


def _decided(digest: WardDigest, ward: WardInfo) -> Block:
    items = [_answer(flag, ward) for flag in records(digest.decided.head(MOST_DECIDED))]
    more = len(digest.decided) - MOST_DECIDED
    rest = f"Và {more} nội dung khác, xem cột Trả lời của thành phố ở trang Cần sửa."
    return Block("Thành phố đã trả lời", tuple(items), tone="ask", more=rest if more > 0 else "")


def _answer(flag: dict[str, Any], ward: WardInfo) -> Item:
    until = "" if pd.isna(flag["until"]) else show_date(pd.Timestamp(flag["until"]))
    by = {"repair": f" trước {until}", "keep": f" đến {until}"}.get(flag["handling"], "")
    remark = f": {hide_private(flag['remark'])}" if flag["remark"] else "."
    decision = f"{HANDLING[flag['handling']]}{by if until else ''}"
    return Item(place(flag), cell_href(ward.link, flag["cell"]), lines=(f"{decision}{remark}",))


_HOW = Block(
    "Cách làm",
    (
        Item("Sửa ngay tại ô được tô màu", rest=": ghi chú của ô nói rõ vấn đề và cách sửa."),
        Item(
            "Hoặc mở trang Cần sửa",
            rest=": bấm vào Vị trí để đến đúng ô; cột Sửa thành có sẵn giá trị đúng thì chỉ cần "
            "đánh dấu Đồng ý sửa.",
        ),
        Item(
            "Nếu dữ liệu đã đúng",
            rest=": ghi lý do vào cột Ý kiến của phường, xã; thành phố sẽ trả lời ngay tại đó.",
        ),
    ),
    tone="calm",
    numbered=True,
    more="Sửa xong, dòng tương ứng sẽ tự mất sau lần kiểm tra kế tiếp.",
)
