"""Killing, starving and racing the indexer: after each, the last build answers and the next run completes.

    python -m evals.interruptions [--kills 200] [--full-disks 50] [--two-at-once 50] [--flips 3] [--seed 1]

A small corpus of our own sheets is indexed again and again in a folder of its own, one sheet exchanged each time, by
processes that are killed (SIGKILL) at a random moment, that get "no space left" (ENOSPC) at a random write, or that
start two at a time. After each, `verify` must pass and a question be answered from the build that is current; at the
end of each the next run must complete, and what it holds be, byte for byte, what an uninterrupted run from nothing
holds. A disk that fills is a real one (a small tmpfs) where mounting is allowed, else a limit on what a file may hold.
Last, bytes are flipped in each file of the builds, in each kept reading and in kept vectors, so many in each, one at a
time: `verify` must find each.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answering.ask import Asker
from assistant.errors import AssistantError
from assistant.index.builds import open_current
from assistant.index.current import current_id, read_manifest
from assistant.jobs.refresh import refresh
from assistant.jobs.verify import verify
from assistant.settings import Settings

_UNLIKE = ("impact.json",)
"""Files of a build that tell how it came about, not what it holds."""
_SHEET = r"""
#set document(title: "Garden chairs")
= Garden chairs, part {name}
1 Scope \
This document applies to chairs of part {name} that stand in gardens all year round.

2 Limits \
2.1 Lead in the paint of a garden chair of part {name} shall not exceed {limit} mg/kg.

2.2 A garden chair shall bear {limit} kg for one hour without any lasting change.
"""


@dataclass
class Bench:
    """A corpus and its index. `wrong` gathers what did not hold."""

    root: Path
    draw: random.Random
    sheets: int = 3
    wrong: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings of the bench."""
        return Settings(corpus=self.root / "docs", index=self.root / "index", data=self.root / "data")

    def prepare(self) -> float:
        """Make the corpus and a first build; return the seconds that a run for one changed sheet takes."""
        self.settings.corpus.mkdir(parents=True)
        for number in range(self.sheets):
            self.write(number)
        refresh(self.settings.corpus, self.settings.index, settings=self.settings)
        self.write(0)
        began = time.monotonic()
        self.start().wait()
        return time.monotonic() - began

    def write(self, number: int) -> None:
        """Exchange one sheet of the corpus for one with another limit."""
        import typst

        limit = self.draw.randrange(10, 100_000)
        made = typst.compile(_SHEET.replace("{name}", str(number)).replace("{limit}", str(limit)).encode())
        (self.settings.corpus / f"chairs-{number}.pdf").write_bytes(made)

    def start(self, before: Callable[[], None] | None = None, index: Path | None = None) -> subprocess.Popen[bytes]:
        """Start an indexer in a process group of its own."""
        words = ["index", str(self.settings.corpus), "--index", str(index or self.settings.index), "--json"]
        return subprocess.Popen(
            [sys.executable, "-m", "assistant.cli", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before, start_new_session=True,
        )  # fmt: skip

    def check(self, what: str) -> None:
        """Check that the current build answers and is whole."""
        self.counts[what] = self.counts.get(what, 0) + 1
        try:
            with open_current(self.settings.index) as build:
                answer = Asker(build, self.settings).ask("How much lead may the paint of a garden chair contain?")
            if not answer.citations:
                self.wrong.append(f"{what}: no answer")
        except AssistantError as error:
            self.wrong.append(f"{what}: {error}")
        # A sheet that was exchanged and not yet indexed is meant to be told.
        said = [one.what for one in verify(self.settings).problems if "changed since it was indexed" not in one.what]
        self.wrong += [f"{what}: {one}" for one in said]

    def complete(self, what: str) -> None:
        """Check that the next run completes and holds what a run from nothing does."""
        try:
            refresh(self.settings.corpus, self.settings.index, settings=self.settings)
        except AssistantError as error:
            self.wrong.append(f"{what}: the next run failed: {error}")
            return
        fresh = self.root / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        refresh(self.settings.corpus, fresh, settings=self.settings)
        if held(self.settings.index) != held(fresh):
            self.wrong.append(f"{what}: the build differs from an uninterrupted one")
        if list((self.settings.index / "builds").glob(".new-*")):
            self.wrong.append(f"{what}: a half-written build was left")


def held(index: Path) -> dict[str, str]:
    """Return the SHA-256 of the files of the current build, those apart that tell how it came about."""
    hashes = read_manifest(index, current_id(index) or "").hashes
    return {name: sha256 for name, sha256 in hashes.items() if name not in _UNLIKE}


def kill(bench: Bench, seconds: float) -> None:
    """Kill an indexer, with the processes it started, at a random moment of its run."""
    bench.write(bench.draw.randrange(bench.sheets))
    indexer = bench.start()
    time.sleep(bench.draw.uniform(0, seconds))
    os.killpg(indexer.pid, signal.SIGKILL)
    indexer.communicate()
    bench.check("killed")
    bench.complete("killed")


def fill_disk(bench: Bench, _seconds: float) -> None:
    """Run an indexer that may write only so much: into a small tmpfs, or under a limit on the size of files."""
    bench.write(bench.draw.randrange(bench.sheets))
    small, index = bench.root / "small", bench.settings.index
    small.mkdir(exist_ok=True)
    used = sum(-(-path.stat().st_size // 4096) * 4096 for path in index.rglob("*") if path.is_file())
    size = used + bench.draw.randrange(4_000, 150_000)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)]
    mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if mounted:
        try:
            shutil.copytree(index, small, dirs_exist_ok=True)
            _, errors = (run := bench.start(index=small)).communicate()
            shutil.rmtree(index)
            shutil.copytree(small, index)
        finally:
            subprocess.run(["umount", str(small)], check=False)
        what = "on a disk that filled" if run.returncode else "on a disk that just sufficed"
    else:
        most = bench.draw.randrange(200, 60_000)

        def starve() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        _, errors = (run := bench.start(starve)).communicate()
        what = "under a limit on files" if run.returncode else "under a limit that sufficed"
    _plain(bench, what, run.returncode, errors)
    bench.check(what)
    bench.complete(what)


def race(bench: Bench, _seconds: float) -> None:
    """Start two indexers together: one at least completes, another may be told to wait."""
    bench.write(bench.draw.randrange(bench.sheets))
    both = [bench.start(), bench.start()]
    for run in both:
        _, errors = run.communicate()
        _plain(bench, "two at once", run.returncode, errors)
    if all(run.returncode for run in both):
        bench.wrong.append("two at once: neither completed")
    bench.check("two at once")
    bench.complete("two at once")


def flip(bench: Bench, each: int) -> None:
    """Flip bytes in each file that is stored, at random places and at both ends, and see that each is found."""
    index = bench.settings.index
    vectors = index / "cache" / "vectors.sqlite"
    stored = [path for path in (index / "builds").rglob("*") if path.is_file()]
    stored += (index / "cache" / "readings").rglob("*.json")
    for path in sorted(stored):
        size = path.stat().st_size
        for place in {0, size - 1, *(bench.draw.randrange(size) for _ in range(each))}:
            _flip(bench, path, place, "flipped in a build" if "builds" in path.parts else "flipped in a kept reading")
    with closing(sqlite3.connect(vectors)) as connection:
        kept = [vector for (vector,) in connection.execute("SELECT vector FROM vectors")]
    whole = vectors.read_bytes()
    for vector in bench.draw.sample(kept, min(len(kept), 5 * each)):
        # Vectors spill over pages: what of one surely lies in one run is its beginning.
        if (start := whole.find(vector[:40])) >= 0:
            _flip(bench, vectors, start + bench.draw.randrange(40), "flipped in a kept vector")


def _flip(bench: Bench, path: Path, place: int, what: str) -> None:
    """Flip one bit, see whether `verify` tells of the file or of the one whose seal it is, and flip it back."""
    bench.counts[what] = bench.counts.get(what, 0) + 1
    mask = 1 << bench.draw.randrange(8)
    _turn(path, place, mask)
    if not any(Path(one.where).parent == path.parent for one in verify(bench.settings).problems):
        bench.wrong.append(f"{what}: byte {place} of {path} was not found")
    _turn(path, place, mask)


def _turn(path: Path, place: int, mask: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ mask]))


def _plain(bench: Bench, what: str, status: int, errors: bytes) -> None:
    told = errors.decode(errors="replace").strip()
    if status and ("Traceback" in told or not told or "\n" in told):
        bench.wrong.append(f"{what}: not told in one sentence: {told[-400:]}")


def interrupt(root: Path, kills: int, full_disks: int, races: int, flips: int = 0, seed: int = 1) -> Bench:
    """Do all that; return the bench with what was wrong and how often each was done."""
    bench = Bench(root, random.Random(seed))
    seconds = bench.prepare()
    for do, times in ((kill, kills), (fill_disk, full_disks), (race, races)):
        for _ in range(times):
            do(bench, seconds)
    if flips:
        flip(bench, flips)
        bench.wrong += [f"after the flips: {one.what}" for one in verify(bench.settings).problems]
    return bench


def main() -> None:
    """Interrupt from the command line; exit status 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--full-disks", type=int, default=50)
    parser.add_argument("--two-at-once", type=int, default=50)
    parser.add_argument("--flips", type=int, default=3, help="bytes flipped in each file, besides its first and last")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = interrupt(Path(folder), asked.kills, asked.full_disks, asked.two_at_once, asked.flips, asked.seed)
    print(json.dumps({"done": bench.counts, "wrong": bench.wrong}, ensure_ascii=False, indent=1))
    sys.exit(bool(bench.wrong))


if __name__ == "__main__":
    main()
