"""Coverage-guided fuzzing of the walkers over what schools send: any bytes, no exception.

Not part of the suite: it wants atheris (a development tool only), and as much time as it is given.

    python -m tests.fuzz.walkers mail|docx|pdf|rtf|inside|controls [FOLDER] [-max_total_time=3600]
"""

import io
import sys
import warnings
import zipfile

import atheris  # type: ignore[import-untyped]  # a tool of development, not among ours

with atheris.instrument_imports(include=["parsers"]):
    from parsers.containers.archives import inside_zip
    from parsers.containers.officefiles import objects_in, pages_in
    from parsers.containers.outlook import inside_message
    from parsers.containers.packed import inside_packed, inside_tar
    from parsers.containers.pdffiles import inside_pdf
    from parsers.containers.rtfbody import unpacked, wrapped_html
    from parsers.containers.tnef import inside_tnef
    from parsers.evidence import open_message
    from parsers.office.activex import control_of
    from parsers.office.richhtml import html_of_rtf
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
    pairs_of_docx(out.getvalue())


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
    "mail": mail, "docx": docx, "pdf": pdf, "rtf": rtf, "inside": inside, "controls": controls,
}  # fmt: skip

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target = _TARGETS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()
