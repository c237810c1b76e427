"""Both wordings of an edition before and after a proposal, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from assistant.errors import NotFoundError
from assistant.index.current import builds_folder
from assistant.index.manifest import LIBRARY
from assistant.jobs.proposals import Proposal
from assistant.library.model import EditionRecord
from assistant.library.store import Library
from assistant.revision.compare import compare
from assistant.revision.words import word_diff
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

_MOST_ROWS = 400


@contextmanager
def comparable(runtime: Runtime, proposal: Proposal) -> Iterator[tuple[Library, dict[str, EditionRecord]]]:
    """Open the library of a proposed build, and give its editions."""
    library = Library(builds_folder(runtime.settings.index) / proposal.build / LIBRARY)
    try:
        yield library, library.editions
    finally:
        library.close()


def compared(runtime: Runtime, proposal: Proposal, edition: str, lang: Lang) -> dict[str, Any]:
    """Return the comparison of an edition with itself before the proposal, or with the one that it replaces.

    Raises:
        NotFoundError: the proposal has no such edition, or there is nothing to compare it with.
    """
    current = runtime.build()
    with comparable(runtime, proposal) as (library, records):
        new = records.get(edition)
        if new is None:
            raise NotFoundError(f"The proposed build has no edition '{edition[:60]}'.")
        before = (
            edition if edition in current.editions else next((o for o in new.replaces if o in current.editions), "")
        )
        if not before:
            raise NotFoundError(f"The library holds nothing that '{edition[:60]}' could be compared with.")
        old = current.edition(before)
        made = compare(old, current.clauses(before), new, library.clauses(edition), (before, edition))
    rows = [(one, word_diff(one.old_text or "", one.new_text or "")) for one in made.changes[:_MOST_ROWS]]
    return {
        "rows": rows,
        "more": max(0, len(made.changes) - _MOST_ROWS),
        "old_name": f"{old.number or old.title} ({t(lang, 'build_current')})"
        if before == edition
        else old.number or before,
        "new_name": f"{new.number or new.title} ({t(lang, 'build_proposed')})"
        if before == edition
        else new.number or edition,
    }
