"""The builds an index folder holds and the pointer to the current one. Light: no index is opened here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import BuildError, NotFoundError
from assistant.index.manifest import FILE_NAME, Manifest

POINTER = "current"


def builds_folder(index: Path) -> Path:
    """Return the folder that holds an index's builds."""
    return index / "builds"


def build_ids(index: Path) -> list[str]:
    """Return the ids of the complete builds, oldest first."""
    return sorted(path.parent.name for path in builds_folder(index).glob(f"[!.]*/{FILE_NAME}"))


def current_id(index: Path) -> str | None:
    """Return the id of the current build, or None where there is none."""
    try:
        name = (index / POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    return name or None


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Be the one that changes an index, however long; BuildError at once where another process is at it."""
    lock = FileLock(index / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BuildError(
            f"Another process is changing the index in {index}: wait until it is done.", code="busy"
        ) from error
    try:
        yield
    finally:
        lock.release()


def make_current(index: Path, build: str) -> None:
    """Move the pointer to a build, atomically."""
    beside = index / f".{POINTER}-{os.getpid()}"
    with beside.open("w", encoding="utf-8") as file:
        file.write(f"{build}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(index / POINTER)
    sync(index)


def sync(path: Path) -> None:
    """Have a file's or a folder's content written to the disk before returning: a power cut then leaves it whole."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rollback(index: Path, build: str | None = None) -> str:
    """Make an earlier build current: the one named, or the one before the current. Return its id.

    Raises:
        NotFoundError: there is no such build.
        BuildError: another process is changing the index, that build is damaged, or the pointer could not be moved.
    """
    if not build_ids(index):
        raise NotFoundError(f"{index} holds no build: run 'assistant index' first.")
    try:
        with writing(index):
            chosen = _earlier(index, build)
            read_manifest(index, chosen)  # a build that cannot be read is refused
            make_current(index, chosen)
    except OSError as error:
        raise BuildError(
            f"The index in {index} could not be rolled back ({error.strerror}): make room or check the rights."
        ) from error
    return chosen


def _earlier(index: Path, build: str | None) -> str:
    ids, current = build_ids(index), current_id(index)
    if build is None:
        earlier = [one for one in ids if current is not None and one < current]
        if not earlier:
            raise NotFoundError(f"{index} holds no build earlier than the current one.")
        return earlier[-1]
    if build not in ids:
        raise NotFoundError(f"{index} holds no build '{build}'; it holds {', '.join(ids)}.")
    return build


def remove_old(index: Path, keep: int) -> None:
    """Remove the oldest builds beyond `keep`, the current one apart, and what dead runs left; only under the lock."""
    ids, current = build_ids(index), current_id(index)
    for build in [one for one in ids if one != current][: max(0, len(ids) - keep)]:
        # Out of the way in one step: a run killed while it removes files must not leave half a build.
        (builds_folder(index) / build).rename(builds_folder(index) / f".old-{build}")
    for left in builds_folder(index).glob(".*-*"):
        shutil.rmtree(left, ignore_errors=True)


def volumes_of(index: Path) -> dict[str, tuple[Path, str]]:
    """Return the volumes of all builds by name, each with its SHA-256; the current build's before others'."""
    found: dict[str, tuple[Path, str]] = {}
    current = current_id(index)
    for build in sorted(build_ids(index), key=lambda one: (one == current, one)):
        try:
            manifest = read_manifest(index, build)
        except BuildError:
            continue
        for name, sha256 in manifest.hashes.items():
            path = builds_folder(index) / build / name
            if "/" in name:  # nothing but volumes lies in a folder of its own
                found[path.stem] = (path, sha256)
    return found


def read_manifest(index: Path, build: str) -> Manifest:
    """Read a build's manifest; BuildError where it is missing or damaged."""
    path = builds_folder(index) / build / FILE_NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BuildError(
            f"The build '{build}' in {index} is missing or damaged: run 'assistant rollback' or 'assistant index'."
        ) from error
