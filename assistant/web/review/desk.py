"""What the pages of the review desk share: the ledger and its index, names of editions, the filter in an address."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from pydantic import ValidationError

from assistant.errors import UsageError, check_text
from assistant.records.ledger import Ledger
from assistant.records.queue import Filter
from assistant.records.review_index import ReviewIndex
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.views import PageImage

if TYPE_CHECKING:
    from assistant.index.builds import Build
    from assistant.retrieval.naming import EditionNames

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MOST_SEARCHED = 200
"""Characters of a search."""


class Desk:
    """The review desk of a running server."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.ledger = Ledger(runtime.settings.data)
        self._index = ReviewIndex(runtime.settings.data)
        self._lock = threading.Lock()
        self._names: tuple[Build, EditionNames] | None = None

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        """Open the index of reviews, up to date with the ledger and the current build."""
        build = self.runtime.build()
        with self._index.opened(build.library, build.id) as index:
            yield index

    def names(self) -> EditionNames:
        """Return what the editions of the current build are called."""
        from assistant.retrieval.naming import EditionNames

        build = self.runtime.build()
        with self._lock:
            if self._names is None or self._names[0] is not build:
                self._names = (build, EditionNames(build.editions))
            return self._names[1]


def page_strips(pages: Sequence[PageImage]) -> tuple[PageImage, ...]:
    """Return page images that show first the marked lines in the whole width of the page: numbers stand at its edge."""
    return tuple(
        replace(one, marked=replace(one.marked, crop=replace(one.marked.crop, left=0.0, width=one.marked.width)))
        for one in pages
    )


def local_time(at: str) -> str:
    """Return a time of the ledger as people in the bureau read it: day and minute in Shanghai."""
    return datetime.fromisoformat(at).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")


def filter_of(request: Request) -> Filter:
    """Read the filter from an address; UsageError where it asks for what there is not."""
    given = {name: value.strip() for name, value in request.query_params.items() if name in Filter.model_fields}
    check_text(*given.values())
    for name in ("since", "until"):
        day = parse_as_of(given.get(name))
        given[name] = day.isoformat() if day else ""
    given["q"] = given.get("q", "")[:_MOST_SEARCHED]
    try:
        return Filter.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise UsageError(f"'{wrong['input']}' cannot be chosen for {wrong['loc'][0]}: {wrong['msg']}.") from error


def query_of(wanted: Filter, **more: object) -> str:
    """Return a filter as the query of an address, empty where it asks for nothing."""
    given = {name: value for name, value in (wanted.model_dump(exclude_defaults=True) | more).items() if value}
    return f"?{urlencode(given)}" if given else ""


def answer_url(number: int, wanted: Filter | None = None, **more: object) -> str:
    """Return the address of an answer's page, reached through a filter of the queue."""
    return f"/review/answers/{number}{query_of(wanted or Filter(), **more)}"
