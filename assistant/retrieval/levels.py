"""Which documents a question can mean by their standing: national or local, mandatory or voluntary, which province.

The codes are those of GB/T 2260 (two digits a province), as local standards print them: DB44 is Guangdong's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assistant.library.folding import fold_text
from assistant.library.model import EditionRecord

_PROVINCES = {
    "11": "北京 beijing", "12": "天津 tianjin", "13": "河北 hebei", "14": "山西 shanxi", "15": "内蒙古 inner mongolia",
    "21": "辽宁 liaoning", "22": "吉林 jilin", "23": "黑龙江 heilongjiang", "31": "上海 shanghai", "32": "江苏 jiangsu",
    "33": "浙江 zhejiang", "34": "安徽 anhui", "35": "福建 fujian", "36": "江西 jiangxi", "37": "山东 shandong",
    "41": "河南 henan", "42": "湖北 hubei", "43": "湖南 hunan", "44": "广东 guangdong", "45": "广西 guangxi",
    "46": "海南 hainan", "50": "重庆 chongqing", "51": "四川 sichuan", "52": "贵州 guizhou", "53": "云南 yunnan",
    "54": "西藏 tibet", "61": "陕西 shaanxi", "62": "甘肃 gansu", "63": "青海 qinghai", "64": "宁夏 ningxia",
    "65": "新疆 xinjiang",
}  # fmt: skip
_NAMES = {name: code for code, names in _PROVINCES.items() for name in names.split(" ", 1)}
_PROVINCE = re.compile("|".join(rf"\b{name}\b" if name.isascii() else name for name in _NAMES))
_LEVELS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    # What the question says, and how the numbers of such documents begin.
    (re.compile(r"强制|\b(?:mandatory|compulsory)\b"), re.compile(r"gb ?\d")),
    (re.compile(r"推荐性|\b(?:voluntary|recommended) (?:national )?standard"), re.compile(r"[a-z]+\d*/t")),
    (re.compile(r"国标|国家(?:标准|排放|强制|推荐)|\bnational standard|\bchinese [\w -]*standard"), re.compile("gb")),
    (re.compile(r"地标|地方(?:排放)?标准|省标|\b(?:local|provincial) standard"), re.compile(r"db")),
    (re.compile(r"团标|团体标准|\b(?:group|association) standard"), re.compile(r"t/")),
)  # fmt: skip
_LOCAL = re.compile(r"db ?(\d\d)")


class Standing:
    """The standing of each edition of a library, in the order of its records."""

    def __init__(self, records: Mapping[str, EditionRecord]) -> None:
        self._numbers = [fold_text(record.number or "") for record in records.values()]
        self._provinces = np.array([_province_of(record) or "" for record in records.values()])
        self._local = np.array([number.startswith("db") for number in self._numbers], bool)

    def suits(self, question: str) -> NDArray[np.float32]:
        """Return for each edition 1 where it has the standing asked for, -1 where it is another province's, else 0.

        A local document asked for without its province stays possible, a little behind the nation's.
        """
        folded = fold_text(question)
        wanted = [numbers for asked, numbers in _LEVELS if asked.search(folded)]
        asked = {_NAMES[name] for name in _PROVINCE.findall(folded)}
        values = np.zeros(len(self._numbers), np.float32)
        if wanted:
            for place, number in enumerate(self._numbers):
                if all(pattern.match(number) for pattern in wanted):
                    values[place] = 1.0
        of_province = self._provinces != ""
        if asked:
            values += np.where(of_province, np.where(np.isin(self._provinces, list(asked)), 0.5, -1.0), 0.0)
        else:
            values -= np.where(of_province & self._local, 0.3, 0.0)
        return values.astype(np.float32)


def _province_of(record: EditionRecord) -> str | None:
    local = _LOCAL.match(fold_text(record.number or ""))
    if local:
        return local[1]
    said = _PROVINCE.findall(fold_text(f"{record.title} {record.title_en or ''} {' '.join(record.aliases)}"))
    codes = {_NAMES[name] for name in said}
    return codes.pop() if len(codes) == 1 else None
