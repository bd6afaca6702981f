"""Where labels and answers stand, whatever the words: each claim was a wrong binding or a silence once."""

# ruff: noqa: E501 - tables of examples read best in rows

from dataclasses import replace

import pytest

from parsers.layouts.answers import answers_in
from parsers.pairs import (
    FIELD,
    FIELD_END,
    STRONG,
    STRONG_END,
    Cell,
    Document,
    Grid,
    Line,
    Pair,
    Where,
)
from tests.parsers.grids import WORDS, grid, said_in
from tests.parsers.layouts import UPN


def _own(label: str, answer: str) -> str:
    return f"{STRONG}{label}{STRONG_END}\n{answer}"


def test_a_heading_merged_down_beside_its_rows_says_whom_they_are_about() -> None:
    said = said_in(
        grid(
            ("The child", "Name of child", "Kai Jarvis"),
            (None, "Born", "14/03/2012"),
            ("Second carer", "Name", "Mr Al Reed"),
            (None, "Mobile", "07700 900456"),
        )
    )
    assert said["full_name", "pupil"] == "Kai Jarvis"
    assert said["phone", "2"] == "07700 900456"


def test_a_ticked_part_beside_its_rows_is_no_heading() -> None:
    said = said_in(
        grid(
            ("☐ A: Successful", "Date on roll", ""),
            (None, "Date off roll", ""),
            ("☒ B: Extended", "New end date", "13/11/2026"),
            (None, "Next review date", "11/11/2026"),
        )
    )
    assert "☒ B: Extended" in said["outcome", None]
    assert said["extension_end", None] == "13/11/2026"


def test_a_row_that_begins_with_a_box_heads_no_columns() -> None:
    said = said_in(
        "Outcome (please tick one)",
        grid(
            ("☐", "Successful, the pupil stays", "Date on roll at receiving school", ""),
            ("", "", "Date off roll at home school", ""),
            ("☐", "Extended, more time is needed", "New end date", ""),
            ("", "", "Date of next review", ""),
            ("☒", "Unsuccessful, the pupil returns", "Last day at receiving school", "3/11/2026"),
            ("", "", "Date of return to home school", "4/11/2026"),
        ),
    )
    assert "☒ Unsuccessful" in said["outcome", None]
    assert ("extension_end", None) not in said
    assert said["return_date", "home"] == "4/11/2026"


def test_one_unknown_caption_leaves_the_others_under_their_answers() -> None:
    said = said_in(
        grid(
            ("Jarvis", "Kai", "14/03/2012"),
            ("Surname", "First name", "Date of birth"),
            (UPN, "Year 9", "Blue"),
            ("UPN", "Year group", "Favourite colour"),
        )
    )
    assert said["dob", None] == "14/03/2012"
    assert said["nc_year", None] == "Year 9"
    assert "Blue" not in said.values()


def test_parents_side_by_side_over_their_captions_keep_their_own_answers() -> None:
    said = said_in(
        grid(
            ("Ms Jo Hale", "Mr Al Reed"),
            ("First parent or carer", "Second parent or carer"),
            ("Mother", "Father"),
            ("Relationship", "Relationship"),
            ("07700 900123", "07700 900456"),
            ("Telephone", "Telephone"),
        )
    )
    assert (said["phone", "1"], said["phone", "2"]) == ("07700 900123", "07700 900456")
    assert (said["relationship", "1"], said["relationship", "2"]) == ("Mother", "Father")


def test_answers_in_their_own_cells_are_no_header_over_the_next_row() -> None:
    said = said_in(
        grid(
            (_own("Learner", "Kai Jarvis"), _own("Date of birth", "14/03/2012")),
            (_own("What nobody asks", "Oakbrook School"), _own("Trial began", "05/10/2026")),
        )
    )
    assert said["full_name", "pupil"] == "Kai Jarvis"
    assert said["dob", None] == "14/03/2012"
    assert said["start", None] == "05/10/2026"


def test_a_table_of_earlier_schools_gives_no_dates() -> None:
    schools = grid(
        ("School", "Start date", "End date"), ("Oak Primary", "01/09/2016", "21/07/2022")
    )
    said = said_in("Schools attended before", schools)
    assert "01/09/2016" not in said.values()
    assert "21/07/2022" not in said.values()


def test_a_role_beside_a_name_ends_no_list_of_people() -> None:
    present = grid(
        ("Who came", "Role"), ("Al Price", "Head of year"), ("Jo Ash", "Home school lead")
    )
    found = answers_in(Document(how="text", blocks=(present,)), WORDS)
    assert [one.text for one in found if one.attribute == "attended_by"] == ["Al Price", "Jo Ash"]


def test_a_label_that_begins_its_line_takes_no_word_of_the_line_before() -> None:
    cell = grid(("Name: Ms Jo Hale\nRelationship: Mother\nMobile: 07700 900123", "Other: none"))
    said = said_in("Parent/carer 1", cell)
    assert said["relationship", "1"] == "Mother"
    assert said["phone", "1"] == "07700 900123"


def test_a_form_called_an_agreement_does_not_begin_with_its_signatures() -> None:
    said = said_in(
        "Date: 01/10/2026", "TRANSFER ON TRIAL: AGREEMENT", "Home school: Fernhill Academy"
    )
    assert said["school", "home"] == "Fernhill Academy"


def test_options_in_a_row_with_their_boxes_behind_them_are_one_choice() -> None:
    choice = grid(("Successful", "", "Extended", "", "Not successful", "☒"))
    said = said_in("Outcome (tick one)", choice)
    assert "☒ Not successful" in said["outcome", None]
    assert ("extension_end", None) not in said


def test_an_outcome_in_the_row_under_its_question_is_its_answer() -> None:
    said = said_in(grid(("Outcome of the move",), ("Extension",)))
    assert said["outcome", None] == "Extension"


def test_words_over_two_captions_answer_neither_and_keep_the_next_ones_owner() -> None:
    said = said_in(
        grid(
            ("Fernhill Academy", "Oakbrook School", "05/10/2026"),
            ("Home school", "Receiving school", "Start date"),
            ("Ms Jo Hale Mother", None, "07700 900123"),
            ("Name of parent/carer", "Relationship to pupil", "Telephone"),
            ("Jo Hale", "02/10/2026", ""),
            ("Parent/carer signature", "Date signed", "UPN"),
        )
    )
    assert said["start", None] == "05/10/2026"
    assert said["phone", "1"] == "07700 900123"
    assert ("full_name", "1") not in said


def test_a_bracket_after_a_signature_says_who_signed() -> None:
    names = said_in(
        "Home school: Fernhill Academy",
        "Name of parent/carer: Ms Jo Hale",
        "Signed: Mo Ash (Headteacher, home school)   Date: 02/10/2026",
        "Signed: Lee Orr (Headteacher)   Date: 03/10/2026",
    )
    assert names["signature", "home"].startswith("Mo Ash")
    assert ("signature", "1") not in names


def test_a_sentence_that_plainly_names_the_days_is_read() -> None:
    said = said_in(
        "The managed move will start on Monday 5 October 2026 and will end on Friday 18 December 2026. "
        "A review will be held on 6 November 2026."
    )
    assert said["start", None] == "Monday 5 October 2026"
    assert said["planned_end", None] == "Friday 18 December 2026"
    assert said["reviews", None] == "6 November 2026"


def test_a_sentence_with_a_doubt_names_no_day() -> None:
    said = said_in(
        "If the governors agree, the managed move will start on 5 October 2026.",
        "the managed move will start on 5 October 2026.",
        "The placement will not start on 5 October 2026 as we had hoped.",
        "Would it help if the move starts on 5 October 2026 and ends on 18 December 2026?",
        "The school holiday ends on 5 January 2027 and the family is back on 6 January 2027.",
        "The first trial was ended early and the placement would start on 5 October 2026.",
    )
    assert said == {}


# --- what stands round labels and answers ------------------------------------------------------------


def test_an_answer_that_reads_like_a_label_stays_an_answer_under_its_header() -> None:
    said = said_in(grid(("SEN status", "Looked after"), ("SEN support", "No")))
    assert said["sen", None] == "SEN support"
    assert said["looked_after", None] == "No"


def test_a_label_with_a_colon_under_an_answer_that_begins_alike_stays_a_label() -> None:
    said = said_in(
        grid(
            ("Outcome:", "Extended"),
            ("Extended until:", "19-11-2026"),
            ("Next review:", "17-11-2026"),
        )
    )
    assert said["outcome", None] == "Extended"
    assert said["extension_end", None] == "19-11-2026"


def test_a_year_written_in_one_word_is_an_answer_and_no_label_with_a_footnote() -> None:
    assert said_in(grid(("Year", "Yr8"), ("UPN", "")))["nc_year", None] == "Yr8"


def test_padded_header_rows_keep_their_answers() -> None:
    said = said_in(
        grid(
            ("Name", "Relationship to child", "Telephone"),
            ("Ms Jo Hale", "Mother", "07700 900123"),
            ("E-mail", "", ""),
            ("jo.hale@post.example", "", ""),
        )
    )
    assert "jo.hale@post.example" in said.values()


def test_answers_over_padded_rows_of_labels_are_not_shifted_by_a_row() -> None:
    said = said_in(
        grid(
            ("05/10/2026", "18/12/2026", "Managed move (trial)"),
            ("Start date", "Anticipated end date", "Kind of arrangement"),
            ("Weekly", "", ""),
            ("Attendance to be reported", "", ""),
        )
    )
    assert said["start", None] == "05/10/2026"
    assert said["attendance_reporting", None] == "Weekly"


def test_what_helps_to_answer_is_no_answer() -> None:
    said = said_in(
        "UPN *",
        "13 characters - ask your data manager",
        UPN,
        "When will the trial begin? *",
        "The first day in lessons",
        "5 October 2026",
    )
    assert said["upn", None] == UPN
    assert said["start", None] == "5 October 2026"


def test_a_hint_in_the_label_s_cell_leaves_the_answer_beside_it() -> None:
    said = said_in(
        grid(
            ("When will the child start?\nThe first day in lessons", "5 October 2026"),
            ("Special educational needs?\nNone, SEN support or EHCP", "SEN support"),
        )
    )
    assert said["start", None] == "5 October 2026"
    assert said["sen", None] == "SEN support"


def test_half_an_address_that_a_cell_broke_is_no_hint() -> None:
    said = said_in(
        "Parent/carer 1", grid(("E-mail: al.firth-\nwood87@post.example", "Other: none"))
    )
    assert said["email", "1"].endswith("wood87@post.example")
    assert "al.firth-" in said["email", "1"]


def test_what_follows_a_name_in_its_cell_is_about_that_person() -> None:
    said = said_in(
        grid(
            (
                "First parent or carer: name, relationship, telephone",
                "Ms Jo Hale\nRelationship: Mother",
            ),
            (
                "Second parent or carer: name, relationship, telephone",
                "Mr Al Reed\nRelationship: Father",
            ),
        )
    )
    assert (said["full_name", "1"], said["full_name", "2"]) == ("Ms Jo Hale", "Mr Al Reed")
    assert (said["relationship", "1"], said["relationship", "2"]) == ("Mother", "Father")


def test_a_day_is_no_number_of_a_question() -> None:
    questions = [text for n in range(1, 7) for text in (f"{n}. Question {n}", "An answer")]
    said = said_in(*questions, "7. Date of birth", "3 March 2015")
    assert said["dob", None] == "3 March 2015"


def test_a_spaced_dash_or_underlined_words_part_a_label_from_its_answer() -> None:
    said = said_in(
        "Date of birth \u2013 14/03/2012",
        f"UPN \u2013 {UPN}",
        "Year group \u2013 10",
        f"Start date {STRONG}  5 October 2026  {STRONG_END}\tEnd date {STRONG}  18/12/2026  {STRONG_END}",
    )
    assert said["dob", None] == "14/03/2012"
    assert said["upn", None] == UPN
    assert said["start", None] == "5 October 2026"


def test_panels_side_by_side_are_read_one_after_the_other() -> None:
    panels = Grid(
        rows=(
            (_cell("Basic details", 0, 2), _cell("Managed move", 2, 2)),
            *(
                tuple(_cell(text, at, 1) for at, text in enumerate(row))
                for row in (
                    ("Surname", "Jarvis", "Receiving school", "Oakbrook School"),
                    ("Forename", "Kai", "Lead", "Jo Ash"),
                    ("Home address", "1 Mill Lane", "Trial start date", "05/10/2026"),
                )
            ),
        ),
        where=Where(),
    )
    said = said_in(panels)
    assert said["address", "pupil"] == "1 Mill Lane"
    assert said["contact_name", "receiving"] == "Jo Ash"


def _cell(text: str, column: int, span: int) -> Cell:
    return Cell(text=text, where=Where(), how="table", column=column, span=span)


def test_names_and_relations_under_a_header_are_the_family() -> None:
    said = said_in(
        "Contacts",
        grid(
            ("Priority", "Name", "Relationship", "Telephone"),
            ("1", "Ms Jo Hale", "Mother", "07700 900123"),
            ("2", "Mr Al Reed", "Father", "07700 900456"),
        ),
    )
    assert (said["full_name", "1"], said["full_name", "2"]) == ("Ms Jo Hale", "Mr Al Reed")
    assert (said["phone", "1"], said["phone", "2"]) == ("07700 900123", "07700 900456")


def test_a_slip_of_the_pen_in_a_label_is_read_and_a_name_is_no_slip() -> None:
    said = said_in("Recieving school: Oakbrook School", "Signed: Mr Al Costa   Date: 01/10/2026")
    assert said["school", "receiving"] == "Oakbrook School"
    assert "Mr Al Costa" in said.values()


def test_a_question_that_is_not_known_ends_an_empty_answer() -> None:
    said = said_in(grid(("Date decided: ......\nWhat nobody asks: 20/11/2026", "Other: none")))
    assert ("decision_date", None) not in said


def test_a_table_of_reviews_gives_their_days_and_nothing_else() -> None:
    said = said_in(grid(("Review", "Date", "Status"), ("Midway", "02/11/2026", "Booked")))
    assert said["review", None] == "02/11/2026"
    assert "Midway" not in said.values()


def test_letters_of_questions_and_the_rows_under_one_are_no_column() -> None:
    said = said_in(
        grid(
            ("(a)", "Name of pupil", "Kai Jarvis"),
            ("(b)", "SEN", "SEN support"),
            ("(c)", "Trial from", "05/10/2026"),
            ("", "Trial to", "18/12/2026"),
        )
    )
    assert said["sen", None] == "SEN support"
    assert (said["start", None], said["planned_end", None]) == ("05/10/2026", "18/12/2026")


def test_an_answer_between_dots_is_no_label_though_it_reads_like_one() -> None:
    said = said_in(
        "Outcome ........ Extended ........",
        "Support provided ..... A mentor and calls home. .....",
    )
    assert said["outcome", None] == "Extended"
    assert said["support_provided", None].startswith("A mentor and calls home")


def test_a_question_whether_the_family_agrees_is_no_signature() -> None:
    said = said_in(grid(("Has the family agreed?", "Yes ☒ No ☐"), ("Signed (parent)", "Jo Hale")))
    assert said["signature", "1"] == "Jo Hale"


def test_a_signature_behind_the_sentence_that_it_signs_is_one() -> None:
    said = said_in(
        "Parent / carer",
        grid(("I agree to this managed move. Signature: Jo Hale", "Date: 5.10.26")),
    )
    assert (said["signature", "1"], said["sign_date", "1"]) == ("Jo Hale", "5.10.26")


def test_a_name_between_a_school_and_its_signature_is_the_heads() -> None:
    said = said_in(
        "Pupil: Jo Hale",
        "Home school: Netherby School",
        "Head teachers",
        "Home school: ..Miss Cerys Vaughan....  Signature: C Vaughan  Date: ..20 October 2026..",
    )
    assert said["school", "home"] == "Netherby School"
    assert said["print_name", "home"] == "Miss Cerys Vaughan"


def test_lettered_options_each_with_its_own_day_are_one_choice() -> None:
    said = said_in(
        "At the meeting it was agreed that the move has been:",
        "☐ A. Successful, on roll at receiving school from ..........",
        "☐ B. Extended to .......... with a review on ..........",
        "☒ C. Unsuccessful, last day at receiving school ..20 October 2026..",
    )
    assert said["last_day", "receiving"] == "20 October 2026"
    assert said["outcome", None].count("\n") == 2


def test_a_review_beside_an_extension_is_the_extensions() -> None:
    said = said_in("☒ B. Extended to ..13/11/26.... with a review on ..12/11/26....")
    assert (said["extension_end", None], said["extension_review", None]) == ("13/11/26", "12/11/26")


def test_until_when_a_move_runs_under_its_extension_is_its_new_end() -> None:
    said = said_in("Only if extended", grid(("Runs until", "4/12/2026")))
    assert said["extension_end", None] == "4/12/2026"


def test_a_label_is_nobodys_name() -> None:
    said = said_in(grid(("Student name", "Date of birth")), grid(("UPN", "A123")))
    assert said.get(("full_name", "pupil"), "") == ""
    told = said_in("Name of parent: Jo Hale", "Parent signature: agreed by telephone Date: 5.10.26")
    assert told["signature", "1"] == "agreed by telephone"  # how somebody agreed is no label there


def test_a_field_called_something_else_than_the_print_beside_it_is_asked_about() -> None:
    def field(text: str, name: str, top: float) -> tuple[Grid, Pair]:
        where = Where(page=1, box=(0.0, top, 90.0, top + 10))
        inside = f"{FIELD}{text}{FIELD_END}"
        cells = tuple(
            Cell(text=one, where=where, how="acroform", column=at)
            for at, one in enumerate(("Start date" if top else "Date of birth", inside))
        )
        table = Grid(rows=(cells,), where=where)
        return table, Pair(labels=(name, "F1"), text=inside, where=where, how="acroform")

    born, born_name = field("14/03/2012", "Pupil's date of birth", 0)
    start, start_name = field("18/12/2026", "Review date", 100)
    said = said_in(born, start, born_name, start_name)
    assert said["dob", None].strip(FIELD + FIELD_END) == "14/03/2012"
    assert "18/12/2026" not in "".join(said.values())


def _written_over(*pairs: str | tuple[str, str]) -> Grid:
    """A row of answers, each with its label in small print in the same cell."""
    return grid([one if isinstance(one, str) else "\n".join(one) for one in pairs])


CAPTIONED = (
    _written_over(("Ruby", "First name"), ("Hale", "Surname"), ("Rubes", "Known as")),
    _written_over(("14/3/12", "Date of birth"), ("10", "Year group"), ("83", "Days in last term")),
    _written_over(("SEN support", "SEN (none / SEN support / EHCP)"), ("N", "Looked after? (Y/N)")),
)


def test_a_form_with_its_labels_under_its_answers_is_read_cell_by_cell() -> None:
    said = said_in(*CAPTIONED)
    assert (said["forename", "pupil"], said["surname", "pupil"]) == ("Ruby", "Hale")
    assert (said["dob", None], said["nc_year", None]) == ("14/3/12", "10")
    assert (said["sen", None], said["looked_after", None]) == ("SEN support", "N")


def test_small_print_under_a_line_is_its_label_in_such_a_form() -> None:
    over = Line(text="8 Moor Lane", where=Where(page=1, box=(48, 427, 222, 437)), how="text")
    label = Line(text="Home address", where=Where(page=1, box=(46, 440, 85, 447)), how="text")
    assert "8 Moor Lane" in said_in(*CAPTIONED, over, label).values()
    large = replace(label, where=Where(page=1, box=(46, 440, 85, 450)))
    assert "8 Moor Lane" not in said_in(*CAPTIONED, over, large).values()


def test_a_few_answers_over_labels_make_no_such_form() -> None:
    said = said_in(_written_over(("Ruby", "First name")), grid(["Head", "Mr A Cole\nHeadteacher"]))
    assert said["head", None] == "Mr A Cole\nHeadteacher"


LED = (
    "Surname Hale ............ First name Ruby ............ D.O.B. 14 March 2012 ........",
    "School of origin Fernhill Academy ......................",
    "Date on roll at placement school ............ Off roll at school of origin 5/10/2026 ......",
    "Lead for SEND Ms Ida Low .............. Year Year 10 .......",
)


def test_dots_behind_the_answers_are_the_rest_of_the_line() -> None:
    said = said_in(*LED)
    assert (said["surname", "pupil"], said["forename", "pupil"]) == ("Hale", "Ruby")
    assert (said["dob", None], said["nc_year", None]) == ("14 March 2012", "Year 10")
    assert (said["school", "home"], said["home_off_roll", "home"]) == (
        "Fernhill Academy",
        "5/10/2026",
    )


def test_words_that_go_on_with_a_label_before_dots_are_no_answer_to_it() -> None:
    assert not [key for key in said_in(*LED) if key[0] == "contact_name"]


def test_dots_between_label_and_answer_are_read_as_ever() -> None:
    said = said_in("Surname ...... Hale ...... First name ...... Ruby ......", "UPN ........")
    assert (said["surname", "pupil"], said["forename", "pupil"]) == ("Hale", "Ruby")


@pytest.mark.parametrize(
    "offered", ["SEND: none / support (K) / EHCP (E)", "SEN status: none, SEN support or EHCP"]
)
def test_the_options_that_a_label_offers_are_no_answer(offered: str) -> None:
    said = said_in(
        grid(("UPN", "Year group", offered), (UPN, "Year Seven", "☒ None ☐ K ☐ E")),
    )
    assert (said["upn", None], said["nc_year", None]) == (UPN, "Year Seven")
    assert said["sen", None] == "☒ None ☐ K ☐ E"


def test_of_the_options_beside_a_label_the_ticked_one_answers() -> None:
    said = said_in(grid(("SEN: ☐ none ☒ SEN support ☐ EHCP", "UPN", UPN)))
    assert said["sen", None] == "☐ none ☒ SEN support ☐ EHCP"


RUN_IN = (
    grid(["Surname Hale", "First name Ruby", "D.O.B. 14 March 2012"]),
    grid([f"UPN {UPN}", "Year Y10", "Move started 14 September 2026"]),
    "School of origin Fernhill Academy",
    grid(["Decision made on", "Last day at placement school 6 November 2026"]),
)


def test_labels_run_into_their_answers_are_parted_where_a_form_does_so_throughout() -> None:
    said = said_in(*RUN_IN)
    assert (said["surname", "pupil"], said["dob", None]) == ("Hale", "14 March 2012")
    assert (said["upn", None], said["nc_year", None]) == (UPN, "Y10")
    assert (said["school", "home"], said["start", None]) == (
        "Fernhill Academy",
        "14 September 2026",
    )
    assert said["last_day", "receiving"] == "6 November 2026"
    assert ("decision_date", None) not in said


def test_a_few_labels_before_words_are_not_parted() -> None:
    assert not said_in(grid(["Year 10", "Mr A Cole"]), "Surname Hale", "Head Mr A Cole")


def test_labels_and_answers_that_tabs_part_are_not_run_in() -> None:
    tabbed = (
        "Surname \tHale\tForename \tRuby",
        "Date of birth \t14/03/2012\tYear group \t10",
        f"UPN \t{UPN}",
        "Home school \tFernhill Academy",
        "Contact person \tMs P One\tTel. no. \t01632 960727",
        "Start date \t5.10.26\tEnd date \t18.12.26",
    )
    said = said_in(*tabbed)
    assert (said["surname", "pupil"], said["forename", "pupil"]) == ("Hale", "Ruby")
    assert (said["contact_name", "home"], said["end", None]) == ("Ms P One", "18.12.26")


def test_an_answer_with_the_next_label_in_it_is_not_run_in() -> None:
    said = said_in(*RUN_IN, "Contact Ms P One Telephone 01632 960727", "Head Mr A Cole Date 1/9/26")
    assert not [text for key, text in said.items() if key[0] in ("contact_name", "head")]


def test_words_that_ask_nothing_lead_to_a_label() -> None:
    said = said_in("The trial placement will end on: 11th December 2026")
    assert said["planned_end", None] == "11th December 2026"
    assert ("end", None) not in said_in("The previous trial placement ended on: 11th June 2026")


def test_a_ticked_option_is_chosen_whatever_is_asked_behind_it_on_its_line() -> None:
    said = said_in(
        "3. Outcome of the review",
        "☐ Permanent move to the receiving school. Start date: ____________",
        "☒ Return to home school. Last day at receiving school: 3 Nov 2026 Return date: 4 Nov 2026",
        "☐ Extension of the timescale. New end date: ____________ Next review: ____________",
    )
    assert "☒ Return to home school" in said["outcome", None]
    assert said["last_day", "receiving"] == "3 Nov 2026"


def test_a_dash_leads_to_what_its_label_asks_for() -> None:
    said = said_in(
        "Pupil - Ruby Hale",
        "Date of birth - 14/03/2012",
        "Home school - Fernhill Academy",
        grid(("Start date - 05/10/2026", "Looked after - No")),
    )
    assert said["full_name", "pupil"] == "Ruby Hale"
    assert said["dob", None] == "14/03/2012"
    assert said["school", "home"] == "Fernhill Academy"
    assert (said["start", None], said["looked_after", None]) == ("05/10/2026", "No")


@pytest.mark.parametrize(
    "heading",
    ["Outcome - Successful", "Managed move - outcome form", "Date of birth - day, month, year"],
)
def test_a_dash_in_a_heading_answers_nothing(heading: str) -> None:
    assert not said_in(heading)


@pytest.mark.parametrize(
    "dates",
    ["Week 4: 02/11/2026 Week 10: 14/12/2026", "Week 4 - 02/11/2026, Week 10 - 14/12/2026"],
)
def test_reviews_are_told_by_their_weeks(dates: str) -> None:
    assert (
        said_in(grid(("Review dates", dates), ("End date", "18/12/2026")))["reviews", None] == dates
    )
    assert said_in(f"Review dates: {dates}")["reviews", None] == dates


def test_whoever_signs_for_a_school_is_not_the_school() -> None:
    said = said_in(
        grid(("Referring school", "Fernhill Academy"), ("New school", "Oakbrook School")),
        "For the referring school: Beth Prosser    Date: 02/10/2026",
    )
    assert said["school", "home"] == "Fernhill Academy"
    assert said["signature", "home"] == "Beth Prosser"


def test_whoever_filled_a_form_in_is_not_its_pupil_nor_its_school() -> None:
    said = said_in(
        grid(
            ("Pupil name", "Ruby Hale"),
            ("Releasing school", "Fernhill Academy"),
            ("Accepting school", "Oakbrook School"),
            ("Person completing form", "Beth Prosser"),
            ("Email", "b.prosser@fernhill.example"),
        ),
        "Completed by",
        grid(("Name", "Beth Prosser", "Date", "02/10/2026")),
    )
    assert said["full_name", "pupil"] == "Ruby Hale"
    assert "b.prosser@fernhill.example" not in {
        said.get(("email", "receiving")),
        said.get(("contact_email", "receiving")),
    }


def test_who_filled_a_form_in_stands_before_the_pupil() -> None:
    said = said_in(
        grid(
            ("Form completed by", "Beth Prosser", "Date completed", "02/10/2026"),
            ("Surname", "Hale", "First name", "Ruby"),
        )
    )
    assert (said["surname", "pupil"], said["forename", "pupil"]) == ("Hale", "Ruby")


def test_a_surname_below_whoever_filled_the_form_in_is_the_pupils() -> None:
    said = said_in(
        "Pupil",
        grid(
            ("Form completed by", "Beth Prosser", "Date completed", "02/10/2026"),
            ("Surname", "Hale", "First name", "Ruby"),
            ("Date of birth", "14/03/2012", "UPN", ""),
        ),
    )
    assert said["surname", "pupil"] == "Hale"
    assert said["dob", None] == "14/03/2012"


@pytest.mark.parametrize("third", [None, ""])
def test_columns_of_two_schools_end_where_a_row_asks_of_nobody_they_name(third: str | None) -> None:
    said = said_in(
        grid(
            ("Pupil", "Ruby Hale", third),
            ("", "Current school", "Receiving school"),
            ("Name", "Fernhill Academy", "Oakbrook School"),
            ("Telephone", "01632 960001", ""),
            ("Parent/carer", "Ms Jo Hale", third),
            ("Email", "jo.hale@post.example", third),
            ("Start date", "05/10/2026", third),
        )
    )
    assert said["school", "receiving"] == "Oakbrook School"
    assert said["phone", "home"] == "01632 960001"
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert said["email", "1"] == "jo.hale@post.example"
    assert said["start", None] == "05/10/2026"


def test_names_with_days_under_an_empty_agreed_by_are_signatures() -> None:
    rows = (
        ("Family", ""),
        ("Parent/carer", "Ms Jo Hale"),
        ("Agreed by", ""),
        ("Parent/carer", "Jo Hale 01/10/2026"),
        ("Head, home school", "Ann Head 02/10/2026"),
    )
    said = said_in(grid(("Pupil", "Ruby Hale"), *rows))
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert said["signature", "1"] == "Jo Hale 01/10/2026"
    assert said["signature", "home"] == "Ann Head 02/10/2026"
    bare = said_in(grid(("Pupil", "Ruby Hale"), *rows[:3], ("Head, home school", "Ann Head")))
    assert ("signature", "home") not in bare


def test_from_and_to_over_their_schools_in_cells_name_both_sides() -> None:
    said = said_in(grid(("From\nFernhill Academy", "To\nOakbrook School", "Type\nTrial")))
    assert said["school", "home"] == "Fernhill Academy"
    assert said["school", "receiving"] == "Oakbrook School"


@pytest.mark.parametrize("second", ["", "Early Help"])
def test_columns_of_two_parents_end_where_a_row_is_about_others(second: str) -> None:
    said = said_in(
        grid(
            ("", "Parent/carer 1", "Parent/carer 2"),
            ("Name", "Ms Jo Hale", "Mr Al Hale"),
            ("Relationship to child", "Mother", ""),
            ("Telephone", "07700 900123", ""),
            ("Email", "", "al.hale@post.example"),
            ("Other agencies", "CAMHS Team", second),
            ("Email", "camhs@else.example", ""),
        )
    )
    assert said["full_name", "1"] == "Ms Jo Hale"
    assert said["relationship", "1"] == "Mother"
    assert said["phone", "1"] == "07700 900123"
    assert ("email", "1") not in said
