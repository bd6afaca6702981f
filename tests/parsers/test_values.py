"""What a school's words mean: a value, nothing, or a doubt; never a guess."""

# ruff: noqa: E501 - tables of examples read best in rows

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.addresses import emails_in
from parsers.choices import option_of, read_choice
from parsers.daylists import read_days
from parsers.marks import chosen, is_mark, marked
from parsers.pairs import EMPTY, STRONG, STRONG_END, TICKED, plain
from parsers.particulars.upn import is_temporary, read_upn, upn_check_letter
from parsers.people import block_name, phones_in, read_full_name, read_person, read_phone
from parsers.values import (
    Doubt,
    first_day,
    read_day,
    read_exact_day,
    read_number,
    read_percent,
    read_year_group,
    year_group_of,
)

YES_NO = {"yes": ("yes", "y"), "no": ("no", "n")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14/3/12", dt.date(2012, 3, 14)),
        ("1.9.11", dt.date(2011, 9, 1)),
        ("29 April 2013", dt.date(2013, 4, 29)),
        ("10th November 2026", dt.date(2026, 11, 10)),
        ("31st Aug. 2026", dt.date(2026, 8, 31)),
        ("14-Mar-2012", dt.date(2012, 3, 14)),
        ("March 14th, 2012", dt.date(2012, 3, 14)),
        ("2026-10-05", dt.date(2026, 10, 5)),
        ("05/\u200b10/2026", dt.date(2026, 10, 5)),
        ("1 4 0 3 2 0 1 2", dt.date(2012, 3, 14)),
        ("Monday 5 October 2026", dt.date(2026, 10, 5)),
        ("w/b 2 Feb 2026", dt.date(2026, 2, 2)),
        ("05/10/2026 at 9.00am", dt.date(2026, 10, 5)),
        ("3/4/1998", dt.date(1998, 4, 3)),
    ],
)
def test_a_day_is_read_in_british_order(text: str, day: dt.date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "tbc", "TBA", "n/a", "-", "....", "to be confirmed", "dd/mm/yyyy"),
        *("DD/MM/YYYY e.g. 09/11/2026", "E.g. 9/11/2026", "For example 9 November 2026"),
    ],
)
def test_nothing_written_is_no_day(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("30/02/2027", "invalid"),
        ("31.11.26", "invalid"),
        ("03/25/2026", "invalid"),
        ("05/10/0026", "invalid"),
        ("after half term", "unclear"),
        ("5 Oct", "unclear"),
        ("5/10", "unclear"),
        ("05/10/2026 or 06/10/2026", "unclear"),
        ("5/10/2026?", "unclear"),
        ("provisionally 5/10/2026", "unclear"),
        ("5/10/2026 cancelled", "unclear"),
        ("i2-10-2026", "unclear"),
        ("l2 October 2026", "unclear"),
        ("no later than 5/10/2026", "unclear"),
        ("c. 5/10/26", "unclear"),
        ("Tried 5/10/2026, no answer", "unclear"),
        ("Mon 6/10/26", "unclear"),  # a Tuesday
    ],
)
def test_a_day_that_cannot_be_believed_is_a_doubt(text: str, code: str) -> None:
    doubt = read_day(text)
    assert isinstance(doubt, Doubt)
    assert doubt.code == code


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 November, 18 December 2026", ["2026-11-03", "2026-12-18"]),
        ("2nd Nov and Monday 14th Dec 2026", ["2026-11-02", "2026-12-14"]),
        ("15 December and 12 January 2027", ["2026-12-15", "2027-01-12"]),
        ("3rd, 10th and 18th December 2026", ["2026-12-03", "2026-12-10", "2026-12-18"]),
        ("3 and 18 December 2026", ["2026-12-03", "2026-12-18"]),
        ("3.12.26 /18.12.26 /27.1.27", ["2026-12-03", "2026-12-18", "2027-01-27"]),
        ("3.12.26/18.12.26", ["2026-12-03", "2026-12-18"]),
        ("3/12/26 at 2.30pm, 18/12/26 at 9.15", ["2026-12-03", "2026-12-18"]),
        ("Week 4, 8 December 2026", ["2026-12-08"]),
        ("Review 1 - 3/12/26, 2nd review 18/12/26", ["2026-12-03", "2026-12-18"]),
    ],
)
def test_a_list_of_days_is_read_whole(text: str, days: list[str]) -> None:
    assert read_days(text) == (tuple(map(dt.date.fromisoformat, days)), ())


@pytest.mark.parametrize(
    "text",
    [
        *("3/12 and 18/12/26", "3/12/26 18/12/2 27/1/27", "28, 4 December 2026"),
        *("1, 8 December 2026", "Mon 2, Tue 10 November 2026", "5/12 November 2026"),
        *("2, 16 and 30 November 2026", "1-8 December 2026", "Week 3 and 10 November 2026"),
    ],
)
def test_a_list_of_days_of_which_one_is_not_whole_is_a_doubt(text: str) -> None:
    assert [doubt.code for doubt in read_days(text)[1]] == ["unclear"]


@pytest.mark.parametrize(
    "text",
    [
        *("3 and 10 November 2026", "9th/10th November 2026", "Mon 9 or Tue 10 November 2026"),
        *("1-8 December 2026", "1 to 8 December 2026", "3 & 10/11/2026"),
    ],
)
def test_a_day_after_the_number_of_another_is_a_doubt(text: str) -> None:
    assert isinstance(read_day(text), Doubt)


@pytest.mark.parametrize(
    "text", ["Week 3, 10 November 2026", "10.30, 10 November 2026", "Year 9 - 10 November 2026"]
)
def test_a_number_that_counts_something_else_is_no_day(text: str) -> None:
    assert read_day(text) == dt.date(2026, 11, 10)
    assert read_days(text) == ((dt.date(2026, 11, 10),), ())


@pytest.mark.parametrize(
    "text",
    ["03/12/26, 27/1/27", "03/12/26-27/1/27", "3.12.26/27.1.27", "3 Dec 26, 27 Jan 27"],
)
def test_a_year_before_the_next_day_is_no_day(text: str) -> None:
    assert read_days(text) == ((dt.date(2026, 12, 3), dt.date(2027, 1, 27)), ())


def test_a_day_beside_one_without_its_year_is_a_doubt() -> None:
    assert isinstance(read_day("3 November, 18 December 2026"), Doubt)


def test_a_list_of_days_keeps_the_good_and_doubts_the_bad() -> None:
    days, doubts = read_days("4/11/26, Tue 26/11/26 and 31/11/26")
    assert days == (dt.date(2026, 11, 4),)
    assert {doubt.code for doubt in doubts} == {"invalid", "unclear"}
    assert read_days("tbc") == ((), ())
    assert read_days("soon")[1][0].code == "unclear"


def test_the_only_day_is_taken_out_of_mixed_words() -> None:
    assert first_day("Year 9, 14/3/12") == (dt.date(2012, 3, 14), "Year 9,  ")
    assert first_day("1/2/12 and 2/2/12")[0] is None


@pytest.mark.parametrize(
    "upn", ["P210999924001", "F372999823014", "N37299982301B", "B801200005001"]
)
def test_a_upn_with_a_right_check_letter_is_read_however_it_is_spaced(upn: str) -> None:
    assert read_upn(f" {upn[:4]} {upn[4:8].lower()}-{upn[8:]} ") == upn


def test_a_temporary_upn_ends_in_a_letter() -> None:
    assert is_temporary("N37299982301B")
    assert not is_temporary("P210999924001")


@pytest.mark.parametrize(
    "text", ["P210999924002", "A801200005001", "P21099992400", "O210999924001", "hello"]
)
def test_any_other_upn_is_invalid(text: str) -> None:
    doubt = read_upn(text)
    assert isinstance(doubt, Doubt)
    assert doubt.code == "invalid"


@pytest.mark.parametrize("text", ["", "n/a", "UN1"])
def test_no_upn_is_none(text: str) -> None:
    assert read_upn(text) is None


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_no_single_wrong_digit_passes_the_check_letter(digits: str, at: int, by: int) -> None:
    upn = upn_check_letter(digits) + digits
    other = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    assert read_upn(upn) == upn
    assert isinstance(read_upn(upn[0] + other), Doubt)


@pytest.mark.parametrize(
    ("text", "year"),
    [("Year 9", 9), ("Y9", 9), ("9", 9), ("Yr 10", 10), ("10B", 10), ("NC Year 8", 8), ("Year Ten", 10), ("seven", 7), ("Year Nine group", 9), ("R", 0), ("Reception", 0), ("Nursery", -1), ("", None)],
)  # fmt: skip
def test_a_year_group_is_a_number(text: str, year: int | None) -> None:
    assert read_year_group(text) == year


def test_two_year_groups_are_a_doubt() -> None:
    assert isinstance(read_year_group("Year 9/10"), Doubt)


@pytest.mark.parametrize(
    ("dob", "day", "year"),
    [  # rules.md, section 3
        (dt.date(2012, 9, 1), dt.date(2024, 9, 2), 7),
        (dt.date(2013, 8, 31), dt.date(2024, 9, 2), 7),
        (dt.date(2012, 8, 31), dt.date(2024, 9, 2), 8),
        (dt.date(2012, 2, 29), dt.date(2026, 11, 21), 10),
        (dt.date(2022, 8, 31), dt.date(2026, 9, 1), 0),
        (dt.date(2011, 9, 1), dt.date(2027, 8, 31), 10),
    ],
)
def test_the_year_group_follows_from_the_birth_day(dob: dt.date, day: dt.date, year: int) -> None:
    assert year_group_of(dob, day) == year


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jarvis, Mohammed", ("Mohammed", "Jarvis")),
        ("Curtis OKONKWO", ("Curtis", "Okonkwo")),
        ("FIELDING-SHAW Lacey", ("Lacey", "Fielding-Shaw")),
        ("Zain Dearden", ("Zain", "Dearden")),
        ("Maria de Souza", ("Maria", "de Souza")),
        ("Mary Jane Smith", ("Mary Jane", "Smith")),
        ("MISS RUBY HALE", ("Ruby", "Hale")),
        ("Wei NG", ("Wei", "Ng")),
    ],
)
def test_a_whole_name_is_parted(text: str, names: tuple[str, str]) -> None:
    assert read_full_name(text) == names


@pytest.mark.parametrize(
    "text",
    [
        *("Kai", "see above: Kai Jarvis?", "Jarvis, Kai, 14/3/12", "A, B, C", "K. Jarvis"),
        *("Jarvis K", "TJ Jarvis", "Kai Jarvis née Hale"),
    ],
)
def test_a_name_that_cannot_be_parted_is_a_doubt(text: str) -> None:
    assert isinstance(read_full_name(text), Doubt)


def test_a_person_is_no_sentence_and_no_number() -> None:
    assert read_person("MR PIOTR DEARDEN") == "Mr Piotr Dearden"
    assert read_person("tbc") is None
    assert isinstance(read_person("07700 900123"), Doubt)


def test_an_address_broken_over_lines_is_made_whole() -> None:
    assert emails_in("wendy.ackroyd@caldervale.sc\nh.example") == (
        "wendy.ackroyd@caldervale.sch.example",
    )
    assert emails_in("Pat One p.one@a.example; x@b.example") == ("p.one@a.example", "x@b.example")


def test_telephone_numbers_have_ten_or_eleven_digits() -> None:
    assert phones_in("Pat 07700 900 311 or +44 1632 960123 or 12345") == (
        "07700 900 311",
        "+44 1632 960123",
    )
    assert isinstance(read_phone("ask the office"), Doubt)
    assert read_phone("") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(07700) 900123", "(07700) 900123"),
        ("(07700 900123)", "07700 900123"),
        ("(07700 900123", "07700 900123"),
        ("07700 900123 (mobile)", "07700 900123"),
        ("Tel (01632) 960123 or (01632) 960124", "(01632) 960123"),
        ("+44 (0)1632 960123", "+44 (0)1632 960123"),
    ],
)
def test_a_telephone_number_keeps_its_own_brackets_and_no_others(text: str, number: str) -> None:
    assert read_phone(text) == number


def test_a_number_is_one_number() -> None:
    assert read_number("91.4 %") == 91.4
    assert read_number("") is None
    assert isinstance(read_number("9 of 10"), Doubt)


def test_a_week_is_no_exact_day() -> None:
    assert read_exact_day("9 November 2026") == dt.date(2026, 11, 9)
    assert isinstance(read_exact_day("w/b 9 November 2026"), Doubt)


def test_a_share_of_attendance_is_no_absence_no_bound_and_no_fraction() -> None:
    assert read_percent("91.4 %") == 91.4
    for text in ("8.6 % absent", "> 90", "over 90 %", "0.91", "12 unauthorised"):
        assert isinstance(read_percent(text), Doubt)


@pytest.mark.parametrize("text", ["Yes\n☒ No", "Yes\nNo ☒"])
def test_a_tick_in_a_list_with_an_answer_a_line_is_of_its_line(text: str) -> None:
    assert read_choice(text, YES_NO) == "no"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("☐ Yes ☒ No", "no"),
        ("Yes ☐ No ☒", "no"),
        ("Yes / No", None),
        ("YES NO", None),
        ("Y / N", None),
        ("Yes /", "yes"),
        (f"{STRONG}YES{STRONG_END} / NO", "yes"),
        ("☒", "yes"),
        ("☐", None),
        ("", None),
        ("No, not at all", "no"),
        ("[x] Yes [ ] No", "yes"),
        ("( ) Yes (x) No", "no"),
    ],
)
def test_a_choice_is_read_from_its_marks_or_its_words(text: str, key: str | None) -> None:
    assert read_choice(marked(text), YES_NO) == key


@pytest.mark.parametrize(
    "text",
    [
        "☒ Yes ☒ No",
        "Yes ☒ No",
        "perhaps",
        f"{STRONG}Yes{STRONG_END} / {STRONG}No{STRONG_END} maybe",
    ],
)
def test_a_choice_that_could_be_either_is_a_doubt(text: str) -> None:
    assert isinstance(read_choice(text, YES_NO), Doubt)


def test_longer_words_win_over_shorter_ones_inside_them() -> None:
    options = {"good": ("successful",), "bad": ("not successful", "unsuccessful")}
    assert option_of("The move was not successful.", options) == "bad"
    assert option_of("unsuccessful", options) == "bad"
    assert option_of("successful or not successful", options) is None


@pytest.mark.parametrize("glyph", ["☑", "☒", "✓", "✔", "ü", "þ", "\uf0fe", "[x]", "(X)", "■"])
def test_every_way_of_ticking_is_one(glyph: str) -> None:
    assert marked(glyph) == TICKED


@pytest.mark.parametrize("glyph", ["☐", "□", "¨", "[ ]", "( )", "\uf0a8"])
def test_every_empty_box_is_one(glyph: str) -> None:
    assert marked(glyph) == EMPTY


def test_a_lone_mark_is_known_from_words() -> None:
    assert (is_mark("X"), is_mark(EMPTY), is_mark("Yes")) == (True, False, None)


@given(st.text(max_size=60))
def test_no_words_whatever_make_a_reader_raise(text: str) -> None:
    for read in (
        read_day,
        read_days,
        read_upn,
        read_year_group,
        read_full_name,
        read_person,
        read_phone,
        read_number,
        chosen,
    ):
        read(text)  # type: ignore[operator]
    read_choice(marked(text), YES_NO)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "text", ["10 (GCSE)", "Year 10 (2026/27)", "10/B", "Y10 Form 10B", "KS4 Year 10"]
)
def test_what_stands_beside_a_year_group_leaves_it_one(text: str) -> None:
    assert read_year_group(text) == 10


@pytest.mark.parametrize("text", ["10 (was 9)", "Yr 10/11", "Year 10 going into 11"])
def test_two_year_groups_are_in_doubt(text: str) -> None:
    assert isinstance(read_year_group(text), Doubt)


@pytest.mark.parametrize(
    "text",
    [
        *("Jo Hale", "HALE, Jo", "SENCO, Jo Hale", "Deputy Head - Jo Hale", "Jo Hale (SENCO)"),
        *("Fernhill Academy, Jo Hale", "Jo Hale\njo@fernhill.example\n01632 960123"),
    ],
)
def test_whom_to_write_to_is_named_among_other_things(text: str) -> None:
    assert block_name(text) == "Jo Hale"
