"""Addresses of the web application: one place that knows how they are written and percent-encoded."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode


def source_url(edition: str, key: str, as_of: date | None = None, quoted: str | None = None) -> str:
    """Return the stable address of a clause's page; keys may hold slashes, blanks and Chinese."""
    query = {"as_of": as_of.isoformat() if as_of else None, "q": quoted}
    given = urlencode({name: value for name, value in query.items() if value})
    return f"/source/{quote(edition, safe='')}/{quote(key)}" + (f"?{given}" if given else "")


def pdf_url(edition: str, page: int | None = None) -> str:
    """Return the address of the original PDF, opened at a page (from 1) where one is given."""
    return f"/source/{quote(edition, safe='')}.pdf" + (f"#page={page}" if page else "")


def marked_url(edition: str, key: str, quoted: str | None = None) -> str:
    """Return the address of a copy of a clause's pages, the clause marked on them, or a quote from it."""
    given = urlencode({"q": quoted} if quoted else {})
    return f"/source/{quote(edition, safe='')}/{quote(key)}.pdf" + (f"?{given}" if given else "")


def image_url(edition: str, page: int, scale: float, version: str) -> str:
    """Return the address of a page image; `version` makes it change when the file does."""
    return f"/page-image/{quote(edition, safe='')}/{page}.png?scale={scale:g}&v={version[:12]}"


def answer_url(token: str, form: str | None = None) -> str:
    """Return the permanent address of an answer; of its sheet where a form (`pdf`, `docx`, `txt`) is given."""
    return f"/answers/{token}" + (f".{form}" if form else "")


def library_url(edition: str) -> str:
    """Return the address of an edition's contents."""
    return f"/library/{quote(edition, safe='')}"


def maintain_url(edition: str, page: int | None = None) -> str:
    """Return the address of the report on how an edition was read, at a page (from 1) where one is given."""
    return f"/maintain/{quote(edition, safe='')}" + (f"?page={page}#page" if page else "")
