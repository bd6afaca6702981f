"""Coverage-guided fuzzing of the walkers over mail, Word, PDF and RTF: any bytes, no exception.

Not part of the suite: it wants atheris (a development tool only), and as much time as it is given.

    python -m tests.fuzz.walkers [mail|docx|pdf|rtf] [FOLDER OF SEEDS] [-max_total_time=3600]
"""

import io
import sys
import warnings
import zipfile

import atheris  # type: ignore[import-untyped]  # a tool of development, not among ours

with atheris.instrument_imports(include=["parsers"]):
    from parsers.evidence import open_message
    from parsers.pdf import pairs_of_pdf
    from parsers.richhtml import html_of_rtf
    from parsers.rtfbody import unpacked, wrapped_html
    from parsers.word import pairs_of_docx


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


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target = {"mail": mail, "docx": docx, "pdf": pdf, "rtf": rtf}[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], target)
    atheris.Fuzz()
