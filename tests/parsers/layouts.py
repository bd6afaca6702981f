"""Forms of our own making, laid out in as many ways as schools and authorities lay them out.

Each layout says the same about the same invented child, so one expectation serves all.
"""

# ruff: noqa: E501 - tables of examples read best in rows

import datetime as dt
import functools
import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import pikepdf
from docx.enum.text import WD_COLOR_INDEX
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from mailbot.resources import shipped
from parsers.context import Context
from parsers.forms import load_forms, read_document
from parsers.office.word import pairs_of_docx
from parsers.pdfs.pdf import pairs_of_pdf
from parsers.records import Reading
from parsers.registerfile import parse_register

REGISTER = """URN,EstablishmentName,LA (code),EstablishmentNumber,EmailDomains,Aliases
100001,Fernhill Academy,986,4101,fernhill.example,
100002,Oakbrook School,986,4102,oakbrook.example,Oakbrook
100003,St Anne's Catholic High School,986,4103,stannes.example,
100004,St Anne's Catholic Primary School,986,2103,stannesp.example,
"""
UPN = "P210999924001"

Content = str | Callable[[Any], None]


@functools.cache
def context(consent: str = "one") -> Context:
    forms = load_forms(
        {p.name: p.read_text("utf-8") for p in shipped("config", "forms").glob("*.toml")}
    )
    return Context(
        schools=parse_register(REGISTER),
        forms=forms,
        consent=consent,  # type: ignore[arg-type]
        review_names=("week4", "week8", "final"),
        own_domains=frozenset({"council.example"}),
    )


def read(data: bytes, *, arrived: dt.date | None = None, consent: str = "one") -> Reading:
    opened = pairs_of_pdf(data) if data.startswith(b"%PDF") else pairs_of_docx(data)
    (reading,) = read_document(opened, context(consent), arrived, "form", None)
    return reading


# --- Word ---------------------------------------------------------------------------------------


def table(document: Any, rows: Sequence[Sequence[Content]]) -> None:
    made = document.add_table(0, max(len(row) for row in rows))
    for row in rows:
        cells = made.add_row().cells
        for cell, content in zip(cells, row, strict=False):
            if callable(content):
                content(cell)
            else:
                cell.text = content


def word(*content: str | Sequence[Sequence[Content]]) -> bytes:
    """A document of paragraphs (text) and tables (rows), in order."""
    document = docx.Document()
    for one in content:
        if isinstance(one, str):
            document.add_paragraph(one)
        else:
            table(document, one)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def runs(*parts: str | tuple[str, str]) -> Callable[[Any], None]:
    """A cell of runs, some of them bold, struck, highlighted or in Wingdings."""

    def write(cell: Any) -> None:
        paragraph = cell.paragraphs[0]
        for part in parts:
            text, look = (part, "") if isinstance(part, str) else part
            run = paragraph.add_run(text)
            run.bold = True if look == "bold" else None
            run.font.strike = True if look == "strike" else None
            if look == "highlight":
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            if look == "wingdings":
                run.font.name = "Wingdings"

    return write


AGREEMENT: dict[str, str] = {
    "Pupil's surname": "Hale",
    "Pupil's forename": "Ruby",
    "Date of birth": "14/03/2012",
    "UPN": UPN,
    "Year group": "10",
    "Gender": "F",
    "Home school": "Fernhill Academy",
    "Receiving school": "Oakbrook School",
    "Name of parent/carer 1": "Ms Jo Hale",
    "Relationship to pupil": "Mother",
    "Telephone number": "07700 900123",
    "E-mail address": "jo.hale@post.example",
    "Start date": "05/10/2026",
    "End date": "18/12/2026",
    "Review dates": "02/11/2026, 14/12/2026",
    "Looked after child": "No",
    "SEN status": "K",
    "Type of arrangement": "Managed move (trial)",
    "Signature of parent/carer 1": "Jo Hale",
    "Headteacher, home school": "A Head",
    "Headteacher, receiving school": "B Head",
    "Date of this form": "01/10/2026",
}
OUTCOME: dict[str, str] = {
    "Name of pupil": "Ruby Hale",
    "Date of birth": "14/03/2012",
    "Home school": "Fernhill Academy",
    "Receiving school": "Oakbrook School",
    "Outcome": "Unsuccessful",
    "Date of decision": "20/11/2026",
    "Last day at receiving school": "20/11/2026",
    "Date of return to home school": "23/11/2026",
    "Reason": "Repeated refusal.",
    "Signed": "B Head",
}


def _filled(title: str, labels: dict[str, str], changes: dict[str, Content | None]) -> bytes:
    rows: list[list[Content]] = [
        [label, value] for label, value in {**labels, **changes}.items() if value is not None
    ]
    return word(title, rows)


def agreement(changes: dict[str, Content | None] | None = None) -> bytes:
    """A plain agreement form; None takes a label out, anything else stands at it."""
    return _filled("Managed Move Agreement", AGREEMENT, changes or {})


def outcome(changes: dict[str, Content | None] | None = None) -> bytes:
    """A plain outcome form, likewise."""
    return _filled("Managed Move Outcome Form", OUTCOME, changes or {})


def lines() -> bytes:
    return word(
        "Managed Move Agreement (MM1)",
        "Child Details",
        "Name: Ruby Hale",
        "D.O.B.: 14/03/2012   NC Year: 10   Gender: Female",
        f"UPN: {UPN}",
        "Current School: Fernhill Academy",
        "Proposed School: Oakbrook",
        "Is the child looked after? No     SEN Status: K",
        "Parent/Carer Information (1): (please indicate primary carer)",
        "Parent/Carer Name: Ms Jo Hale",
        "Relationship: Mother",
        "Tel No: 07700 900123  Email: jo.hale@post.example",
        "Parent/Carer Information (2):",
        "Parent/Carer Name: Mr Al Hale",
        "Relationship: Father",
        "Tel No: 07700 900124  Email: al.hale@post.example",
        "Timetable",
        "Start date: Monday 5 October 2026",
        "Estimated end date: Fri 18 December 2026",
        "Midway review: 2 Nov 2026",
        "Final review: 14 Dec 2026",
        "Type of move: Managed move with trial period",
        "Signatures",
        "Signed (parent 1): Jo Hale   Date: 1 Oct 2026",
        "Signed (parent 2): Al Hale   Date: 1 Oct 2026",
    )


def header_rows() -> bytes:
    return word(
        "OFF-SITE DIRECTION NOTIFICATION",
        [
            ["Student's name", "Year group & DOB", "Male or Female", "Pupils UPN"],
            ["Ruby Hale", "Year 10, 14/03/2012", "Female", UPN],
        ],
        [
            ["Referring School", "Nominated offsite direction school", "LAC? Y/N", "SEND status"],
            ["Fernhill Academy", "Oakbrook School", "N", "SEN Support"],
        ],
        [
            ["Parent/carer", "Relation to Student", "Mobile number", "Email address", "Signature", "Date"],
            ["Ms Jo Hale", "Mother", "07700 900123", "jo.hale@post.example", "Jo Hale", "01/10/2026"],
            ["Mr Al Hale", "Father", "07700 900124", "al.hale@post.example", "Al Hale", "01/10/2026"],
        ],
        [
            ["Planned start date", "Planned end date (within 12 weeks)", "Planned review date 1", "Planned review date 2", "Type"],
            ["05/10/26", "18/12/26", "02/11/26", "14/12/26", "Managed move (trial)"],
        ],
    )  # fmt: skip


def numbered_questions() -> bytes:
    asked = {
        "Pupil's surname": "Hale", "First name(s)": "Ruby", "Date of birth (dd/mm/yyyy)": "14/03/2012",
        "Unique pupil no.": UPN, "Year": "10", "Sex (M/F)": "F",
        "School currently attended (home school)": "Fernhill Academy", "Destination school": "Oakbrook School",
        "Name of parent/carer with whom the pupil lives": "Ms Jo Hale", "Relationship to child": "Mother",
        "Telephone number(s)": "07700 900123", "E-mail (if applicable)": "jo.hale@post.example",
        "Name of second parent/carer": "Mr Al Hale", "Relationship to the child": "Father",
        "Telephone number": "07700 900124", "E-mail": "al.hale@post.example", "CLA status": "Not looked after",
        "SEN": "SEN support", "Proposed start date": "5th October 2026", "Proposed end date": "18th December 2026",
        "Review dates": "2/11/26 and 14/12/26", "Type of arrangement": "Trial managed move",
        "Parent/carer signature(s)": "Jo Hale", "Second parent signature": "Al Hale",
    }  # fmt: skip
    rows = [[f"{n}. {label}", value] for n, (label, value) in enumerate(asked.items(), start=1)]
    return word("Managed Move Request Form", rows)


def side_by_side() -> bytes:
    return word(
        "Managed Move Contract",
        [
            ["Pupil", "", ""],
            ["Legal Surname", "Hale", ""],
            ["Legal Forename", "Ruby", ""],
            ["DOB", "14-03-2012", ""],
            ["Unique Pupil Number", UPN, ""],
            ["NCY", "10", ""],
            ["Gender", "Male ☐  Female ☑", ""],
            ["LAC", "☐ Yes ☑ No", ""],
            ["SEND", "N ☐  K ☑  E ☐", ""],
        ],
        [
            ["", "Home", "Receiving"],
            ["School", "Fernhill Academy", "Oakbrook School"],
            ["Headteacher", "Mr A Head", "Mrs B Head"],
            ["Email", "p.one@fernhill.example", "l.two@oakbrook.example"],
        ],
        [
            ["", "Parent/Carer 1", "Parent/Carer 2"],
            ["Full name", "Ms Jo Hale", "Mr Al Hale"],
            ["Relationship", "Mother", "Father"],
            ["Mobile", "07700 900123", "07700 900124"],
            ["E-mail", "jo.hale@post.example", "al.hale@post.example"],
            ["Signature", "Jo Hale", "Al Hale"],
        ],
        [
            ["Key dates", ""],
            ["Move begins", "5/10/26"],
            ["End of trial", "18/12/26"],
            ["Interim review", "2/11/26"],
            ["Final review", "14/12/26"],
        ],
        [["This is a", "☒ Trial managed move ☐ Off-site direction"]],
    )


def sections() -> bytes:
    school = ["Name of school", "Headteacher", "Contact name", "E-mail", "Tel"]
    return word(
        "MANAGED TRANSFER REQUEST FORM",
        "Section A: Pupil",
        [
            ["Full name", "DOB", "UPN", "NC Year", "Gender", "LAC", "SEN Status"],
            ["Ruby Hale", "14/03/12", UPN, "10", "F", "No", "K"],
        ],
        "Section B: Original school",
        [school, ["Fernhill Academy", "A Head", "Pat One", "p.one@fernhill.example", "01632 960001"]],
        "Section C: New school",
        [school, ["Oakbrook School", "B Head", "Lee Two", "l.two@oakbrook.example", "01632 960002"]],
        "Section D: Parents/Guardians",
        [["Name", "Ms Jo Hale"], ["Relationship", "Mother"], ["Tel", "07700 900123"], ["E-mail", "jo.hale@post.example"]],
        [["Name", "Mr Al Hale"], ["Relationship", "Father"], ["Tel", "07700 900124"], ["E-mail", "al.hale@post.example"]],
        "Section E: The transfer",
        [
            ["Date of admission", "05/10/2026", "Final date", "18/12/2026"],
            ["Review 1", "02/11/2026", "Review 2", "14/12/2026"],
            ["Type of transfer", "Trial placement", "", ""],
        ],
        "Section F: Agreement",
        [
            ["Party", "Name", "Signature", "Date"],
            ["Parent 1", "Ms Jo Hale", "Jo Hale", "01/10/26"],
            ["Parent 2", "Mr Al Hale", "Al Hale", "01/10/26"],
            ["Original school", "A Head", "A Head", "01/10/26"],
            ["New school", "B Head", "B Head", "01/10/26"],
        ],
    )  # fmt: skip


_ONE_COLUMN = [
    ("Pupil's surname", "Hale"), ("Pupil's forename", "Ruby"), ("Date of birth", "14/03/2012"), ("UPN", UPN),
    ("Year group", "Year 10"), ("Gender", "Female"), ("Is the pupil looked after?", "No"), ("SEN status", "SEN support"),
    ("Home school", "Fernhill Academy"), ("Receiving school", "Oakbrook School"),
    ("Name of parent/carer 1", "Ms Jo Hale"), ("Relationship to pupil", "Mother"), ("Telephone number", "07700 900123"),
    ("E-mail address", "jo.hale@post.example"), ("Name of parent/carer 2", "Mr Al Hale"), ("Relationship to pupil", "Father"),
    ("Telephone number", "07700 900124"), ("E-mail address", "al.hale@post.example"),
    ("Type of arrangement", "Managed move (trial)"), ("Start date", "5 October 2026"), ("End date", "18 December 2026"),
    ("Review dates", "2 November 2026, 14 December 2026"), ("Signature of parent/carer 1", "Jo Hale"),
    ("Signature of parent/carer 2", "Al Hale"),
]  # fmt: skip


def values_below_labels() -> bytes:
    return word("Managed Move Agreement", *(text for pair in _ONE_COLUMN for text in pair))


# --- PDF ----------------------------------------------------------------------------------------

_TWO_COLUMNS = [
    [("Surname", "Hale"), ("First name", "Ruby")],
    [("Date of birth", "14 March 2012"), ("Year group", "Year 10")],
    [("UPN", UPN), ("Gender", "F")],
    [("Looked after?", "No"), ("SEN status", "SEN Support")],
    [("Home school", "Fernhill Academy"), ("Receiving school", "Oakbrook School")],
    [("Parent/carer 1", "Ms Jo Hale"), ("Parent/carer 2", "Mr Al Hale")],
    [("Relationship (1)", "Mother"), ("Relationship (2)", "Father")],
    [("Telephone (1)", "07700 900123"), ("Telephone (2)", "07700 900124")],
    [("E-mail (1)", "jo.hale@post.example"), ("E-mail (2)", "al.hale@post.example")],
    [("Start date", "05/10/2026"), ("End date", "18/12/2026")],
    [("Review 1", "02/11/2026"), ("Review 2", "14/12/2026")],
    [("Type", "Managed move (trial)")],
    [("Parent 1 signature", "Jo Hale"), ("Parent 2 signature", "Al Hale")],
]


def _page(draw: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4)
    page.setFont("Helvetica", 10)
    draw(page)
    page.save()
    return out.getvalue()


def unruled_columns() -> bytes:
    def draw(page: Any) -> None:
        page.drawString(50, 810, "MANAGED MOVE AGREEMENT")
        for line, row in enumerate(_TWO_COLUMNS):
            for column, (label, value) in enumerate(row):
                page.drawString(50 + 270 * column, 780 - 18 * line, label)
                page.drawString(150 + 270 * column, 780 - 18 * line, value)

    return _page(draw)


def fields_under_labels(*, named: bool = True) -> bytes:
    """A fillable form: labels printed above their fields, whose own names say nothing."""

    def draw(page: Any) -> None:
        page.drawString(50, 810, "Managed Move Agreement")
        for line, row in enumerate(_TWO_COLUMNS):
            for column, (label, value) in enumerate(row):
                x, y = 50 + 260 * column, 770 - 38 * line
                if named:
                    page.setFont("Helvetica", 8)
                    page.drawString(x, y + 18, label)
                page.acroForm.textfield(
                    name=f"Text{line}{column}" if named else label,
                    x=x, y=y, width=200, height=15, value=value, fontSize=9,
                )  # fmt: skip

    return _page(draw)


def labels_in_cells() -> bytes:
    style = getSampleStyleSheet()["Normal"]
    cells = [
        Paragraph(f'<font size="7">{label}</font><br/>{value}', style)
        for row in _TWO_COLUMNS
        for label, value in row
    ]
    rows = [[*cells[at : at + 2], ""][:2] for at in range(0, len(cells), 2)]
    return _built(
        Paragraph("Managed Move Agreement", getSampleStyleSheet()["Title"]),
        _ruled(rows, [250, 250]),
    )


def _ruled(rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> Table:
    return Table(rows, colWidths=widths, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])


def _built(*flowables: Any) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(list(flowables))
    return out.getvalue()


def tables_beside_each_other() -> bytes:
    def parent(number: int, name: str, relation: str, phone: str, mail: str) -> Table:
        rows = [[f"Parent/carer {number}", ""], ["Name", name], ["Relationship", relation], ["Phone", phone],
                ["E-mail", mail], ["Signature", name.split(maxsplit=1)[1]]]  # fmt: skip
        return _ruled(rows, [80, 150])

    return _built(
        Paragraph("Managed Move Agreement", getSampleStyleSheet()["Title"]),
        _ruled(
            [["Surname", "Hale", "Forename", "Ruby"], ["DOB", "14/03/2012", "UPN", UPN], ["Year", "10", "Sex", "F"],
             ["Looked after", "No", "SEN", "K"]],
            [90, 150, 90, 150],
        ),
        Spacer(1, 10),
        Table(
            [[parent(1, "Ms Jo Hale", "Mother", "07700 900123", "jo.hale@post.example"),
              parent(2, "Mr Al Hale", "Father", "07700 900124", "al.hale@post.example")]]
        ),
        Spacer(1, 10),
        _ruled(
            [["Home school", "Fernhill Academy"], ["Receiving school", "Oakbrook School"], ["Start date", "5 October 2026"],
             ["Planned end date", "18 December 2026"], ["Review dates", "2 November 2026; 14 December 2026"], ["Type", "Trial"]],
            [150, 250],
        ),
    )  # fmt: skip


def headings_merged_down() -> bytes:
    parents = [
        [
            f"Parent/carer {n}",
            [
                ("Name", name),
                ("Relationship", kin),
                ("Tel", tel),
                ("E-mail", mail),
                ("Signature", name.split(maxsplit=1)[1]),
            ],
        ]
        for n, name, kin, tel, mail in (
            (1, "Ms Jo Hale", "Mother", "07700 900123", "jo.hale@post.example"),
            (2, "Mr Al Hale", "Father", "07700 900124", "al.hale@post.example"),
        )
    ]
    groups: list[Any] = [
        [
            "Pupil",
            [
                ("Surname", "Hale"),
                ("Forename", "Ruby"),
                ("DOB", "14/03/2012"),
                ("UPN", UPN),
                ("Year", "10"),
                ("Sex", "F"),
                ("LAC", "No"),
                ("SEN", "K"),
            ],
        ],
        ["Home school", [("Name", "Fernhill Academy"), ("E-mail", "p.one@fernhill.example")]],
        ["Receiving school", [("Name", "Oakbrook School"), ("E-mail", "l.two@oakbrook.example")]],
        *parents,
        [
            "The move",
            [
                ("Start date", "5 October 2026"),
                ("End date", "18 December 2026"),
                ("Reviews", "2 November 2026, 14 December 2026"),
                ("Type", "Managed move (trial)"),
            ],
        ],
    ]
    rows, spans = [], []
    for heading, labels in groups:
        spans.append(("SPAN", (0, len(rows)), (0, len(rows) + len(labels) - 1)))
        rows += [[heading if n == 0 else "", *pair] for n, pair in enumerate(labels)]
    made = Table(
        rows, colWidths=[100, 120, 250], style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), *spans]
    )
    return _built(Paragraph("Managed Move Agreement", getSampleStyleSheet()["Title"]), made)


def outcome_lines(drawn: Callable[[Any, float, bool], None]) -> bytes:
    """An outcome form whose tick boxes are drawn by `drawn(page, y, ticked)` at x 60."""

    def draw(page: Any) -> None:
        page.drawString(50, 800, "Managed Move Outcome Form")
        page.drawString(50, 780, "Name of pupil: Ruby Hale")
        page.drawString(300, 780, "Date of birth: 14/03/2012")
        page.drawString(50, 760, "Home school: Fernhill Academy")
        page.drawString(300, 760, "Receiving school: Oakbrook School")
        page.drawString(50, 736, "Outcome (please tick):")
        for line, option in enumerate(("Successful", "Extended", "Unsuccessful")):
            page.drawString(78, 716 - 16 * line, option)
            drawn(page, 714 - 16 * line, option == "Unsuccessful")
            page.setFont("Helvetica", 10)
        for line, text in enumerate(
            ("Decision date: 20/11/2026", "Last day at receiving school: 20/11/2026", "Date of return: 23/11/2026",
             "Reason: Repeated refusal.", "Signed: B Head    Date: 20/11/2026")
        ):  # fmt: skip
            page.drawString(50, 660 - 18 * line, text)

    return _page(draw)


def outcome_struck() -> bytes:
    style = getSampleStyleSheet()["Normal"]
    rows = [
        ["Pupil name", "HALE, Ruby"], ["Date of birth", "14/03/12"], ["Home school", "Fernhill Academy"],
        ["Receiving school", "Oakbrook School"],
        ["Outcome", "<strike>Successful</strike> / <strike>Extended</strike> / Unsuccessful"],
        ["Decision date", "Friday 20 November 2026"], ["Last day", "20.11.2026"], ["Return date", "23.11.2026"],
        ["Reason", "Repeated refusal."],
    ]  # fmt: skip
    cells = [[Paragraph(text, style) for text in row] for row in rows]
    return _built(
        Paragraph("Managed Move Outcome", getSampleStyleSheet()["Title"]), _ruled(cells, [180, 300])
    )


def bound(*files: bytes) -> bytes:
    """PDFs bound together into one, in order."""
    made = pikepdf.new()
    for data in files:
        with pikepdf.open(io.BytesIO(data)) as one:
            made.add_pages_from(one)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
