"""Words with places are made lines, rows and cells as a reader of the page would see them."""

from parsers.layouts.layout import laid_out
from parsers.layouts.lines import Word
from parsers.pairs import STRONG, STRONG_END, Grid, Line


def words(*lines: tuple[float, list[tuple[float, str]]], size: float = 10) -> list[Word]:
    """Words at (x, text) on each line at a height; each as wide as its letters."""
    return [
        Word(text, (x, top, x + 5.0 * len(text), top + 8), size)
        for top, places in lines
        for x, text in places
    ]


def rows_of(*lines: tuple[float, list[tuple[float, str]]]) -> list[list[str]]:
    blocks, _ = laid_out(1, "ocr", 0, words(*lines), [])
    return [
        [cell.text for cell in row]
        for block in blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]


def test_a_question_goes_on_in_small_letters_under_itself() -> None:
    assert rows_of(
        (10, [(20, "Name"), (200, "Ann")]),
        (26, [(20, "12. Who"), (60, "will"), (85, "tell"), (110, "the"), (200, "Daily")]),
        (37, [(36, "home"), (60, "school?"), (200, "Weekly")]),
        (53, [(20, "Start"), (200, "Monday")]),
    )[1] == ["12. Who will tell the\nhome school?", "Daily\nWeekly"]


def test_what_stands_under_guidance_alone_takes_its_place() -> None:
    assert rows_of(
        (10, [(20, "Outcome:"), (200, "(delete"), (240, "two)")]),
        (30, [(200, "Extended")]),
        (50, [(20, "Until:"), (200, "Monday")]),
    ) == [["Outcome:", "Extended"], ["Until:", "Monday"]]


def test_a_yes_and_a_ringed_no_far_from_it_are_one_answer() -> None:
    (row,) = rows_of(
        (
            10,
            [
                (20, "Year:"),
                (60, "8"),
                (120, "Care:"),
                (150, "YES"),
                (185, f"{STRONG}NO{STRONG_END}"),
            ],
        )
    )
    assert row[-1] == f"Care: YES {STRONG}NO{STRONG_END}"


def test_a_title_and_the_code_beside_it_are_no_label_and_value() -> None:
    title = words((10, [(20, "Outcome"), (300, "MM2")]), size=16)
    rest = words(*((30 + 20 * n, [(20, "Name"), (200, "Ann")]) for n in range(4)))
    blocks, _ = laid_out(1, "ocr", 0, [*title, *rest], [])
    assert [block.text for block in blocks if isinstance(block, Line)] == ["Outcome", "MM2"]


def test_an_answer_that_begins_above_its_row_is_the_first_cell_of_it() -> None:
    asked = [
        (10, [(20, "Name:"), (60, "Kai")]),
        (40, [(20, "Head:"), (50, "Mrs"), (75, "Jo")]),
        (50, [(20, "Hale"), (150, "Signed"), (300, "Dated")]),
    ]
    assert rows_of(*asked)[-1] == ["Head: Mrs Jo\nHale", "Signed", "Dated"]
    assert rows_of(*asked[:1], (40, [(20, "Those"), (50, "here")]), asked[2])[-1][0] == "Hale"
