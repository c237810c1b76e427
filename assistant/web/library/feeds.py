"""Following a document or a clause: an Atom feed of what happens to it, and its dates as a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.errors import NotFoundError
from assistant.jobs.following import Happening, of_clause, of_document
from assistant.library.model import EditionRecord
from assistant.library.status import today
from assistant.web.pages import language_of
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

ATOM, CALENDAR = "application/atom+xml", "text/calendar; charset=utf-8"
_LONGEST_LINE = 75
"""Octets in a line of a calendar (RFC 5545, 3.1)."""


def feeds_router(runtime: Runtime) -> APIRouter:
    """Return the routes of feeds and calendars."""
    router = APIRouter(include_in_schema=False)

    @router.get("/feeds/coming.ics")
    def coming(request: Request) -> Response:
        """Send the dates to come of all documents as a calendar."""
        build, found = runtime.build(), dict[tuple[str, str, str], Happening]()
        for edition in build.editions:
            for one in of_document(build, edition):
                if one.day > today():
                    found[one.edition.edition, one.what, one.when] = one
        if not found:
            raise NotFoundError("No document of the library has a date to come: nothing starts or ends.")
        return _calendar(request, found.values(), t(language_of(request), "library_title"))

    @router.get("/feeds/{edition}.atom")
    def of_a_document(request: Request, edition: str) -> Response:
        """Send the feed of a document: its editions and amendments."""
        record = runtime.edition(edition)
        return _feed(request, record, of_document(runtime.build(), edition), "")

    @router.get("/feeds/{edition}.ics")
    def dates_of_a_document(request: Request, edition: str) -> Response:
        """Send the dates of a document as a calendar, those to come and those past."""
        record = runtime.edition(edition)
        return _calendar(request, of_document(runtime.build(), edition), record.number or record.title)

    @router.get("/feeds/{edition}/{key:path}.atom")
    def of_one_clause(request: Request, edition: str, key: str) -> Response:
        """Send the feed of a clause: what later editions and amendments make of it."""
        record, build = runtime.edition(edition), runtime.build()
        return _feed(request, record, of_clause(build, edition, key), build.clause(edition, key).label, key)

    return router


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _title(one: Happening, lang: Lang) -> str:
    name = one.edition.number or one.edition.title
    fictional = f" [{t(lang, 'fictional')}]" if one.edition.fictional else ""
    return t(lang, f"happens_{one.what}", name=name) + fictional


def _address(base: str, one: Happening) -> str:
    return base + (source_url(one.edition.edition, one.key) if one.key else library_url(one.edition.edition))


def _feed(request: Request, record: EditionRecord, found: Sequence[Happening], label: str, key: str = "") -> Response:
    lang, base = language_of(request), _base(request)
    about = base + (source_url(record.edition, key) if key else library_url(record.edition))
    title = " ".join(filter(None, (record.number or record.title, label)))
    updated = max((one.day for one in found if one.day <= today()), default=today())
    entries = "".join(_entry(base, one, lang) for one in reversed(found))
    language = quoteattr("zh-CN" if lang == "zh" else "en")
    head = [
        f"<id>{_xml(about)}</id>",
        f"<title>{_xml(title)}</title>",
        f"<updated>{_instant(updated)}</updated>",
        f"<author><name>{_xml(t(lang, 'title'))}</name></author>",
        f'<link rel="self" type="{ATOM}" href={quoteattr(base + quote(request.url.path))}/>',
        f"<link href={quoteattr(about)}/>",
    ]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={language}>'
    lines = ['<?xml version="1.0" encoding="utf-8"?>', feed, *head, entries + "</feed>", ""]
    return Response("\n".join(lines), media_type=ATOM)


def _entry(base: str, one: Happening, lang: Lang) -> str:
    words = [f"{t(lang, 'happens_before')} {one.old}"] if one.old else []
    words += [f"{t(lang, 'happens_after') if one.old else ''} {one.new}".strip()] if one.new else []
    address, said = _address(base, one), "\n".join((one.when, *words))
    fields = [
        f"<id>{_xml(f'{address}#{one.what}-{one.when}')}</id>",
        f"<title>{_xml(f'{one.when} {_title(one, lang)}')}</title>",
        f"<updated>{_instant(one.day)}</updated>",
        f"<link href={quoteattr(address)}/>",
        f'<content type="text">{_xml(said)}</content>',
    ]
    return "\n".join(["<entry>", *fields, "</entry>", ""])


def _xml(text: str) -> str:
    """Escape a text for XML, without the control characters that XML cannot hold."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"))


def _instant(day: date) -> str:
    # A day begins in Shanghai.
    return f"{day.isoformat()}T00:00:00+08:00"


def _calendar(request: Request, found: Iterable[Happening], name: str) -> Response:
    """Return a calendar of all-day events; dates printed as a month or a year are no day and are left out."""
    lang, base = language_of(request), _base(request)
    days = [one for one in found if len(one.when) == len("2026-06-01")]
    if not days:
        raise NotFoundError(f"'{name[:60]}' has no exact date: there is nothing for a calendar.")
    host = request.url.hostname or "localhost"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//clause-assistant//dates//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for one in sorted(days, key=lambda one: (one.day, one.edition.edition)):
        stamp = f"{today():%Y%m%d}T000000Z"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(one.edition.edition)}-{one.what}-{one.when}@{host}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(_title(one, lang))}",
            f"DESCRIPTION:{_text(one.edition.title)}",
            f"URL:{_address(base, one)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    text = "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))
    return Response(text, media_type=CALENDAR, headers={"Content-Disposition": "attachment; filename=dates.ics"})


def _text(value: str) -> str:
    """Escape a text for a calendar (RFC 5545, 3.3.11)."""
    for mark in ("\\", ";", ","):
        value = value.replace(mark, f"\\{mark}")
    return " ".join(value.split())


def _folded(line: str) -> str:
    """Fold a line at 75 octets, between characters."""
    out, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LONGEST_LINE:
            out, size = f"{out}\r\n ", 1
        out, size = out + char, size + width
    return out
