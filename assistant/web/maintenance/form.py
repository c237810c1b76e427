"""The form of an edition's front matter: what the PDF prints and the catalogue says, to be confirmed or corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from assistant.errors import AssistantError
from assistant.jobs.cataloguing import FieldError, Value
from assistant.library.catalogue import CatalogueEntry
from assistant.library.model import Document, DocumentKind
from assistant.web.texts import Lang, t

Widget = Literal["text", "date", "list", "flag", "choice"]
_FIELDS: tuple[tuple[str, Widget], ...] = (
    ("number", "text"),
    ("title", "text"),
    ("title_en", "text"),
    ("document", "text"),
    ("kind", "choice"),
    ("language", "choice"),
    ("issued", "date"),
    ("effective", "date"),
    ("repealed", "date"),
    ("replaces", "list"),
    ("replaced_by", "list"),
    ("amends", "text"),
    ("mandatory", "flag"),
    ("fictional", "flag"),
    ("aliases", "list"),
    ("official_publisher", "text"),
    ("official_url", "text"),
)
_CHOICES = {"kind": get_args(DocumentKind), "language": ("zh", "en")}
_LONGEST = 4000
"""Characters of one field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the form shows it. `source` says whence the value comes: `pdf`, `catalogue` or nowhere."""

    name: str
    widget: Widget
    label: str
    hint: str
    value: str
    source: str
    choices: tuple[tuple[str, str], ...]


def fields_of(
    entry: CatalogueEntry, document: Document | None, lang: Lang, given: Mapping[str, str] | None = None
) -> list[Field]:
    """Return the fields with what holds now, or with what was `given` and refused."""
    shown = []
    for name, widget in _FIELDS:
        held, printed = getattr(entry, name), getattr(document, name, None)
        value = _text(printed if held is None else held)
        source = "pdf" if held is None else "catalogue"
        shown.append(
            Field(
                name, widget, t(lang, f"field_{name}"), t(lang, f"hint_{widget}") if widget in ("date", "list") else "",
                value if given is None else given.get(name, ""), source if value and given is None else "",
                _choices(name, widget, lang),
            )
        )  # fmt: skip
    return shown


def values_of(given: Mapping[str, str], entry: CatalogueEntry, document: Document | None) -> dict[str, Value]:
    """Return what a form that was sent says, by field of the catalogue; FieldError where a value is no such."""
    values: dict[str, Value] = {}
    for name, widget in _FIELDS:
        text = given.get(name, "").replace("\r", "").strip()
        if len(text) > _LONGEST:
            raise FieldError(name, f"'{name}' has more than {_LONGEST} characters: shorten it.")
        values[name] = _value(name, widget, text, entry, document)
    address = values["official_url"]
    if isinstance(address, str) and urlsplit(address).scheme not in ("http", "https"):
        raise FieldError("official_url", "'official_url' is no address of the web: begin it with https://.")
    return values


def problem_of(error: AssistantError | None, lang: Lang) -> str:
    """Return what was wrong with a form, in the language of the page; empty where nothing was."""
    if error is None or lang == "en":
        return error.message if error else ""
    if isinstance(error, FieldError):
        return t(lang, "problem_field", field=t(lang, f"field_{error.field}"))
    known = ("taken", "other_entry", "changed_meanwhile", "edition_name", "unread")
    return t(lang, f"problem_{error.code}") if error.code in known else t(lang, "problem_other", message=error.message)


def _value(name: str, widget: Widget, text: str, entry: CatalogueEntry, document: Document | None) -> Value:
    if widget == "flag":
        return {"yes": True, "no": False}.get(text)
    if widget != "list":
        return " ".join(text.split()) or None
    lines = tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
    # Emptied over what the PDF prints, it says that there is none.
    printed = getattr(document, name, ()) if document else ()
    return lines if lines or name == "aliases" or printed or getattr(entry, name) == () else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, tuple) else str(value or "")


def _choices(name: str, widget: Widget, lang: Lang) -> tuple[tuple[str, str], ...]:
    if widget == "flag":
        return (("", t(lang, "not_stated")), ("yes", t(lang, "yes")), ("no", t(lang, "no")))
    if widget == "choice":
        return (("", t(lang, "not_stated")), *((one, t(lang, f"{name}_{one}")) for one in _CHOICES[name]))
    return ()
