"""An answer sheet as plain text, to paste into a mail or a letter."""

from __future__ import annotations

from assistant.web.chat.sheet.content import AnswerSheet, Quoted
from assistant.web.texts import Lang, t


def as_text(sheet: AnswerSheet) -> str:
    """Return the sheet as lines of text."""

    def say(key: str) -> str:
        return t(sheet.lang, key)

    colon = colon_of(sheet.lang)
    lines = [sheet.heading, *(f"! {one}" for one in sheet.warnings), ""]
    lines += [f"{say('sheet_question')}{colon}{sheet.question}", ""]
    lines += [f"{say('answer')}{colon}", *([sheet.outcome] if sheet.outcome else []), *sheet.statements]
    lines += [f"- {choice}" for choice in sheet.choices]
    if sheet.notes:
        lines += ["", f"{say('notes')}{colon}", *(f"- {note}" for note in sheet.notes)]
    if sheet.quoted:
        lines += ["", f"{say('sheet_quoted')}{colon}"]
        for one in sheet.quoted:
            lines += _quote_lines(one, sheet.lang)
        lines += ["", f"{say('sheet_editions')}{colon}", *(_edition_line(one, sheet.lang) for one in sheet.editions)]
    lines += ["", *(f"{word}{colon}{what}" for word, what in sheet.facts)]
    return "\n".join(lines) + "\n"


def place_words(one: Quoted, lang: Lang) -> str:
    """Name the place of a quote: document, title, clause, page, and the edition's status on the day."""
    named = [one.name, *([one.title] if one.title != one.name else []), *([one.label] if one.label != one.name else [])]
    place = " ".join(named)
    return f"{place}，{one.page}（{one.status}）" if lang == "zh" else f"{place}, {one.page} ({one.status})"


def edition_words(one: Quoted, lang: Lang) -> str:
    """Name an edition with its status on the day of the answer and the dates behind it."""
    named = one.name if one.title == one.name else f"{one.name} {one.title}"
    return f"{named}{colon_of(lang)}{' · '.join((one.status, *one.dates))}"


def colon_of(lang: Lang) -> str:
    """Return what stands between a word and what it introduces."""
    return "：" if lang == "zh" else ": "


def _quote_lines(one: Quoted, lang: Lang) -> list[str]:
    lines = [f"[{one.n}] {place_words(one, lang)}", *(f"    {line}" for line in one.quote.splitlines())]
    return [*lines, *([f"    ! {one.changed}"] if one.changed else []), f"    {one.url}"]


def _edition_line(one: Quoted, lang: Lang) -> str:
    return "\n".join([f"- {edition_words(one, lang)}", *(f"  ! {warning}" for warning in one.warnings)])
