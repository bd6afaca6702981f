"""An e-mail address is read whole where it can only be one, and never with the words beside it."""

import pytest

from parsers.addresses import emails_in, read_email
from parsers.values import Doubt


@pytest.mark.parametrize(
    "written",
    [
        "pat.ross@oakbrook.example",
        "01632 960505\npat.ross@oakbrook.\nexample",
        "pat.ross@oakbrook.exam\nple",
        "pat.ross@oakbrook\n.example",
        "pat.ro\nss@oakbrook.example",
        "pat.ross\n@oakbrook.example",
        "pat. ross@oakbrook.example",
        "pat.ross @ oakbrook.example",
        "Pat Ross\npat.ross@oakbrook.example\nMother",
        "pat.ross@oakbrook.example mother",
        "mother\npat.ross@oakbrook.example",
        "Please write to pat.ross@oakbrook.example. no calls",
    ],
)
def test_one_address_is_read_whole_and_alone(written: str) -> None:
    assert read_email(written) == "pat.ross@oakbrook.example"


@pytest.mark.parametrize("written", ["head@oakbrook.sch\n.uk", "head@oakbrook.sch.u\nk"])
def test_the_end_of_a_school_in_this_country_is_known(written: str) -> None:
    assert emails_in(written) == ("head@oakbrook.sch.uk",)


@pytest.mark.parametrize(
    "written",
    [
        "christop\nher@oakbrook.example",
        "head@oakbrook.sch uk",
        "head@oakbrook.s",
        "pat.ross@oakb\nrook.exam\nple",
        "head@oakbrook.sc\nhool",
        "a@oakbrook.example b@oakbrook.example",
    ],
)
def test_an_address_that_may_not_be_whole_is_asked_about(written: str) -> None:
    assert isinstance(read_email(written), Doubt)
