"""Real forms, mails and offices made from plain values, so that a test can say what a school sent.

Every form is a true Word, PDF or spreadsheet file in the wording that schools print, different in
each format, and goes through the product's own parsers. People, schools and authorities are
invented. What a value means is contract/records.md; a value that is absent is left blank.
"""
# ruff: noqa: E501 - a table of labels reads best with one row a line

import csv as csv_module
import datetime as dt
import email.policy
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import docx as word
import openpyxl
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

Kind = Literal["MM1", "MM2", "review", "attendance"]
Wording = Literal["docx", "flat", "acro"]
Values = Mapping[str, Any]
LONDON = ZoneInfo("Europe/London")

# ------------------------------------------------------------------------------ people


def upn(local_authority: int, establishment: int, year: int, serial: int) -> str:
    """Return a permanent UPN with the right check letter (domain/rules.md, section 1)."""
    digits = f"{local_authority:03d}{establishment:04d}{year % 100:02d}{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2))
    return "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits


def nc_year(dob: dt.date, on: dt.date) -> int:
    """Return the National Curriculum year on a day (domain/rules.md, section 3)."""
    began = on.year if on.month >= 9 else on.year - 1
    return began - dob.year - ((dob.month, dob.day) > (8, 31)) - 4


NAMES = {
    "a": ("Nadia", "Fernley", dt.date(2012, 5, 14)),
    "b": ("Tobias", "Wrenford", dt.date(2012, 11, 2)),
    "c": ("Ellis", "Moorcroft", dt.date(2013, 2, 27)),
    "d": ("Imogen", "Quarrell", dt.date(2012, 8, 31)),
    "e": ("Jonah", "Pettifer", dt.date(2011, 9, 1)),
    "f": ("Saskia", "Underhill", dt.date(2013, 7, 9)),
}


def pupil(letter: str, on: dt.date) -> dict[str, Any]:
    """Return the invented pupil of this letter, in the year group right on a day."""
    forename, surname, dob = NAMES[letter]
    return {
        "forename": forename,
        "surname": surname,
        "dob": dob,
        "upn": upn(987, 4100 + ord(letter), dob.year + 5, 100 + ord(letter)),
        "nc_year": nc_year(dob, on),
    }


# ------------------------------------------------------------------------------ labels

# Path of the value, then its label in the Word form, the printed PDF and the fillable PDF.
# A heading stands alone. "{n}" is the number of the parent or of the review.
_PUPIL = (
    ("", "Details of the pupil", "Pupil", "Young person"),
    ("pupil.surname", "Pupil's surname", "Legal surname", ""),
    ("pupil.forename", "Pupil's forename", "First name(s)", ""),
    ("pupil", "", "", "Full name of pupil"),
    ("pupil.known_as", "Known as", "Preferred name", "Known as"),
    ("pupil.dob", "Date of birth", "DOB", "Date of Birth"),
    ("pupil.upn", "UPN", "Unique Pupil Number (UPN)", "Unique Pupil Number"),
    ("pupil.nc_year", "Year group", "NC Year", "Year Group"),
    ("pupil.sex", "Gender", "Sex", "Gender"),
)
_IDENTITY = (
    *_PUPIL[:6],
    ("pupil.upn", "UPN", "Unique Pupil Number (UPN)", "Unique Pupil Number"),
    ("home.school", "Home school", "Home school", "Home school"),
    ("receiving.school", "Receiving school", "Proposed school", "Receiving school"),
)
_SIDE = (
    ("home.school", "Home school", "Home school", "Home school"),
    ("home.head", "Home school headteacher", "Home school head teacher", "Headteacher of home school"),
    ("home.contact.name", "Home school contact name", "Home school contact name", "Home school contact name"),
    ("home.contact.email", "Home school contact email", "Home school contact e-mail", "Home school contact email"),
    ("home.contact.phone", "Home school contact telephone", "Home school contact tel", "Home school contact phone"),
)  # fmt: skip
_RECEIVING = tuple(
    (
        path.replace("home", "receiving"),
        first.replace("Home school", "Receiving school"),
        second.replace("Home school", "Proposed school"),
        third.replace("home school", "receiving school").replace("Home school", "Receiving school"),
    )
    for path, first, second, third in _SIDE
)
_PARENT = (
    ("", "Parent/carer {n}", "Parent/Carer Information ({n})", "Parent or carer {n}"),
    ("name", "Parent/carer {n} name", "{n}. Name of Parent/Carer", "Parent name ({n})"),
    ("relationship", "Parent/carer {n} relationship to pupil", "{n}. Relationship to pupil", "Relationship to pupil ({n})"),
    ("email", "Parent/carer {n} email", "{n}. E-mail address", "Email address ({n})"),
    ("phone", "Parent/carer {n} telephone", "{n}. Telephone", "Mobile ({n})"),
    ("address", "Parent/carer {n} address", "{n}. Home address", "Address ({n})"),
    ("language", "Parent/carer {n} language", "{n}. Home language", "Language spoken ({n})"),
    ("parental_responsibility", "Parent/carer {n} has parental responsibility", "{n}. Parental responsibility", "Parental responsibility ({n})"),
    ("email_agreed", "Parent/carer {n} agrees to be contacted by e-mail", "{n}. Agrees to e-mail", "Agrees to be contacted by e-mail ({n})"),
    ("no_contact", "Parent/carer {n} must not be contacted", "{n}. Must not be contacted", "Must not be contacted ({n})"),
)  # fmt: skip
_PLACEMENT = (
    ("", "The placement", "Timetable of the move", "Placement"),
    ("legal_basis", "Type of placement", "Type of placement", "Type of placement"),
    ("start_date", "Start date", "Planned start date", "Start date"),
    ("end_date", "Planned end date", "Planned end date", "End date"),
    ("review_dates", "Review dates", "Planned review dates", "Review dates"),
    ("attendance_reporting", "Attendance to be reported", "Attendance to be reported", "Attendance to be reported"),
    ("", "Information", "Information", "Information"),
    ("looked_after", "Looked after child", "Is the child looked after?", "Looked After Child"),
    ("looked_after_authority", "Looked after by which authority", "If yes, which local authority", "Looked after by (authority)"),
    ("social_worker.name", "Social worker name", "Social worker name", "Social worker name"),
    ("social_worker.email", "Social worker email", "Social worker e-mail", "Social worker email"),
    ("social_worker.phone", "Social worker telephone", "Social worker tel", "Social worker phone"),
    ("sen_status", "SEN status (N none, K SEN support, E EHCP)", "SEN Status E/K/N", "SEN status"),
    ("pex_alternative", "Move is an alternative to permanent exclusion", "Alternative to permanent exclusion", "Alternative to permanent exclusion"),
    ("pex_if_unsuccessful", "If the move is unsuccessful the pupil will be permanently excluded", "Will failure lead to permanent exclusion?", "If unsuccessful the pupil will be permanently excluded"),
    ("reason", "Reason for the managed move", "Reasons for managed move", "Reason for move"),
)  # fmt: skip
_CONSENT = (
    ("home.consent", "Home school headteacher", "Headteacher (home school)", "Head of home school"),
    (
        "receiving.consent",
        "Receiving school headteacher",
        "Headteacher (proposed school)",
        "Head of receiving school",
    ),
)
_MM2 = (
    ("", "Outcome of the managed move", "Outcome", "Outcome"),
    ("outcome", "Outcome", "Outcome", "Outcome"),
    ("meeting_date", "Date of review meeting", "Date of final review meeting", "Date of meeting"),
    ("decision_date", "Date of decision", "Date of head teacher's decision", "Date decision made"),
    ("end_date", "Last day at receiving school", "Last date of attendance at proposed school", "Last day at receiving school"),
    ("return_date", "Date returning to home school", "Return date", "Return date"),
    ("reason", "Reason", "Reason for ceasing the managed move", "Reason"),
    ("support_provided", "Support provided", "Support provided", "Support given"),
    ("partly_successful", "Strategies that were partly successful", "Partly successful strategies", "Partly successful strategies"),
    ("specific_incident", "Specific incident", "Was there a specific incident?", "Specific incident"),
    ("parents_informed.phone", "Parents informed by telephone", "Date parents informed verbally", "Parents informed by telephone"),
    ("parents_informed.letter", "Parents informed by letter", "Date parents informed in writing", "Parents informed by letter"),
    ("plan_meeting_date", "Education plan meeting date", "Education plan meeting", "Date of education plan meeting"),
    ("attendance_percent", "Attendance during the move (%)", "Attendance %", "Attendance %"),
    ("extension.end_date", "Extended until", "Extended to", "Extended until"),
    ("extension.review_date", "Second review date", "Second review date", "Further review on"),
    ("permanent_from", "Permanent from", "Date of permanent transfer", "Permanent from"),
    ("home_off_roll", "Removed from home school roll on", "Date off home school roll", "Off home school roll"),
)  # fmt: skip
_REVIEW = (
    ("", "The review", "Review meeting", "Review"),
    ("which", "Which review", "Review", "Which review"),
    ("review_date", "Date of this review", "Date of review", "Review date"),
    ("concerns", "Are there concerns?", "Any concerns?", "Concerns"),
    ("next_review_date", "Next review date", "Date of next review", "Next review date"),
    ("attended_by", "Present", "Attended by", "Present"),
)
_ATTENDANCE = (
    ("", "Attendance", "Attendance", "Attendance"),
    ("week_beginning", "Week beginning", "Week commencing", "Week beginning"),
    ("sessions_possible", "Sessions possible", "Possible sessions", "Sessions possible"),
    ("sessions_attended", "Sessions attended", "Sessions attended", "Sessions attended"),
    ("marks", "Marks", "Register marks", "Marks"),
)
_TITLES = {
    "MM1": ("MM 1 Managed Move Agreement", "Agreement to a managed move (Form MM1)", "Managed Move Agreement MM1"),
    "MM2": ("MM 2 Managed Move Outcomes Form", "Outcome of a managed move (Form MM2)", "Managed Move Outcomes Form MM2"),
    "review": ("Managed move: review record", "Managed move review record", "Managed move: record of review"),
    "attendance": ("Managed move: weekly attendance record", "Managed move attendance record", "Weekly attendance record"),
}  # fmt: skip
_WORDS = {
    "trial_managed_move": "Managed move with trial placement",
    "offsite_direction": "Off-site direction",
    "managed_move_permanent": "Permanent managed move",
    "daily": "Daily",
    "weekly": "Weekly",
    "other": "Other",
    "week4": "4 week review",
    "week8": "8 week review",
    "midway": "Midway review",
    "final": "Final review",
    "extension": "Extension review",
}
_OUTCOMES = (
    ("successful", "Successful - permanent transfer to receiving school"),
    ("extended", "Extended"),
    ("unsuccessful", "Unsuccessful - return to home school"),
    ("ended_other", "Ended for another reason"),
)
_WORDINGS: tuple[Wording, ...] = ("docx", "flat", "acro")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a form: a heading (no path), or a label and what was written beside it."""

    path: str
    label: str
    value: Any = None


def _at(values: Values, path: str) -> Any:
    here: Any = values
    for step in path.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def _lines(kind: Kind, values: Values, wording: Wording) -> Iterable[_Line]:
    column = 1 + _WORDINGS.index(wording)
    table = {
        "MM1": (*_PUPIL, *_SIDE, *_RECEIVING),
        "MM2": (*_IDENTITY, *_MM2),
        "review": (*_IDENTITY, *_REVIEW),
        "attendance": (*_IDENTITY, *_ATTENDANCE),
    }[kind]
    for row in table:
        if row[column]:
            yield _Line(row[0], row[column], _at(values, row[0]) if row[0] else None)
    if kind != "MM1":
        yield from _signatures(values)
        return
    for number, parent in enumerate(values.get("parents", ()), start=1):
        for row in _PARENT:
            label = row[column].format(n=number)
            yield _Line(f"parents.{row[0]}" if row[0] else "", label, parent.get(row[0]))
    for row in _PLACEMENT:
        yield _Line(row[0], row[column], _at(values, row[0]) if row[0] else None)
    yield _Line("", "Agreement")
    for number, parent in enumerate(values.get("parents", ()), start=1):
        consent = parent.get("consent")
        given = bool(consent) and consent.get("evidence") != "none"
        yield _Line(
            "signature", f"Parent/carer {number} signature", parent["name"] if given else None
        )
        yield _Line(
            "date", f"Parent/carer {number} date signed", consent.get("date") if given else None
        )
    for row in _CONSENT:
        consent = _at(values, row[0])
        head = _at(values, row[0].replace("consent", "head"))
        yield _Line("signature", f"{row[column]} signature", head if consent else None)
        yield _Line("date", f"{row[column]} date signed", (consent or {}).get("date"))
    yield _Line("form_date", "Date of this form", values.get("form_date"))


def _signatures(values: Values) -> Iterable[_Line]:
    for signature in values.get("signatures", ()):
        role = str(signature["role"]).capitalize()
        yield _Line("signature", f"{role} signature", signature.get("name"))
        yield _Line("date", f"{role} date signed", signature.get("date"))


def _text(value: Any, wording: Wording) -> str:
    """Return a value as that form's people write it; dates always day first."""
    match value:
        case None:
            said = ""
        case bool():
            said = "Yes" if value else "No"
        case dt.date():
            said = f"{value.day} {value:%B %Y}" if wording == "docx" else f"{value:%d/%m/%Y}"
        case Mapping():
            said = f"{value['forename']} {value['surname']}"
        case list() | tuple():
            said = "; ".join(_text(item, wording) for item in value)
        case _:
            said = _WORDS.get(str(value), str(value))
    return said


# ------------------------------------------------------------------------------ forms


def docx(kind: Kind, values: Values) -> bytes:
    """Return the form as Word: headings, and under each a table of label and value."""
    document = word.Document()
    document.add_paragraph(_TITLES[kind][0])
    table = None
    for line in _lines(kind, values, "docx"):
        if not line.path:
            document.add_paragraph(line.label)
            table = None
            continue
        if table is None:
            table = document.add_table(rows=0, cols=2)
            table.style = "Table Grid"
        left, right = table.add_row().cells
        left.text = line.label
        if line.path == "outcome":
            ticks = ("\u2612" if line.value == key else "\u2610" for key, _ in _OUTCOMES)
            right.text = "\n".join(f"{t} {w}" for t, (_, w) in zip(ticks, _OUTCOMES, strict=True))
        else:
            right.text = _text(line.value, "docx")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def flat_pdf(kind: Kind, values: Values) -> bytes:
    """Return the form as a printed PDF with a ruled table under each heading."""
    styles = getSampleStyleSheet()
    story: list[Flowable] = [Paragraph(_TITLES[kind][1], styles["Title"])]
    rows: list[list[Flowable]] = []

    def close() -> None:
        if rows:
            grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
            story.extend(
                (Table(list(rows), colWidths=[75 * mm, 95 * mm], style=grid), Spacer(0, 6))
            )
            rows.clear()

    for line in _lines(kind, values, "flat"):
        if not line.path:
            close()
            story.append(Paragraph(line.label, styles["Heading3"]))
            continue
        said = dict(_OUTCOMES).get(line.value, "") if line.path == "outcome" else None
        text = _text(line.value, "flat") if said is None else said
        cells = (line.label, text.replace("&", "&amp;"))
        rows.append([Paragraph(cell, styles["BodyText"]) for cell in cells])
    close()
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1, title="Form").build(story)
    return out.getvalue()


def acro_pdf(kind: Kind, values: Values) -> bytes:
    """Return the form as a fillable PDF: text fields, and boxes for yes, no and the outcome."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle("Form")
    y = 280.0
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(20 * mm, y * mm, _TITLES[kind][2])
    for number, line in enumerate(_lines(kind, values, "acro")):
        y -= 8
        if y < 20:
            canvas.showPage()
            y = 280.0
        canvas.setFont("Helvetica" if line.path else "Helvetica-Bold", 9)
        canvas.drawString(20 * mm, y * mm, line.label)
        name = f"f{number:02d} {line.label}"
        if isinstance(line.value, bool):
            for offset, (option, ticked) in enumerate(
                (("Yes", line.value), ("No", not line.value))
            ):
                _box(canvas, f"{name} {option}", 110 + 25 * offset, y, option, ticked=ticked)
        elif line.path == "outcome":
            for option, words in _OUTCOMES:
                _box(canvas, f"{name} {words}", 100, y, words, ticked=line.value == option)
                y -= 7
        elif line.path:
            canvas.acroForm.textfield(
                name=name, tooltip=line.label, value=_text(line.value, "acro"), x=round(110 * mm),
                y=round((y - 2) * mm), width=round(85 * mm), height=round(6 * mm), fontSize=9, borderWidth=1,
            )  # fmt: skip
    canvas.save()
    return out.getvalue()


def _box(  # noqa: PLR0913 - where a box stands and what it says
    canvas: Canvas, name: str, x: float, y: float, words: str, *, ticked: bool
) -> None:
    canvas.acroForm.checkbox(
        name=name,
        tooltip=words,
        checked=ticked,
        x=round(x * mm),
        y=round((y - 1) * mm),
        size=10,
        buttonStyle="cross",
    )
    canvas.drawString((x + 6) * mm, y * mm, words)


_SHEET = (
    ("pupil", "Pupil name"),
    ("pupil.dob", "Date of birth"),
    ("pupil.upn", "UPN"),
    ("home.school", "Home school"),
    ("receiving.school", "Receiving school"),
    ("week_beginning", "Week beginning"),
    ("sessions_possible", "Sessions possible"),
    ("sessions_attended", "Sessions attended"),
    ("marks", "Marks"),
)


def xlsx(values: Values) -> bytes:
    """Return a week's attendance as a workbook: a title, a row of labels, a row of values."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Managed move: weekly attendance record"])
    sheet.append([label for _, label in _SHEET])
    sheet.append([_text(_at(values, path), "flat") for path, _ in _SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(values: Values) -> bytes:
    """Return a week's attendance as comma-separated text: a row of labels, a row of values."""
    out = io.StringIO()
    writer = csv_module.writer(out)
    writer.writerow([label for _, label in _SHEET])
    writer.writerow([_text(_at(values, path), "flat") for path, _ in _SHEET])
    return out.getvalue().encode()


# ------------------------------------------------------------------------------ mail


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it hangs on a mail."""

    name: str
    data: bytes
    mime: str


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail(  # noqa: PLR0913 - a mail has this many parts
    sender: str,
    to: str,
    subject: str,
    body: str,
    *,
    attachments: Sequence[Attachment] = (),
    date: dt.datetime,
    message_id: str,
    in_reply_to: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return one mail as bytes, the same for the same arguments."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(date if date.tzinfo else date.replace(tzinfo=LONDON))
    message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(body)
    for attachment in attachments:
        maintype, _, subtype = attachment.mime.partition("/")
        message.add_attachment(
            attachment.data, maintype=maintype, subtype=subtype, filename=attachment.name
        )
    if attachments:
        message.set_boundary(f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:16]}")
    return message.as_bytes()


# ------------------------------------------------------------------------------ offices


@dataclass(frozen=True, slots=True)
class School:
    """One invented school; its mail comes from one domain and goes to one office."""

    urn: int
    name: str
    domain: str
    phone: str

    @property
    def office(self) -> str:
        """The one address that notices to this school go to."""
        return f"office@{self.domain}"


@dataclass(frozen=True, slots=True)
class Office:
    """An invented authority, its people, its schools and the calendar they keep."""

    name: str
    protocol: str
    domain: str
    schools: Mapping[str, School]
    terms: tuple[tuple[str, dt.date, dt.date], ...] = ()
    closures: tuple[tuple[str, dt.date, str], ...] = ()
    overrides: str = ""
    since: dt.date | None = None
    virtual_schools: Mapping[str, str] = field(default_factory=dict)

    @property
    def mailbox(self) -> str:
        """The address that schools write to."""
        return f"moves@{self.domain}"

    @property
    def team(self) -> str:
        """The exclusions team: people."""
        return f"exclusions.team@{self.domain}"

    @property
    def eit(self) -> str:
        """The EIT manager."""
        return f"eit.manager@{self.domain}"

    @property
    def virtual_school(self) -> str:
        """This authority's Virtual School."""
        return f"virtual.school@{self.domain}"

    @property
    def officer(self) -> str:
        """A member of staff whose replies may decide."""
        return f"duty.officer@{self.domain}"


_REGISTERS = {
    "southwark": (
        "Vale Borough Council", "vale.example",
        {
            "alder": ("Alder Lane School", "alderlane.example"),
            "beck": ("Beckside Academy", "beckside.example"),
            "cinder": ("Cinder Hill College", "cinderhill.example"),
            "dove": ("Dovecote Park School", "dovecotepark.example"),
            "elm": ("Elmwharf High School", "elmwharf.example"),
        },
    ),
    "rotherham": (
        "Ridge Metropolitan Council", "ridge.example",
        {
            "alder": ("Askew Moor School", "askewmoor.example"),
            "beck": ("Broomhouse Academy", "broomhouse.example"),
            "cinder": ("Clough Bottom College", "cloughbottom.example"),
            "dove": ("Dunsop Road School", "dunsoproad.example"),
            "elm": ("Edge Top Comprehensive School", "edgetop.example"),
        },
    ),
}  # fmt: skip


def office(protocol: str, **more: Any) -> Office:
    """Return the invented authority that keeps a shipped protocol."""
    name, domain, schools = _REGISTERS[protocol]
    base = 990300 if protocol == "southwark" else 990400
    register = {
        key: School(base + n, title, address, f"01632 960{base // 100 % 10}{n:02d}")
        for n, (key, (title, address)) in enumerate(schools.items(), start=1)
    }
    return Office(name, protocol, domain, register, **more)


def write_configuration(folder: Path, place: Office) -> Path:
    """Write config.toml, schools.csv, terms.csv and closures.csv; return the path of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    virtual = "".join(f'"{who}" = "{address}"\n' for who, address in place.virtual_schools.items())
    extra = f"\n[protocol]\n{place.overrides}\n" if place.overrides else ""
    extra += f"\n[virtual_schools]\n{virtual}" if virtual else ""
    since = f"since = {place.since}\n" if place.since else ""
    config = folder / "config.toml"
    config.write_text(
        f"""[authority]
name = "{place.name}"
protocol = "{place.protocol}"
timezone = "Europe/London"
exclusions_team = ["{place.team}"]
eit_manager = "{place.eit}"
virtual_school = "{place.virtual_school}"
staff = ["{place.officer}"]
phone = "01632 960900"

[mailbox]
host = "127.0.0.1"
port = 1143
security = "none"
user = "{place.mailbox}"
password_env = "MAILBOT_IMAP_PASSWORD"
folder = "INBOX"
trusted_authserv_id = "mx.{place.domain}"
{since}
[smtp]
host = "127.0.0.1"
port = 1025
security = "none"
user = "{place.mailbox}"
from = "Exclusions Team <{place.mailbox}>"

[store]
url = "sqlite:///state/mailbot.db"

[schools]
register = "schools.csv"

[calendar]
terms = "terms.csv"
closures = "closures.csv"
{extra}""",
        encoding="utf-8",
    )
    columns = [
        "URN",
        "EstablishmentName",
        "ContactName",
        "ContactEmail",
        "TelephoneNum",
        "EmailDomains",
    ]
    schools = [
        [s.urn, s.name, "Jamie Office", s.office, s.phone, s.domain] for s in place.schools.values()
    ]
    urns = {key: school.urn for key, school in place.schools.items()}
    terms = [[urns.get(school, ""), first, last] for school, first, last in place.terms]
    closures = [[urns.get(school, ""), day, why] for school, day, why in place.closures]
    _write_csv(folder / "schools.csv", columns, schools)
    _write_csv(folder / "terms.csv", ["school", "first", "last"], terms)
    _write_csv(folder / "closures.csv", ["school", "date", "why"], closures)
    return config


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv_module.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


# ------------------------------------------------------------------------------ whole forms


def agreement(
    letter: str, home: School, receiving: School, start: dt.date, **more: Any
) -> dict[str, Any]:
    """Return the values of a complete MM1 for the pupil of this letter.

    `parents` in `more` may give only what differs: the rest of each parent is filled in.
    """
    child = pupil(letter, start)
    signed = {"evidence": "typed", "date": more.get("form_date", start)}
    parents = []
    for n, given in enumerate(more.pop("parents", ({},)), start=1):
        first = ("Greta", "Oskar", "Maeve", "Silas")[n - 1]
        parents.append(
            {
                "name": f"{first} {child['surname']}",
                "relationship": ("Mother", "Father", "Grandmother", "Grandfather")[n - 1],
                "email": f"{first.lower()}.{child['surname'].lower()}@post.example",
                "phone": f"01632 9607{ord(letter) % 10}{n}",
                "parental_responsibility": True,
                "consent": signed,
            }
            | dict(given)
        )
    values: dict[str, Any] = {
        "pupil": child,
        "home": _side(home, signed),
        "receiving": _side(receiving, signed),
        "parents": parents,
        "start_date": start,
        "legal_basis": "offsite_direction",
        "looked_after": False,
        "sen_status": "N",
        "form_date": signed["date"],
    }
    return values | more


def _side(school: School, signed: Mapping[str, Any]) -> dict[str, Any]:
    head = f"{('Robin', 'Morgan')[school.urn % 2]} {('Hartley', 'Leigh', 'Sowden')[school.urn % 3]}"
    contact = {"name": "Jamie Office", "email": school.office, "phone": school.phone}
    return {"school": school.name, "head": head, "contact": contact, "consent": dict(signed)}


def about(letter: str, home: School, receiving: School, on: dt.date, **more: Any) -> dict[str, Any]:
    """Return the identity that every later form about a move carries, with what `more` says."""
    child = pupil(letter, on)
    del child["nc_year"]
    values: dict[str, Any] = {
        "pupil": child,
        "home": {"school": home.name},
        "receiving": {"school": receiving.name},
    }
    return values | more


def outcome(
    letter: str, home: School, receiving: School, on: dt.date, **more: Any
) -> dict[str, Any]:
    """Return the values of an MM2 signed on a day by both heads and the first parent."""
    roles = ("receiving school headteacher", "home school headteacher", "parent/carer")
    signatures = [
        {"role": role, "name": f"Robin {n}", "date": on}
        for n, role in zip("ABC", roles, strict=True)
    ]
    return about(letter, home, receiving, on, meeting_date=on, signatures=signatures, **more)
