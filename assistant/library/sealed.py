"""Kept files that say by their first line, the SHA-256 of the rest, whether they are as they were written."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sealed(content: bytes) -> bytes:
    """Return content with its seal before it."""
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def unsealed(path: Path) -> bytes | None:
    """Return what a file holds behind its seal; None where it is not there or not as it was written."""
    try:
        told, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest().encode() == told else None
