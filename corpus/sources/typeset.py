"""Set the demonstration documents: every `corpus/sources/*.typ` becomes `corpus/<stem>.pdf`, the same bytes each time.

`--check` writes nothing and fails where a committed PDF differs from what its source gives. A source whose first line
is `// raster` becomes page images without a text layer, as a scanned document would be.
"""

import argparse
import datetime
import io
import sys
import tempfile
from pathlib import Path

import pypdfium2
import typst

SOURCES = Path(__file__).resolve().parent
CORPUS = SOURCES.parent
HELPERS = {"common", "notice", "law", "english"}  # templates that documents import
RASTER_MARK = "// raster"
RASTER_DPI = 150
# Every document carries the date of the demonstration library, not that of the run: the bytes must not change.
STAMP = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)


def documents(sources: Path = SOURCES) -> list[Path]:
    """Return the sources of the documents, without the templates, in the order of their names."""
    return sorted(path for path in sources.glob("*.typ") if path.stem not in HELPERS)


def page_images(pdf: bytes, dpi: int = RASTER_DPI) -> bytes:
    """Return a PDF that holds the pages of another as greyscale images, without a text layer."""
    source = pypdfium2.PdfDocument(pdf)
    try:
        scale = dpi / 72
        pages = [page.render(scale=scale, grayscale=True).to_pil().convert("L") for page in source]
    finally:
        source.close()
    target = io.BytesIO()
    dates = {"creationDate": STAMP.timetuple(), "modDate": STAMP.timetuple()}
    pages[0].save(target, "PDF", resolution=dpi, save_all=True, append_images=pages[1:], quality=60, **dates)
    return target.getvalue()


def typeset(source: Path) -> bytes:
    """Return the PDF of one source; warnings of the compiler (a missing glyph, say) are errors.

    The compiler is run on a copy outside the project, so that no path of this machine can enter the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in source.parent.glob("*.typ"):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        try:
            pdf, warnings = typst.compile_with_warnings(
                Path(folder) / source.name,
                root=Path(folder),
                font_paths=[SOURCES / "fonts"],
                ignore_system_fonts=True,
                format="pdf",
                timestamp=STAMP,
            )
        except typst.TypstError as error:
            raise SystemExit(f"{source.name}: {error.message}; correct the source and run again.") from error
    if warnings:
        raise SystemExit(f"{source.name}: {warnings[0].message}; correct the source and run again.")
    is_raster = source.read_text("utf-8").startswith(RASTER_MARK)
    return page_images(pdf) if is_raster else pdf


def main(arguments: list[str]) -> int:
    """Set or check the documents named (all by default); return 1 where a check found a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stems", nargs="*", help="documents to set, by file stem; all if none is named")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a committed PDF differs")
    options = parser.parse_args(arguments)
    different = []
    for source in documents():
        if options.stems and source.stem not in options.stems:
            continue
        target = CORPUS / f"{source.stem}.pdf"
        made = typeset(source)
        if target.exists() and target.read_bytes() == made:
            continue
        different.append(target.name)
        if not options.check:
            target.write_bytes(made)
    if different:
        word = "Differs from its source" if options.check else "Set"
        sys.stdout.write(f"{word}: {', '.join(different)}\n")
    return 1 if options.check and different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
