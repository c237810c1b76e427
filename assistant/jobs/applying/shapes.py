"""What the pages and the API of `applies` and `checklist` show: every line with the clause it stands on."""

from __future__ import annotations

from typing import Literal

from assistant.jobs.requirements.shapes import Binding
from assistant.library.model import Box, Force, Model, Status


class Cited(Model):
    """A sentence or an item as printed, and where it stands."""

    edition: str
    document: str
    key: str
    label: str
    page: int
    boxes: tuple[Box, ...]
    quote: str


class Duty(Model):
    """What a clause makes somebody do, how binding it is, and the time limits that it prints."""

    cited: Cited
    who: tuple[str, ...]
    """Ids of roles."""
    force: Force
    items: tuple[Cited, ...] = ()
    time_limits: tuple[str, ...] = ()


ApplyWhy = Literal["title", "scope", "role"]
"""Why a document is listed: its title or its scope names the product, or it puts duties on the role."""


class Applying(Model):
    """A document that applies: its standing on the day, who publishes its official text, what it asks of the role."""

    edition: str
    document: str
    number: str | None = None
    title: str
    kind: str
    status: Status
    effective: str | None = None
    binding: Binding
    fictional: bool = False
    official_publisher: str | None = None
    official_url: str | None = None
    why: ApplyWhy
    evidence: Cited | None = None
    duties: tuple[Duty, ...] = ()


class Applies(Model):
    """The documents that apply to a product and a role on a day: what binds first. No verdict on compliance."""

    build: str
    as_of: str
    product: str
    role: str
    documents: tuple[Applying, ...]


Part = Literal["conditions", "steps", "documents", "time_limits"]


class CheckList(Model):
    """A list of an application: its leading sentence, who acts, and its items; of a time limit the sentence alone."""

    part: Part
    lead: Cited
    who: tuple[str, ...] = ()
    items: tuple[Cited, ...] = ()
    limits: tuple[str, ...] = ()


class Checklist(Model):
    """What an application takes, part by part; `silent` names the parts on which the library says nothing."""

    build: str
    as_of: str
    product: str
    editions: tuple[Applying, ...]
    lists: tuple[CheckList, ...]
    silent: tuple[Part, ...]
