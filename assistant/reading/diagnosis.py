"""Why a PDF cannot be opened, asked of pypdf: pdfium's last error may be that of an earlier file."""

from __future__ import annotations

import logging
from pathlib import Path

from assistant.errors import ReadingError


def why_not_opened(path: Path) -> ReadingError:
    """Return the error of a PDF that pdfium refused: locked by a password, without pages, or damaged."""
    # Imported here: nearly all files open, and its libraries take as long to load as three pages to read.
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            return locked(path)
        if not reader.pages:
            return no_pages(path)
    except DependencyError:
        # It tried the empty password, for which some encryptions need a package that we do without.
        return locked(path)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        pass
    return damaged(path)


def locked(path: Path) -> ReadingError:
    """Return the error of a PDF that opens with a password only."""
    message = f"{path.name} is locked by a password: supply a copy that opens without one."
    return ReadingError("encrypted", str(path), message)


def no_pages(path: Path) -> ReadingError:
    """Return the error of a PDF without pages."""
    return ReadingError("empty", str(path), f"{path.name} has no pages: fetch the file again from its publisher.")


def damaged(path: Path) -> ReadingError:
    """Return the error of a PDF that is broken."""
    message = f"{path.name} is damaged or cut off: fetch the file again from its publisher."
    return ReadingError("damaged", str(path), message)


def changed(path: Path) -> ReadingError:
    """Return the error of a file that was changed, cut or moved while it was read."""
    message = f"{path.name} was changed or moved while it was read: read it again once it is in place."
    return ReadingError("damaged", str(path), message)
