"""`/maintain/builds`: the builds that are kept, going back to one, the room they take, and what was done."""

from __future__ import annotations

import shutil
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import BuildError
from assistant.index.builds import rollback
from assistant.index.current import build_ids, builds_folder, current_id, read_manifest
from assistant.index.manifest import FILE_NAME
from assistant.jobs.proposals import proposed
from assistant.library.findings import tell_failed
from assistant.library.model import FailedFile
from assistant.records.accounts import Account
from assistant.records.entries import Act, Recorded
from assistant.records.ledger import Ledger
from assistant.web.accounts.sessions import signed_in
from assistant.web.maintenance.acts import note
from assistant.web.maintenance.frame import desk_page, size_text
from assistant.web.pages import language_of
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

_ACTS = 50
"""How many of the last acts are shown."""
_HERE = ZoneInfo("Asia/Shanghai")


def builds_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the builds."""
    acting = Depends(signed_in(runtime, "maintainer"))
    router = APIRouter(dependencies=[acting])
    index = runtime.settings.index

    @router.get("/maintain/builds")
    def desk(request: Request) -> HTMLResponse:
        """Show the builds, the disk, the files that failed, and who did what."""
        lang = language_of(request)
        return desk_page(
            runtime, request, "builds.html", "builds", builds=_builds(index, lang), disk=_disk(runtime, lang),
            failed=_failed(runtime, lang), acts=_acts(runtime, lang)
        )  # fmt: skip

    @router.post("/maintain/builds/rollback")
    def go_back(build: Annotated[str, Form()], account: Account = acting) -> Response:
        """Make an earlier build current again."""
        chosen = rollback(index, build)
        note(runtime, account, Act(what="rolled_back", detail=chosen, build=chosen))
        return RedirectResponse("/maintain/builds?done=rolled_back", status_code=303)

    return router


def _builds(index: Path, lang: Lang) -> list[dict[str, Any]]:
    """Return the builds, newest first, each with what it holds and the room it takes."""
    current, waiting = current_id(index), proposed(index)
    rows = []
    for name in reversed(build_ids(index)):
        folder = builds_folder(index) / name
        row: dict[str, Any] = {"id": name, "size": size_text(_size(folder)), "made": _made(folder)}
        try:
            manifest = read_manifest(index, name)
            row |= {"editions": manifest.editions, "clauses": manifest.clauses, "damaged": False}
        except BuildError:
            row |= {"editions": None, "clauses": None, "damaged": True}
        row["state"] = "current" if name == current else "proposed" if waiting and waiting.build == name else ""
        rows.append(row)
    return rows


def _made(folder: Path) -> str:
    return datetime.fromtimestamp((folder / FILE_NAME).stat().st_mtime, _HERE).strftime("%Y-%m-%d %H:%M")


def _size(folder: Path) -> int:
    """Return the bytes that a folder takes; a file that several builds share is counted once."""
    facts = [path.stat() for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return sum({(one.st_dev, one.st_ino): one.st_size for one in facts}.values())


def _disk(runtime: Runtime, lang: Lang) -> list[tuple[str, str]]:
    """Return the room that each part takes, and what is free."""
    settings = runtime.settings
    parts = [
        ("disk_builds", builds_folder(settings.index)), ("disk_cache", settings.index / "cache"),
        ("disk_corpus", settings.corpus), ("disk_data", settings.data),
    ]  # fmt: skip
    there = next((path for path in (settings.index, *settings.index.parents) if path.exists()), Path("/"))
    free = (t(lang, "disk_free"), size_text(shutil.disk_usage(there).free))
    return [*((t(lang, name), size_text(_size(path))) for name, path in parts), free]


def _failed(runtime: Runtime, lang: Lang) -> list[tuple[str, str, str]]:
    try:
        failed: list[FailedFile] = runtime.build().failed
    except BuildError:
        return []
    return [(one.file, one.code, tell_failed(lang, one)) for one in failed]


def _acts(runtime: Runtime, lang: Lang) -> list[dict[str, str]]:
    """Return the last acts of the ledger, newest first."""
    return [_act(entry, act, lang) for entry, act in islice(Ledger(runtime.settings.data).acts(), _ACTS)]


def _act(entry: Recorded, act: Act, lang: Lang) -> dict[str, str]:
    at = datetime.fromisoformat(entry.at).astimezone(_HERE).strftime("%Y-%m-%d %H:%M")
    return {"at": at, "by": entry.by, "what": t(lang, f"act_{act.what}"), "detail": act.detail}
