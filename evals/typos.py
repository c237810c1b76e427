"""What one slip in a question costs: shares found with a right clause first and among the first three.

    python -m evals.typos INDEX QUESTIONS.jsonl [INDEX QUESTIONS.jsonl ...] [--seeds 5] [--show] [--json]

Each question with evidence and one turn gets one random edit by each seed: in English a letter of a word swapped with
its neighbour or dropped; in Chinese a character dropped, swapped with its neighbour, or replaced by one that sounds or
looks alike, from a table of this file. Numbers and Latin codes are left alone.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from random import Random
from typing import Any

from evals.evidence import evidence_rank, load_questions, retriever_of

_GROUPS = (
    "醛全泉权 证正政怎 认任仁忍 限现线县 量亮良 值直植 标彪表 准谁淮 排牌派 放方防 废费肺 物务误 "
    "污乌屋 染然柒 产铲 品拼晶 检捡简减 测侧册策 验险艳 定订顶 规归龟 范犯饭 期其奇 效笑校 请清情 "
    "申伸身 书属数 罚法发 款宽 贮储除 存村 处触 理里埋 危威微 浓农弄 度渡 气汽器 水谁 环坏还 "
    "境竟静 绿录律 色涩 企起启 业叶夜 机鸡及 构够购 监间坚 督毒读 管官馆 要药 求球 多朵 少烧 "
    "最罪醉 高搞稿 低底抵 每美没 年念 月越 天添 时石实 间见建 哪那拿 些写 什甚十 可科客 以已意 "
    "能熊 应英影 该概改 使史始 用佣拥 家加佳 具局剧 板版扳 材才财 料科 采彩菜 府附负 关官 于与余 "
    "实石食 施失诗 办半伴 公工功 司思丝 国过果 油由抽 漆七 涂徒途 钢刚纲 铁贴 锅过 炉卢 噪操造 "
    "声生升 电店典 车扯 辆两量 信心新 息西 消削 传船 报抱暴"
)
_ALIKE = _GROUPS.split(" ")
"""Characters that sound or look alike, or are the next suggestion of a keyboard."""
_WORD = re.compile(r"(?<![A-Za-z0-9/-])[a-z]{5,}(?![A-Za-z0-9/-])")
_HAN = re.compile(r"[\u3400-\u9fff]")


def one_slip(question: str, draw: Random) -> str:
    """Return a question with one edit; as it is where nothing in it can be edited."""
    places = [match.start() for match in _HAN.finditer(question)]
    return _chinese_slip(question, places, draw) if places else _english_slip(question, draw)


def _english_slip(question: str, draw: Random) -> str:
    words = list(_WORD.finditer(question))
    if not words:
        return question
    word = draw.choice(words)
    at = draw.randrange(word.start() + 1, word.end() - 1)
    if draw.random() < 0.5 and question[at] != question[at + 1]:
        return question[:at] + question[at + 1] + question[at] + question[at + 2 :]
    return question[:at] + question[at + 1 :]


def _chinese_slip(question: str, places: list[int], draw: Random) -> str:
    replaceable = [at for at in places if any(question[at] in group for group in _ALIKE)]
    way = draw.choice(("alike", "alike", "dropped", "swapped"))
    if way == "alike" and replaceable:
        at = draw.choice(replaceable)
        group = draw.choice([group for group in _ALIKE if question[at] in group])
        return question[:at] + draw.choice(group.replace(question[at], "")) + question[at + 1 :]
    at = draw.choice(places)
    if way == "swapped" and at + 1 in places:
        return question[:at] + question[at + 1] + question[at] + question[at + 2 :]
    return question[:at] + question[at + 1 :]


def measure(index: Path, questions: Path, seeds: int, show: bool) -> list[dict[str, Any]]:
    """Return for each question asked its rank as it is written (`seed` 0) and with the slip of each seed."""
    retriever = retriever_of(index)
    found = []
    for number, question in enumerate(load_questions(questions)):
        written = question["turns"][0]
        plain = evidence_rank(retriever, question, written)
        found.append({"id": question["id"], "seed": 0, "rank": plain})
        for seed in range(1, seeds + 1):
            slipped = one_slip(written, Random(1000 * seed + number))
            rank = evidence_rank(retriever, question, slipped)
            found.append({"id": question["id"], "seed": seed, "rank": rank})
            if show and (plain or 99) <= 3 < (rank or 99):
                print(f"{question['id']} {plain} -> {rank}: {slipped}   read as {retriever.analyse(slipped).text}")
    return found


def shares(ranks: list[int | None]) -> dict[str, float]:
    """Return the shares found first and among the first three."""
    return {f"first_{k}": round(sum(r is not None and r <= k for r in ranks) / len(ranks), 4) for k in (1, 3)}


def main() -> None:
    """Print the shares before and after a slip, and what it costs the first three in points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, metavar="INDEX QUESTIONS", help="pairs of index and questions")
    parser.add_argument("--seeds", type=int, default=5, help="how many slips for each question (default 5)")
    parser.add_argument("--show", action="store_true", help="print the questions whose clause was lost")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if len(args.places) % 2:
        parser.error("give pairs: an index, then its file of questions")
    found = []
    for index, questions in zip(args.places[::2], args.places[1::2], strict=True):
        found += measure(index, questions, args.seeds, args.show)
    before = shares([one["rank"] for one in found if not one["seed"]])
    after = shares([one["rank"] for one in found if one["seed"]])
    by_seed = [shares([one["rank"] for one in found if one["seed"] == seed]) for seed in range(1, args.seeds + 1)]
    lost = round(100 * (before["first_3"] - after["first_3"]), 2)
    report = {"before": before, "after": after, "by_seed": by_seed, "points_lost_first_3": lost}
    print(json.dumps(report) if args.json else "\n".join(f"{name}: {value}" for name, value in report.items()))


if __name__ == "__main__":
    main()
