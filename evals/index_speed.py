"""How fast PDFs become a saved index, beside LangChain's plain recipe with the same model on the same files.

    python -m evals.index_speed [--rounds N] [--language en|zh] [--json] [FILES …]

Each run is a cold process, started by the clock: ours is `assistant index` on an empty index folder, theirs is
`evals.langchain_recipe`, one after the other in each round. Printed are pages a second from start to exit, the median
of the rounds, and the processor time a page, which tells more where the machine has other work. The shipped model has
been prepared before, as an installation does once; OCR does not run on these files. Needs the extra `bench`.

Without FILES the digital documents named below are indexed; `ASSISTANT_SHARED` names the folder that holds `pdfs/`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from assistant.index.shipped_model import prepared
from assistant.settings import ROOT, Settings

DOCUMENTS: dict[str, tuple[str, ...]] = {
    "en": (
        "editions/SP800-70r3.pdf",
        "editions/SP800-40r3.pdf",
        "editions/SP800-61rev2.pdf",
        "english/fhs-3.0.pdf",
        "english/FIPS200.pdf",
    ),
    "zh": (
        "editions/JTT 808-2011.pdf",
        "zh-other/JTT 1078-2016.pdf",
        "zh-other/install.zh_CN.pdf",
        "zh-other/TJSATL 12-2017.pdf",
        "zh-environment/P8_GB_GB-31571-2015.pdf",
        "zh-environment/P8_GB_GB-31572-2015.pdf",
        "zh-environment/P8_GB_GB-18466-2005.pdf",
        "zh-environment/P8_GB_GB-21902-2008.pdf",
    ),
}
TARGETS = {"en": 4.5, "zh": 8.0}


def measure(files: Sequence[Path], rounds: int) -> dict[str, Any]:
    """Index the files both ways, `rounds` times each; return pages a second, processor time and their ratio."""
    seconds: dict[str, list[float]] = {"ours": [], "langchain": []}
    busy: dict[str, list[float]] = {"ours": [], "langchain": []}
    pages = 0
    with tempfile.TemporaryDirectory() as work:
        corpus = Path(work) / "corpus"
        corpus.mkdir()
        for file in files:
            (corpus / file.name).symlink_to(file.resolve())
        for number in range(rounds):
            for name in seconds:
                into = Path(work) / f"{name}-{number}"
                took, spent, said = _timed(_command(name, corpus, into))
                seconds[name].append(took)
                busy[name].append(spent)
                pages = json.loads(said.strip().splitlines()[-1])["pages"]
    result: dict[str, Any] = {"files": [file.stem for file in files], "pages": pages, "rounds": rounds}
    for name in seconds:
        result[f"{name}_pages_per_second"] = round(pages / median(seconds[name]), 2)
        result[f"{name}_cpu_ms"] = round(1000 * median(busy[name]) / pages, 1)
    result["ratio"] = round(median(seconds["langchain"]) / median(seconds["ours"]), 2)
    result["cpu_ratio"] = round(median(busy["langchain"]) / median(busy["ours"]), 2)
    return result


def _command(name: str, corpus: Path, into: Path) -> list[str]:
    if name == "ours":
        return ["-m", "assistant.cli", "index", str(corpus), "--index", str(into), "--json"]
    return ["-m", "evals.langchain_recipe", str(corpus), str(into)]


def _timed(arguments: Sequence[str]) -> tuple[float, float, str]:
    """Run Python with these arguments; return seconds by the clock and of the processor, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ran.stdout


def lines_of(language: str, result: dict[str, Any]) -> str:
    """Return the figures of one language as text."""
    target = f"  [target {TARGETS[language]}]" if language in TARGETS else ""
    return (
        f"{language}: {len(result['files'])} files, {result['pages']} pages: ours {result['ours_pages_per_second']}"
        f" pages/s, LangChain {result['langchain_pages_per_second']}: {result['ratio']} times{target}; processor time"
        f" a page {result['ours_cpu_ms']} and {result['langchain_cpu_ms']} ms: {result['cpu_ratio']} times"
    )


def main() -> None:
    """Run the comparison from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, help="PDFs with a text layer")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--language", choices=sorted(DOCUMENTS))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    shared = os.environ.get("ASSISTANT_SHARED")
    if not asked.files and not shared:
        sys.exit("Name PDFs, or the folder of real documents by ASSISTANT_SHARED.")
    groups = (
        {"files": asked.files}
        if asked.files
        else {
            language: [Path(shared or "") / "pdfs" / name for name in names]
            for language, names in DOCUMENTS.items()
            if asked.language in (None, language)
        }
    )
    prepared(Settings().models)
    results = {language: measure(files, max(asked.rounds, 1)) for language, files in groups.items()}
    if asked.json:
        print(json.dumps(results, ensure_ascii=False))
    else:
        print("\n".join(lines_of(language, result) for language, result in results.items()))


if __name__ == "__main__":
    main()
