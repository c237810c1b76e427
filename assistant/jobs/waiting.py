"""What lies in the corpus and is not in the current build yet."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from assistant.errors import BuildError
from assistant.index.current import current_id, read_manifest
from assistant.index.manifest import file_sha256
from assistant.jobs.corpus_files import find_pdfs
from assistant.library.catalogue import FILE_NAME as CATALOGUE
from assistant.library.model import Model
from assistant.settings import Settings


class Waiting(Model):
    """The files that a re-index would take in, take anew or leave out, and whether the catalogue is another."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    catalogue: bool = False

    def anything(self) -> bool:
        """Tell whether a re-index would change the library."""
        return bool(self.added or self.changed or self.removed or self.catalogue)


def waiting(settings: Settings) -> Waiting:
    """Compare the corpus with the current build; nothing of it is known where there is no build."""
    index = settings.index
    current = current_id(index)
    try:
        manifest = read_manifest(index, current) if current else None
    except BuildError:
        manifest = None
    found = find_pdfs(settings.corpus, _sha256).hashes if settings.corpus.is_dir() else {}
    if manifest is None:
        return Waiting(added=tuple(found), catalogue=False)
    known = {file: one.sha256 for file, one in (manifest.files | manifest.failed).items() if one.sha256}
    return Waiting(
        added=tuple(file for file in found if file not in known),
        changed=tuple(file for file, sha256 in found.items() if known.get(file, sha256) != sha256),
        removed=tuple(file for file in manifest.files if file not in found),
        catalogue=file_sha256(settings.corpus / CATALOGUE) != manifest.catalogue,
    )


def _sha256(path: Path) -> str:
    facts = path.stat()
    return _known_sha256(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=8192)
def _known_sha256(path: Path, modified: int, size: int) -> str:
    """Return a file's SHA-256; time and size are there so that it is made again when they change."""
    return file_sha256(path)
