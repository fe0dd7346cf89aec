import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkcloud.publishing.screening import mask_text, screen
from gkcloud.publishing.screening import numbers as subject
from gkcloud.publishing.screening.numbers import (
    NumberKind,
    find_numbers,
    is_bank_card,
    is_credit_code,
    is_mobile,
    is_old_resident_id,
    is_resident_id,
    mask_numbers,
)
from tests.rules.screening.made import (
    MOBILE,
    bank_card,
    codes,
    credit_code,
    resident_id,
    resident_id_ending_x,
)

ID = resident_id()
ID_X = resident_id_ending_x()
CARD = bank_card()


def kinds(text: str) -> list[NumberKind]:
    return [match.kind for match in find_numbers(text)]


class TestValidity:
    def test_the_standards_own_example(self) -> None:
        assert is_resident_id("11010519491231002X")
        assert is_resident_id("11010519491231002x")

    @pytest.mark.parametrize(
        "number",
        [
            ID[:17] + ("1" if ID[17] != "1" else "2"),
            ID[:-1],
            ID + "1",
            resident_id("19900231"),
            resident_id("18000101"),
            "",
            "0" + ID[1:],
        ],
    )
    def test_what_is_no_resident_id(self, number: str) -> None:
        assert not is_resident_id(number)

    @pytest.mark.parametrize("area", ["810000", "820000", "830000", "910156"])
    def test_residence_permits_share_the_rule(self, area: str) -> None:
        assert is_resident_id(resident_id(area=area))

    def test_every_other_check_digit_is_wrong(self) -> None:
        assert sum(is_resident_id(ID[:17] + check) for check in "0123456789X") == 1

    def test_old_numbers_need_a_province_and_a_date(self) -> None:
        assert is_old_resident_id("430000900101123")
        assert not is_old_resident_id("990000900101123")
        assert not is_old_resident_id("430000901301123")

    def test_bank_cards(self) -> None:
        assert is_bank_card(CARD)
        assert not is_bank_card(CARD[:-1] + str((int(CARD[-1]) + 1) % 10))
        assert not is_bank_card(bank_card("202005271230451"))  # a time stamp with a lucky digit
        assert not is_bank_card("62")

    def test_mobiles(self) -> None:
        assert is_mobile(MOBILE)
        assert not is_mobile("12" + MOBILE[2:])
        assert not is_mobile(MOBILE + "1")

    def test_credit_codes(self) -> None:
        code = credit_code("91990000MA4L00000")
        assert is_credit_code(code)
        assert is_credit_code(code.lower())
        assert not is_credit_code(code[:-1] + ("A" if code[-1] != "A" else "B"))
        assert not is_credit_code(ID)


class TestFinding:
    @pytest.mark.parametrize(
        "text",
        [
            ID,
            f"身份证号{ID}，住某村",
            f"ID{ID}男",
            f"*{ID}",
            " ".join(ID),
            f"{ID[:6]} {ID[6:14]} {ID[14:]}",
            f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
            f"{ID[:6]}\u3000{ID[6:10]}\u00a0{ID[10:]}",
            f"{ID[:10]}\n{ID[10:]}",
            f"{ID[:10]}\u200b{ID[10:]}",
            "".join(chr(ord(char) + 0xFEE0) for char in ID),
            f"12 {ID}",
            f"1.{ID}",
            ID_X,
            ID_X.lower(),
            f"{ID_X[:17]} X",
            ID_X[:17] + "Ｘ",
            ID_X[:17] + "×",
        ],
    )
    def test_resident_ids_however_written(self, text: str) -> None:
        assert kinds(text) == [NumberKind.RESIDENT_ID]
        assert ID[6:14] not in mask_text(text).content.replace(" ", "")

    @pytest.mark.parametrize("text", [f"9{ID}", f"{ID}0", f"{ID[:17]}", "9" * 40, f"{ID}{MOBILE}"])
    def test_not_inside_longer_digit_strings(self, text: str) -> None:
        assert kinds(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            MOBILE,
            f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
            f"+86{MOBILE}",
            f"0086-{MOBILE}",
            f"86 {MOBILE}",
        ],
    )
    def test_mobiles_however_written(self, text: str) -> None:
        assert kinds(text) == [NumberKind.MOBILE]

    def test_cards_in_fours(self) -> None:
        fours = " ".join(CARD[place : place + 4] for place in range(0, 19, 4))
        assert kinds(CARD) == kinds(fours) == [NumberKind.BANK_CARD]

    @pytest.mark.parametrize(
        "text",
        [
            "2015 2016 2017 2018",
            "湘政办发〔2015〕22号",
            "0731-00000000",
            "2020-05-27 12:30:45",
            "项目代码2020-990000-48-01-012345",
            "总投资1234567.89万元",
            "国办公开办函〔2021〕30号附件1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
        ],
    )
    def test_ordinary_figures_are_left_alone(self, text: str) -> None:
        assert kinds(text) == []

    def test_a_list_of_numbers_is_counted_one_by_one(self) -> None:
        assert kinds(f"{MOBILE} {MOBILE}/{MOBILE}、{ID} {CARD}") == [
            *[NumberKind.MOBILE] * 3,
            NumberKind.RESIDENT_ID,
            NumberKind.BANK_CARD,
        ]


class TestCreditCodes:
    def test_parts_of_a_code_are_no_numbers(self) -> None:
        for serial in range(60):
            assert kinds(credit_code(f"9199000{serial:06d}MA4L")) == []

    def test_a_number_valid_as_both_is_a_person_unless_a_label_says_otherwise(self) -> None:
        both = next(
            number
            for serial in range(1000)
            if is_credit_code(number := resident_id("19900101", f"{serial:03d}", "110000"))
        )
        assert kinds(both) == [NumberKind.RESIDENT_ID]
        assert kinds(f"统一社会信用代码：{both}") == []

    def test_resident_ids_beside_a_code_are_found(self) -> None:
        code = credit_code("91990000MA4L00000")
        assert kinds(f"{code} {ID}") == [NumberKind.RESIDENT_ID]


class TestMasking:
    def test_what_stays_of_each_kind(self) -> None:
        assert mask_text(ID).content == "990" + "*" * 14 + ID[-1]
        assert mask_text(MOBILE).content == MOBILE[:3] + "****" + MOBILE[7:]
        assert mask_text(CARD).content == "*" * 15 + CARD[-4:]
        assert mask_text("430000900101123").content == "430" + "*" * 11 + "3"

    def test_what_a_mask_leaves_joins_with_nothing(self) -> None:
        card = bank_card("622202990000000")
        fours = " ".join(card[place : place + 4] for place in range(0, 16, 4))
        assert kinds(fours) == [NumberKind.BANK_CARD]
        masked = mask_text(MOBILE[:7] + fours).content  # the mobile ends in the card's first four
        assert masked == MOBILE[:3] + "****" + fours
        assert kinds(masked) == []

    def test_it_says_what_it_did(self) -> None:
        assert mask_text(f"{ID} {MOBILE}").actions == ("已遮盖 1 处身份证号。", "已遮盖 1 处手机号码。")

    def test_a_text_without_numbers_comes_back_itself(self) -> None:
        text = "关于印发2015年政务公开工作要点的通知　（此件公开发布）"
        assert mask_text(text).content is text
        assert mask_text(text).actions == ()


NASTY = st.lists(
    st.one_of(
        st.sampled_from([ID, ID_X, MOBILE, CARD, ID[:6], ID[6:14], ID[14:], CARD[:4], CARD[4:], "86", "X", "*", "9"]),
        st.sampled_from([" ", "-", "\n", "\u3000", "*", "，", "名", ".", "  ", "A"]),
        st.text(alphabet="0123456789X*- 证", max_size=20),
    ),
    max_size=14,
).map("".join)


@example(f"{ID_X}{CARD}")
@given(NASTY)
def test_after_masking_nothing_is_left_and_nothing_more_is_done(text: str) -> None:
    once = mask_text(text)
    assert find_numbers(once.content) == ()
    assert mask_text(once.content).content == once.content
    assert len(once.content) == len(text)
    if not find_numbers(text):
        assert once.content == text


@given(NASTY)
def test_the_report_never_quotes_a_whole_number(text: str) -> None:
    report = screen({"title": text}, "", [])
    for found in report.findings:
        assert not find_numbers(found.sample)
        assert not find_numbers(found.message)


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 5_000,
        "1" * 1_000_000,
        ("1" * 17 + " ") * 2_000,
        "1-" * 5_000,
        " " * 1_000_000 + "1",
        "A1" * 9_000,
        "1*" * 9_000,
    ],
)
def test_work_grows_with_the_text_only(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    classify = subject._classify

    def counting(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        return classify(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(subject, "_classify", counting)
    mask_numbers(text)
    assert calls <= len(text) * len(subject._LENGTHS)


def test_screen_counts_by_kind_and_place() -> None:
    report = screen({"title": f"{ID}、{ID}", "summary": MOBILE}, "", [])
    assert [(found.code, found.place, found.count) for found in report.findings] == [
        ("resident_id", "标题", 2),
        ("mobile", "内容概述", 1),
    ]
    assert report.blocks
    assert codes(report) == {"resident_id", "mobile"}
