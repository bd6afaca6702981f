"""Coverage-guided fuzzing of the walkers over what schools send: any bytes, no exception.

Not part of the suite: it wants atheris (a development tool only), and as much time as it is given.

    python -m tests.fuzz.walkers TARGET [FOLDER OF SEEDS] [-max_total_time=3600]

The targets are mail, docx, odt, sheet, html, pdf, rtf, inside, controls and asides.
"""

import io
import sys
import warnings
import zipfile

import atheris  # type: ignore[import-untyped]  # a tool of development, not among ours
import openpyxl

with atheris.instrument_imports(include=["parsers"]):
    from parsers.containers.archives import inside_packed, inside_tar, inside_zip
    from parsers.containers.asides import asides_in
    from parsers.containers.officefiles import objects_in, pages_in
    from parsers.containers.oleobjects import pictures_in
    from parsers.containers.outlook import inside_message
    from parsers.containers.pdffiles import inside_pdf
    from parsers.containers.rtfbody import html_of_rtf, unpacked, wrapped_html
    from parsers.containers.tnef import inside_tnef
    from parsers.evidence import open_message
    from parsers.filetypes import Filetype
    from parsers.office.activex import control_of
    from parsers.office.opendoc import pairs_of_flat_odt
    from parsers.office.sheet import documents_of_csv, documents_of_xlsx
    from parsers.office.sheetcontrols import controls_of
    from parsers.office.word import pairs_of_docx
    from parsers.pdfs.pdf import pairs_of_pdf


def mail(data: bytes) -> None:
    """Open a mail."""
    open_message(data)


def docx(data: bytes) -> None:
    """Walk a Word document whose text part these bytes are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", data)
        archive.writestr("word/styles.xml", data)
    pairs_of_docx(out.getvalue())


def odt(data: bytes) -> None:
    """Walk an OpenDocument text that is one file."""
    pairs_of_flat_odt(data)


def sheet(data: bytes) -> None:
    """Walk a workbook whose one sheet, drawing and styles these bytes are; and a table of words."""
    documents_of_csv(data)
    for part in ("xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml", "xl/styles.xml"):
        documents_of_xlsx(_workbook(part, data))


def _workbook(part: str, data: bytes) -> bytes:
    """Return an empty workbook with a drawing, one part of which is replaced."""
    book, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book) as sound, zipfile.ZipFile(out, "w") as archive:
        for name in sound.namelist():
            if name != part:
                archive.writestr(name, sound.read(name))
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<a><Relationship Id="d" Target="../drawings/drawing1.xml"/></a>',
        )
        archive.writestr(part, data)
    return out.getvalue()


def html(data: bytes) -> None:
    """Walk the body of a mail."""
    open_message(b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + data)


def asides(data: bytes) -> None:
    """Hear what stands beside a form, and find the pictures of files of the old formats."""
    asides_in(b"%PDF-1.7\n" + data, Filetype.PDF)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/comments.xml", data)
    asides_in(out.getvalue(), Filetype.DOCX)
    list(pictures_in(b"{\\rtf1" + data))
    list(pictures_in(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data))


def pdf(data: bytes) -> None:
    """Read a PDF."""
    pairs_of_pdf(b"%PDF-1.7\n" + data)


def rtf(data: bytes) -> None:
    """Read rich text, as a file and as what a mail's body is kept in."""
    html_of_rtf(b"{\\rtf1" + data)
    wrapped_html(b"{\\rtf1\\fromhtml1" + data)
    unpacked(data)


def inside(data: bytes) -> None:
    """Open a container of each kind."""
    inside_tar(data)
    inside_packed(data)
    inside_packed(b"\x1f\x8b\x08" + data)
    inside_zip(data)
    inside_tnef(b"\x78\x9f\x3e\x22" + data)
    inside_message(data)
    inside_pdf(b"%PDF-1.7\n" + data)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" + data)
        archive.writestr("word/media/image1.png", b"\x89PNG\r\n\x1a\n" + data)
        archive.writestr("word/_rels/header1.xml.rels", data)
    objects_in(out.getvalue())
    pages_in(out.getvalue())


_OCX = b'<ocx classid="{8BD21D40-EC42-11CE-9E0D-00AA006002F3}" persistence="persistStreamInit"/>'


def controls(data: bytes) -> None:
    """Read the state of a control, and the controls of a sheet whose drawing these bytes are."""
    control_of(_OCX, data)
    control_of(data, b"")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        archive.writestr("xl/workbook.xml", f'<b {space}><sheet name="a" r:id="r"/></b>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels", '<a><Relationship Id="r" Target="s.xml"/></a>'
        )
        archive.writestr("xl/_rels/s.xml.rels", '<a><Relationship Id="v" Target="d.vml"/></a>')
        archive.writestr("xl/d.vml", data)
    with zipfile.ZipFile(out) as archive:
        controls_of(archive)


_TARGETS = {
    "mail": mail, "docx": docx, "odt": odt, "sheet": sheet, "html": html, "pdf": pdf, "rtf": rtf,
    "inside": inside, "controls": controls, "asides": asides,
}  # fmt: skip

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target = _TARGETS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()
