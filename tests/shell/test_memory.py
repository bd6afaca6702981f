"""What the processes hold: an idle daemon its code and little more, a warm child its readers."""

from tests.bench.memory import idle_daemon, warm_child


def test_the_daemon_with_its_children_gone_is_under_a_hundred_and_twenty_megabytes() -> None:
    assert idle_daemon() < 120


def test_a_warm_child_without_pictures_is_under_two_hundred_megabytes() -> None:
    assert warm_child() < 200
