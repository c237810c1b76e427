"""Putting a backup back: checked whole before anything is touched, and what it replaces is kept beside."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from assistant.errors import UsageError
from assistant.index.current import sync
from assistant.index.manifest import file_sha256
from assistant.jobs.backup import CORPUS, DATA, MANIFEST, SIDECARS, VERSION, BackupError, BackupManifest, SavedFile
from assistant.records.ledger import Ledger
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: names put back, names that were there already alike, and where replaced files are kept."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: Path | None = None


def restore(settings: Settings, source: Path, *, force: bool = False) -> Restored:
    """Put a backup back into the folders of the settings; the server should be stopped meanwhile.

    Raises:
        UsageError: something else is there already and may not be replaced; nothing was touched.
        BackupError: the file is no backup or is damaged, its ledger's chain does not hold, or a folder cannot be
            written; what was replaced until then is kept beside.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive, source)
            settings.data.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data.parent) as folder:
                staged = _staged(archive, manifest, Path(folder), source)
                _check_ledger(Path(folder) / DATA, source)
                return _put(settings, manifest, staged, force)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BackupError(f"{source} is no backup, or is damaged ({error}): take another.") from error
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupError(f"{source} could not be put back ({reason}): make room or check the rights.") from error


def _manifest(archive: zipfile.ZipFile, source: Path) -> BackupManifest:
    try:
        manifest = BackupManifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise BackupError(f"{source} is no backup: it has no {MANIFEST} that can be read.") from error
    if manifest.version > VERSION:
        raise BackupError(f"{source} was written by a later version of the assistant: use that version.")
    names = [one.name for one in manifest.files]
    if sorted(archive.namelist()) != sorted([*names, MANIFEST]) or not all(map(_is_safe, names)):
        raise BackupError(f"{source} does not hold what its manifest names: take another backup.")
    return manifest


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    within = "\\" not in name and ".." not in path.parts and not path.is_absolute() and path.as_posix() == name
    return within and len(path.parts) > 1 and path.parts[0] in (DATA, CORPUS)


def _staged(archive: zipfile.ZipFile, manifest: BackupManifest, folder: Path, source: Path) -> dict[str, Path]:
    """Write every file of a backup into a folder, each as its hash says it is."""
    staged: dict[str, Path] = {}
    for one in manifest.files:
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if _extract(archive, one, path) != (one.size, one.sha256):
            raise BackupError(f"{source} is damaged: {one.name} is not as it was saved; take another backup.")
        staged[one.name] = path
    return staged


def _extract(archive: zipfile.ZipFile, one: SavedFile, path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with archive.open(one.name) as packed, path.open("wb") as file:
        while piece := packed.read(2**20):
            size += len(piece)
            if size > one.size:
                break  # larger than was saved: no more is written of it
            digest.update(piece)
            file.write(piece)
    if one.name.startswith(f"{DATA}/"):
        path.chmod(0o600)
    sync(path)
    return size, digest.hexdigest()


def _check_ledger(data: Path, source: Path) -> None:
    problem = next(Ledger(data).problems(), None)
    if problem:
        raise BackupError(
            f"The ledger in {source} cannot be trusted ({problem.partition(':')[0]}): take another backup."
        )


def _put(settings: Settings, manifest: BackupManifest, staged: dict[str, Path], force: bool) -> Restored:
    targets = {one.name: _target(settings, one.name) for one in manifest.files}
    alike = [one.name for one in manifest.files if file_sha256(targets[one.name]) == one.sha256]
    others = [name for name, target in targets.items() if target.exists() and name not in alike]
    if others and not force:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise UsageError(f"{targets[others[0]]}{more} would be replaced: use --force, which keeps them beside.")
    kept = None
    if others:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        kept = settings.data.with_name(f"{settings.data.name}-before-{stamp}")
    written = [name for name in targets if name not in alike]
    for name in written:
        if kept is not None and targets[name].exists():
            _keep(targets[name], kept / name)
        targets[name].parent.mkdir(parents=True, exist_ok=True)
        # By way of its own folder: the corpus may lie on another disk.
        beside = targets[name].with_name(f".restored-{targets[name].name}")
        shutil.move(staged[name], beside)
        beside.replace(targets[name])
        sync(targets[name].parent)
    return Restored(written, alike, kept)


def _target(settings: Settings, name: str) -> Path:
    folder, _, within = name.partition("/")
    return (settings.data if folder == DATA else settings.corpus) / within


def _keep(path: Path, kept: Path) -> None:
    """Move a file out of the way, with what is being written to it where it is a database."""
    for tail in ("", *SIDECARS):
        there = path.with_name(path.name + tail)
        if there.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(there, kept.with_name(kept.name + tail))
