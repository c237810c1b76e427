"""Make `assistant/library/dictionary.tsv` of ECDICT: `python -m evals.make_dictionary ECDICT.csv`.

ECDICT (https://github.com/skywind3000/ECDICT, MIT) is an English–Chinese dictionary. Kept are common English words,
each with a few Chinese words of up to five characters, in the order of its senses.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from assistant.index.words import is_stop_word
from assistant.settings import ROOT

TABLE = ROOT / "assistant" / "library" / "dictionary.tsv"
_COMMON, _NAMES, _OF_A_LINE = 20_000, 6, 4
_WORD = re.compile(r"[a-z]{3,}")
_LINE = re.compile(r"(?:(?:n|v|vt|vi|a|ad|adj|adv|aux|prep|num|pron|conj|interj|pl|art|int)\.\s*|\[[^\]]*\]\s*)")
_REMARK = re.compile(r"[（(<〈\[].*?[)）>〉\]]")
_CHINESE = re.compile(r"[\u3400-\u9fff]{1,5}")
_WHOLE = ("目的", "土地", "工地", "场地", "用地", "学者", "患者", "读者", "记者", "作者", "前者", "后者")
_PHRASED = re.compile(r"^使|^被|^把|^将|^对|^与|^用于|^[一两几]个")


def senses(translation: str) -> Iterator[str]:
    """Yield the Chinese words of an entry: the first of each line, then the second, and so on."""
    lines = []
    for line in translation.replace("\\n", "\n").splitlines():
        if line.startswith(("[网络]", "[医]", "[计]")):
            continue
        words = []
        for part in re.split(r"[,;，；、]", _REMARK.sub("", _LINE.sub("", line))):
            word = part.strip()
            word = word[:-1] if len(word) > 1 and word[-1] in "的地者" and word[-2:] not in _WHOLE else word
            if _CHINESE.fullmatch(word) and not _PHRASED.match(word):
                words.append(word)
        lines.append(words[:_OF_A_LINE])
    for row in zip_longest(*lines):
        yield from filter(None, row)


def entries(table: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Yield common words: how common (1 is the commonest), the word, its Chinese names."""
    with table.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            word = row["word"]
            ranks = [int(row[name]) for name in ("frq", "bnc") if row[name] and int(row[name])]
            rank = min(ranks, default=_COMMON + 1)
            if not _WORD.fullmatch(word) or is_stop_word(word) or (rank > _COMMON and not row["tag"]):
                continue
            names = list(dict.fromkeys(senses(row["translation"])))[:_NAMES]
            if names:
                yield rank, word, names


def main() -> int:
    """Write the table."""
    if len(sys.argv) != 2:
        sys.exit("Name the file ecdict.csv.")
    lines = [f"{word}\t{';'.join(names)}" for _, word, names in sorted(entries(Path(sys.argv[1])))]
    TABLE.write_text("en\tzh\n" + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} words written to {TABLE}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
