"""The ways in which an officer writes a figure, and those that cannot be meant in one way."""

from typing import Any

import pytest

from mailbot.rules.protocolfiles import ProtocolError, parse_protocol
from tests.rules.made import _text, protocol


def _names(written: object) -> list[str]:
    return [rule.name for rule in protocol(reviews=written).reviews.at]


@pytest.mark.parametrize(
    "written",
    [
        ["week 4", "week 8", "final"],
        ["week 4", "week 8"],
        [4, 8, "final"],
        [4, 8, 12],  # the placement's last week is the final review
        "4, 8 and 12",
        "weeks 4 and 8",
        "week 4, week 8, final",
        ["four weeks", "Week 8 review", "the end".removeprefix("the ")],
    ],
)
def test_weeks_four_and_eight_are_written_in_many_ways(written: object) -> None:
    assert _names(written) == ["week4", "week8", "final"]


@pytest.mark.parametrize(
    "written",
    ["fortnightly", ["every 2 weeks"], ["every two weeks", "final"], ["every other week"]],
)
def test_a_rhythm_is_unrolled_against_the_length(written: object) -> None:
    assert _names(written) == ["week2", "week4", "week6", "week8", "week10", "final"]


def test_a_week_beside_a_rhythm_is_named_once() -> None:
    assert _names(["every 4 weeks", "week 4", "week 6"]) == ["week4", "week6", "week8", "final"]


@pytest.mark.parametrize("written", ["none", False, [], ["final"], ["end"]])
def test_a_placement_may_have_no_review_but_the_final(written: object) -> None:
    assert _names(written) == ["final"]


@pytest.mark.parametrize(
    ("written", "part"), [("midway", 0.5), ("1/3", 1 / 3), ("0.25", 0.25), ("75 percent", 0.75)]
)
def test_a_review_may_fall_at_a_part_of_the_placement(written: str, part: float) -> None:
    assert protocol(reviews=[written]).reviews.at[0].fraction == pytest.approx(part)


@pytest.mark.parametrize(
    ("key", "written", "table", "figure", "kept"),
    [
        ("length_weeks", "12 weeks", "placement", "length_weeks", 12),
        ("length_weeks", "six", "placement", "length_weeks", 6),
        ("week_unit", "school weeks", "placement", "week_unit", "school"),
        ("week_unit", "school_weeks", "placement", "week_unit", "school"),
        ("week_unit", "term time", "placement", "week_unit", "school"),
        ("week_unit", "calendar weeks", "placement", "week_unit", "calendar"),
        ("week_unit", "school days", "placement", "week_unit", "school_days"),
        ("slip", "previous school day", "placement", "slip", "previous"),
        ("slip", "Friday of that week", "placement", "slip", "friday"),
        ("extensions", "none", "placement", "extensions", 0),
        ("extensions", False, "placement", "extensions", 0),
        ("extensions", "two", "placement", "extensions", 2),
        ("tolerance_school_days", "3 school days", "reviews", "tolerance_school_days", 3),
        ("notify_unit", "working days", "notification", "unit", "working"),
        ("notify_limit", "five", "notification", "limit", 5),
        ("attendance", "never", "attendance", "reporting", "none"),
        ("attendance", "every 2 weeks", "attendance", "reporting", "fortnightly"),
        ("attendance", "every day", "attendance", "reporting", "daily"),
        ("consent", "both parents", "consent", "parents", "all_with_responsibility"),
        ("consent", "all", "consent", "parents", "all_with_responsibility"),
        ("consent", "one parent", "consent", "parents", "one"),
        ("report_days", "none", "breakdown", "report_days", None),
        ("plan_meeting_days", False, "breakdown", "plan_meeting_days", None),
        ("parent_email", "never", "breakdown", "parent_email", "never"),
        ("parent_email", False, "breakdown", "parent_email", "never"),
        ("roll_days", "10", "roll", "confirm_days", 10),
        ("ladder_count", "none", "ladder", "count", 0),
    ],
)
def test_a_figure_is_kept_in_one_way(
    key: str, written: Any, table: str, figure: str, kept: object
) -> None:
    assert getattr(getattr(protocol(**{key: written}), table), figure) == kept


def test_a_unit_beside_a_changed_length_counts() -> None:
    rule = protocol(length_weeks="8 school weeks").placement
    assert (rule.length_weeks, rule.week_unit) == (8, "school")


def test_a_unit_beside_a_changed_limit_counts() -> None:
    rule = protocol(notify_limit="3 working days").notification
    assert (rule.limit, rule.unit) == (3, "working")


def test_a_limit_pulls_the_target_with_it() -> None:
    assert protocol(notify_limit=1).notification.target == 1


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("length_weeks", True),
        ("length_weeks", "a while"),
        ("length_weeks", -1),
        ("week_unit", "moons"),
        ("slip", "none"),
        ("extensions", True),
        ("reviews", ["now and then"]),
        ("reviews", [0]),
        ("reviews", [True]),
        ("tolerance_school_days", "2 weeks"),
        ("notify_unit", "days"),
        ("attendance", "every 3 weeks"),
        ("consent", "nobody"),
        ("parent_email", "sometimes"),
        ("ladder_step", 0),
        ("roll_days", 1.5),
    ],
)
def test_what_cannot_be_meant_in_one_way_is_refused_at_its_key(key: str, written: object) -> None:
    with pytest.raises(ProtocolError) as wrong:
        parse_protocol("southwark.toml", _text("southwark"), {key: written})
    said = str(wrong.value)
    assert said.startswith(f"[protocol] {key} (")
    assert "Input" not in said
