"""How fast digital PDFs are read, beside pypdf's bare text of the same files.

    python -m evals.reading_speed [FILES…] [--rounds N] [--json]

Both read the same files one after the other in the same run: pypdf extracts the bare text of every page in this
process; the product reads every file to the finished document (clauses, tables, front matter), in its two worker
processes, without OCR. A file that either cannot read is named and left out of the comparison.

Printed are pages a second (wall clock): `cold` counts from the call, the start of the workers included; `warm` from the
first page that a worker has read. The ratio is that of pages a second, warm or cold, to pypdf's. With several rounds
each figure is the median of theirs. `seconds` of one file is what its worker took for it. On a busy machine the
milliseconds of processor time a page (`cpu_ms`, the workers' start included) tell more than the clock.

Without FILES the digital documents named below are read; `ASSISTANT_SHARED` names the folder that holds `pdfs/`.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from assistant.library.model import Document
from assistant.reading.worker import read_many

DOCUMENTS = (
    "editions/SP800-70r3.pdf",
    "editions/SP800-40r3.pdf",
    "editions/SP800-61rev2.pdf",
    "editions/JTT 808-2011.pdf",
    "english/fhs-3.0.pdf",
    "english/FIPS200.pdf",
    "zh-other/JTT 1078-2016.pdf",
    "zh-other/install.zh_CN.pdf",
    "zh-other/TJSATL 12-2017.pdf",
    "zh-environment/P8_GB_GB-31571-2015.pdf",
    "zh-environment/P8_GB_GB-31572-2015.pdf",
    "zh-environment/P8_GB_GB-18466-2005.pdf",
    "zh-environment/P8_GB_GB-21902-2008.pdf",
    "zh-environment/P8_DB_DB-44-27-2001.pdf",
    "zh-environment/P7_hjbhzhml.pdf",
    "zh-environment/P8_HJ_HJ-1259-2022.pdf",
)


_GOODBYE = 0.5
"""Seconds that the workers get to end, so that their processor time is known."""


def measure(paths: Sequence[Path], rounds: int = 1) -> dict[str, Any]:
    """Read the files with pypdf and with the product, `rounds` times each, and compare.

    Returns:
        `files` (file, pages, pypdf_seconds, seconds), `left_out` (file, reason), `pages`, pages a second of `pypdf`,
        `cold` and `warm`, their ratios to pypdf's, and the processor time a page of both.
    """
    left_out: dict[str, str] = {}
    theirs: dict[Path, list[float]] = {path: [] for path in paths}
    ours: dict[Path, list[Document]] = {path: [] for path in paths}
    whole: list[tuple[float, float]] = []
    spent: dict[str, list[float]] = {"pypdf": [], "ours": []}
    for _ in range(rounds):
        busy = time.process_time()
        for path in paths:
            seconds = _pypdf_seconds(path)
            if seconds is None:
                left_out[str(path)] = "pypdf does not read it"
            else:
                theirs[path].append(seconds)
        spent["pypdf"].append(time.process_time() - busy)
        busy = _processor_time()
        whole.append(_read([path for path in paths if str(path) not in left_out], ours, left_out))
        spent["ours"].append(_processor_time() - busy)
    compared = [path for path in paths if str(path) not in left_out]
    files = [
        {
            "file": path.name,
            "pages": ours[path][0].pages,
            "pypdf_seconds": _middle(theirs[path]),
            "seconds": _middle([document.seconds for document in ours[path]]),
        }
        for path in compared
    ]
    count = sum(ours[path][0].pages for path in compared)
    speeds = {
        "pypdf": count / max(sum(median(theirs[path]) for path in compared), 1e-9),
        "cold": count / max(median(cold for cold, _ in whole), 1e-9),
        "warm": count / max(median(warm for _, warm in whole), 1e-9),
    }
    return {
        "files": files,
        "left_out": [{"file": file, "reason": reason} for file, reason in left_out.items()],
        "pages": count,
        "rounds": rounds,
        **{f"{name}_pages_per_second": round(speed, 1) for name, speed in speeds.items()},
        **{f"{name}_cpu_ms": round(1000 * median(seconds) / max(count, 1), 1) for name, seconds in spent.items()},
        "cold_ratio": round(speeds["cold"] / max(speeds["pypdf"], 1e-9), 2),
        "warm_ratio": round(speeds["warm"] / max(speeds["pypdf"], 1e-9), 2),
    }


def _read(paths: Sequence[Path], into: dict[Path, list[Document]], left_out: dict[str, str]) -> tuple[float, float]:
    """Read the files in the product's workers: return the seconds from the call, and those from the first page read."""
    pages: list[float] = []
    began = time.perf_counter()
    for path, outcome in read_many(paths, ocr="never", progress=lambda *_: pages.append(time.perf_counter())):
        if isinstance(outcome, Document):
            into[path].append(outcome)
        else:
            left_out[str(path)] = outcome.message
    ended = time.perf_counter()
    time.sleep(_GOODBYE)
    return ended - began, ended - min(pages, default=began)


def _processor_time() -> float:
    """Return the processor seconds of this process and of those it has seen end."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def _middle(values: Sequence[float]) -> float:
    return round(median(values), 3)


def _pypdf_seconds(path: Path) -> float | None:
    """Return how long pypdf takes for the bare text of all pages; None where it fails."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    began = time.perf_counter()
    try:
        for page in PdfReader(path).pages:
            page.extract_text()
    except (PyPdfError, DependencyError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        return None
    return time.perf_counter() - began


def table(result: dict[str, Any]) -> str:
    """Return the result as lines of text."""
    lines = [f"{'pages':>5} {'pypdf s':>9} {'ours s':>8}  file"]
    lines += [
        f"{file['pages']:>5} {file['pypdf_seconds']:>9.2f} {file['seconds']:>8.2f}  {file['file']}"
        for file in result["files"]
    ]
    lines += [f"left out: {one['file']}: {one['reason']}" for one in result["left_out"]]
    for name, ratio in (("pypdf", None), ("cold", result["cold_ratio"]), ("warm", result["warm_ratio"])):
        times = "" if ratio is None else f"  {ratio:.2f} times pypdf"
        lines.append(f"{name:>5} {result[f'{name}_pages_per_second']:>9.1f} pages/s{times}")
    lines.append(f"processor time a page: pypdf {result['pypdf_cpu_ms']} ms, ours {result['ours_cpu_ms']} ms")
    return "\n".join(lines)


def _default_files() -> list[Path]:
    shared = os.environ.get("ASSISTANT_SHARED")
    if not shared:
        sys.exit("Name PDFs, or the folder of real documents by ASSISTANT_SHARED.")
    return [Path(shared) / "pdfs" / name for name in DOCUMENTS]


def main() -> None:
    """Run the comparison from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, help="PDFs with a text layer")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is read; figures are medians")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    files = asked.files or _default_files()
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        sys.exit(f"There is no file {missing[0]}: check the name.")
    result = measure(files, max(asked.rounds, 1))
    print(json.dumps(result, ensure_ascii=False) if asked.json else table(result))


if __name__ == "__main__":
    main()
