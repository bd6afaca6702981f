"""Which school a written name means: one, several, or none; never the likeliest."""

# ruff: noqa: E501 - tables of examples read best in rows

import pytest

from parsers.registerfile import RegisterError, parse_register
from parsers.schools import School

REGISTER = """URN,LA (code),EstablishmentNumber,EstablishmentName,EstablishmentStatus (name),aliases,email_domains,successor_urn,Contact_Name
100001,986,4101,Fernhill Academy,Open,Fernhill;The Fern,fernhill.example,,Pat One
100002,986,4102,St Anne's Catholic High School,Open,,stannes.example,,
100003,986,2103,St Anne's Catholic Primary School,Open,,"stannes.example, primary.example",,
100004,986,4104,Old Mill School,Closed,,,100005,
100005,986,4105,Millstone Academy,"Open, but proposed to close",,,,
100006,986,4106,Thornfield Academy,Open,,,,
100007,986,4107,Thornfield College,Open,,,,
100008,987,4101,Lord Ashby's Church of England School,Open,,,,
"""


def _name(text: str) -> str | tuple[str, ...] | None:
    found = parse_register(REGISTER).resolve(text)
    if isinstance(found, School):
        return found.name
    return tuple(school.name for school in found) if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fernhill Academy", "Fernhill Academy"),
        ("FERNHILL  ACADEMY.", "Fernhill Academy"),
        ("the fern", "Fernhill Academy"),
        ("Fernhill School", "Fernhill Academy"),
        ("Fernhill Academy, EM1 2AB", "Fernhill Academy"),
        ("Fernhill Academy (100001)", "Fernhill Academy"),
        ("986/4101", "Fernhill Academy"),
        ("9864101", "Fernhill Academy"),
        ("URN 100001", "Fernhill Academy"),
        ("St. Annes RC High", "St Anne's Catholic High School"),
        ("Saint Anne's Primary", "St Anne's Catholic Primary School"),
        ("Thornfield Coll", "Thornfield College"),
        ("Lord Ashbys C of E School", "Lord Ashby's Church of England School"),
        ("Old Mill School", "Millstone Academy"),
    ],
)
def test_one_school_is_meant(text: str, name: str) -> None:
    assert _name(text) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("St Anne's", ("St Anne's Catholic High School", "St Anne's Catholic Primary School")),
        ("Thornfield", ("Thornfield Academy", "Thornfield College")),
    ],
)
def test_several_could_be_meant(text: str, names: tuple[str, ...]) -> None:
    assert _name(text) == names


@pytest.mark.parametrize(
    "text", ["", "School", "Nowhere", "Fernhil", "987/9999", "999999", "Thornfield and Fernhill"]
)
def test_no_school_is_meant(text: str) -> None:
    assert _name(text) is None


def test_a_domain_belongs_to_every_school_that_uses_it() -> None:
    register = parse_register(REGISTER)
    assert [school.urn for school in register.of_domain("STANNES.example")] == [100002, 100003]
    assert register.of_domain("elsewhere.example") == ()


def test_a_school_is_open_unless_its_status_says_otherwise() -> None:
    register = parse_register(REGISTER)
    assert [register.by_urn(urn).is_open for urn in (100001, 100004, 100005)] == [True, False, True]  # type: ignore[union-attr]
    assert parse_register("URN,EstablishmentName\n1,A\n").schools[0].is_open


def test_contact_columns_are_known_in_either_spelling_and_laid_over() -> None:
    contacts = "urn,ContactEmail,HEADEMAIL,OutOfHoursPhone\n100001,p.one@fernhill.example,head@fernhill.example,01632 960001\n"
    school = parse_register(REGISTER, contacts).by_urn(100001)
    assert school is not None
    assert (school.contact_name, school.contact_email, school.head_email, school.out_of_hours_phone) == (
        "Pat One", "p.one@fernhill.example", "head@fernhill.example", "01632 960001",
    )  # fmt: skip


def test_every_fault_of_a_register_is_listed_with_its_row() -> None:
    text = "URN,EstablishmentName,ContactEmail,StatutoryLowAge\nx,A,,\n2,,,\n3,C,not-mail,eleven\n4,D,,\n4,E,,\n"
    with pytest.raises(RegisterError) as caught:
        parse_register(text, "urn,ContactName\nq,X\n77,Y\n")
    faults = str(caught.value)
    for part in ("row 2", "row 3", "row 4", "row 6", "contacts row 2", "77"):
        assert part in faults


def test_a_register_without_its_two_columns_is_refused() -> None:
    with pytest.raises(RegisterError, match="URN and EstablishmentName"):
        parse_register("Name,Number\nA,1\n")


def test_a_name_that_is_a_slip_away_from_another_school_could_be_either() -> None:
    register = parse_register(
        "URN,EstablishmentName\n1,Hollin Bank Academy\n2,Holly Bank High School\n"
    )
    assert register.resolve("Hollin Bank School") == register.by_urn(1)
    found = register.resolve("Hollin Bank High School")
    assert found == (register.by_urn(1), register.by_urn(2))
