"""Another city changes policy.toml only; a policy with a mistake is refused with line and reason."""

from datetime import date
from pathlib import Path

import pytest

from rules.check import check
from rules.policy import DEFAULT, Days, Pattern, Policy, PolicyError, Share, load_policy
from tests.cases import Case, tables_of

TEXT = DEFAULT.read_text(encoding="utf-8")
# Its dispatch: founded before 01/05/2023, up to 15 members, led by the commune's chairman too.
CHANGES = [
    ("value = 2023-03-30", "value = 2023-05-01"),
    ("max_members    = { value = 10,", "max_members    = { value = 15,"),
    ('ward_leader          = ["ward_youth_secretary", "vice_chair_culture"]', 'ward_leader          = ["ward_youth_secretary", "front"]'),
    ("[rules]\n", '[rules]\nTV10 = "off"\nTV03 = "warning"\n'),
]  # fmt: skip


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "chính sách.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def other(tmp_path: Path) -> Policy:
    return load_policy(write(tmp_path, *CHANGES))


def flags(policy: Policy, **edits: object) -> list[tuple[str, str]]:
    case = Case.model_validate({"name": "", **edits})
    found = check(tables_of(case, policy), policy, case.as_of)
    assert not found.failed
    return list(zip(found.flags["rule"], found.flags["severity"], strict=True))


UNFOUNDED = [
    ["Danh sách tổ", 4, "Ngày quyết định thành lập", ""],
    ["Danh sách tổ", 4, "Số quyết định thành lập", ""],
]


def test_its_own_deadline_holds(other: Policy) -> None:
    assert flags(other, set=UNFOUNDED, as_of=date(2023, 4, 16)) == []
    assert flags(other, set=UNFOUNDED, as_of=date(2023, 4, 17)) == [("TO10", "hint")]
    late = flags(
        other,
        set=[
            *UNFOUNDED,
            ["Hoạt động", 2, "Ngày", "30/04/2023"],
            ["Hoạt động", 3, "Ngày", "30/04/2023"],
        ],
        as_of=date(2023, 5, 1),
    )
    assert ("TO03", "violation") in late


def test_its_own_limit_of_members_holds(other: Policy) -> None:
    def people(count: int) -> dict[str, object]:
        row = {
            "Tổ": "Khối 1",
            "Chức vụ, nghề nghiệp": "Kinh doanh",
            "Chức danh trong Tổ": "Tổ viên",
        }
        return {
            "add": {
                "Thành viên": [
                    row | {"Họ và tên": f"Hồ Văn {n}", "Điện thoại": f"09130000{n:02}"}
                    for n in range(count)
                ]
            }
        }

    assert flags(other, **people(10)) == []
    assert flags(other, **people(11)) == [("TV01", "violation")]


def test_its_own_leaders_hold(other: Policy) -> None:
    def title(text: str) -> dict[str, object]:
        rows = [["Thành viên", row, "Chức vụ, nghề nghiệp", text] for row in (2, 9)]
        return {"set": rows}

    assert flags(other, **title("Chủ tịch UBMTTQ phường")) == []
    assert flags(other, **title("Phó Chủ tịch UBND phường phụ trách VH-XH")) == [
        ("LD03", "violation")
    ]


def test_a_rule_is_off_and_another_milder(other: Policy) -> None:
    row = {
        "Tổ": "Cấp phường",
        "Họ và tên": "Hồ Văn Mới",
        "Chức vụ, nghề nghiệp": "Công an",
        "Chức danh trong Tổ": "Tổ viên",
    }
    added = {
        "Thành viên": [
            row | {"Điện thoại": "0913000001", "Đang sinh sống hoặc công tác trên địa bàn": "Không"}
        ]
    }
    assert flags(load_policy(), add=added) == [("TV10", "hint"), ("TV03", "violation")]
    assert flags(other, add=added) == [("TV03", "warning")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("value = 2023-03-30", 'value = "30/03"'), "dates.deadline"),
        (("max_members    = {", "max_membres    = {"), "không có mục nào tên như vậy"),
        (('clause = "PL1 3.1.a" }', 'clause = "PL1 3.1.a", city = true }'), "chỉ một trong hai"),
        (("[rules]\n", '[rules]\nTV10 = "tắt"\n'), "rules.TV10"),
        (('hamlet_leader        = ["hamlet_head"]', 'hamlet_leader        = ["hamlet_boss"]'), "hamlet_boss"),
        (("[forms]\n", "[forms\n"), "dòng"),
        (("reminder_days = 7", "reminder_days = 0"), "deadline_days, reminder_days: phải từ 1 trở lên"),
    ],
)  # fmt: skip
def test_policy_with_a_mistake_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_policy(write(tmp_path, change))
    assert says in str(caught.value)


def test_numbers_and_forms_that_a_policy_may_have() -> None:
    assert Days(0, city=True).value == 0 and Pattern("[a]", city=True).value == "[a]"
    assert [Share(share, city=True).value for share in (0.01, 0.99)] == [0.01, 0.99]
    with pytest.raises(ValueError, match=r"^phải là số không âm$"):
        Days(-1, city=True)
    for share in (0.0, 1.0):
        with pytest.raises(ValueError, match=r"^phải lớn hơn 0 và nhỏ hơn 1$"):
            Share(share, city=True)
    with pytest.raises(ValueError, match=r"^mẫu không đọc được: "):
        Pattern("[a", city=True)


def test_the_line_is_the_one_with_the_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, ("value = 2023-03-30", 'value = "30/03"'))
    line = next(
        n for n, text in enumerate(path.read_text("utf-8").splitlines(), 1) if '"30/03"' in text
    )
    with pytest.raises(PolicyError, match=f"dòng {line}:"):
        load_policy(path)


def test_what_comes_with_the_program_stands_up_to_what_is_asked_of_a_citys_own_file() -> None:
    assert load_policy(DEFAULT) == load_policy()
