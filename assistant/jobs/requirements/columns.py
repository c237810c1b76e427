"""What the columns of a table are for: naming, unit, limits, conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.shelf import Row, Table
from assistant.jobs.requirements.cells import is_dash, is_limit, printed, unit_in, units_in, without_marks, without_unit
from assistant.library.folding import fold_text
from assistant.library.numbers import find_numbers

_LIMIT = re.compile(
    r"限[值量制]|标准值|排放标准|处理标准|控制(?:标准|要求|值)|指标(?![名项体])|要求"
    r"|允许|最[大小高低]|上限|下限|基准|阈值|额定|规定值"
    r"|[≤≥<>]|不[大小高低]于|不超过|limit|\bmax|\bmin|requirement|threshold|permi(?:tted"
    r"|ssible)|allow(?:ed|able)|criteri",
    re.I,
)
_GENERIC = re.compile(
    r"^(?:(?:排放|控制|技术|质量|标准|最高|允许|浓度)*(?:限[值量]|标准值?|指标值?"
    r"|要求|规定)|数值|限度|limits?(?: values?)?|requirements?|values?)$",
    re.I,
)
_NOT_LIMIT = re.compile(
    r"方法|检出|测定[下上]限|标准号|标准编号|来源|编[号码]|代[号码]|字节|页码?|日期"
    r"|年份|分子[量式]|序号|频[次率]|采样|图号|当量|有效位|"
    r"实测|结果|结论|描述|说明|备注|定义|method|description|remark|detection|code"
    r"|byte|page|date|measured|result|clause",
    re.I,
)
_NO_LIMITS = re.compile(
    r"方法|代码|编码|对照|登记|示例|换算|当量|目录|符号|缩略|数据格式|格式|消息|报文"
    r"|字段|参数定义|比较|变化|记录|清单|名单|划分|不确定度|校准|重复性|再现性"
    r"|method|codes?\b|comparison|example|format|conversion|uncertainty|repeatab|precision|old and new|editions?\b",
    re.I,
)
_CLASSES = re.compile(
    r"^(?:产品|品种|样品|材料|对象|部位|区域|工序|设施|设备|装置|行业|企业|生产(?:过程|工艺|设[施备])|污染源|product|material|area)"
    r"|(?:类[别型]|等级|级别|分[类级]|种类|功能区|时段|规[格模]|型[号式])$"
    r"|\b(?:class|grade|type|categor|level)",
    re.I,
)
_NAMES = re.compile(
    r"污染物|项目|指标|参数|物质|成[分份]|组分|元素|检验|pollutant|parameter|item|characteristic|substance|propert",
    re.I,
)
_SIZES = re.compile(r"(?:高度|规模|容量|风量|流量|面积)[(（]?(?:m|m3/h|t/h)?[)）]?$")
"""What a limit depends on, although it is a figure."""
_UNITS = re.compile(r"(?:计量)?单位|units?", re.I)
_SERIAL = {"序号", "no.", "no", "编号", "#", "number", "row", "行", "项次", "s/n"}


def head_words(text: str) -> str:
    """Return a heading folded and without blanks, as words are looked for in it."""
    return re.sub(r"\s", "", fold_text(without_marks(text))) if re.search(r"[\u3400-\u9fff]", text) else fold_text(text)


@dataclass(frozen=True)
class Columns:
    """A table with what its columns are for; positions count from 0."""

    table: Table

    @cached_property
    def heads(self) -> list[str]:
        """The heading of each column as printed, empty where there is none."""
        header = self.table.header
        width = max([len(header), *(len(row.cells) for row in self.table.rows)], default=0)
        heads = [printed(header[i]) if i < len(header) else "" for i in range(width)]
        if self.sub is None:
            return heads
        below = [printed(cell) for cell in self.sub.cells]
        return [
            f"{head} {below[i]}" if i < len(below) and heads.count(head) > 1 else head for i, head in enumerate(heads)
        ]

    @cached_property
    def sub(self) -> Row | None:
        """A second line of headings that was read as the first row: words alone, its name that of the header."""
        header, first = self.table.header, next(iter(self.table.rows), None)
        if first is None or len(header) != len(first.cells) or len(set(header)) == len(header):
            return None
        named = head_words(first.cells[0]) == head_words(header[0])
        figures = any(re.match(r"[\d≤≥<>]", fold_text(cell)) for cell in first.cells)
        return first if named and not figures else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the headings."""
        return tuple(row for row in self.table.rows if row is not self.sub)

    @cached_property
    def alike(self) -> frozenset[int]:
        """Columns of limits that no heading tells apart, although their values differ."""
        found = [i for i in self.limits if [self.heads[j] for j in self.limits].count(self.heads[i]) > 1]
        differ = any(len({row.cells[i] for i in found if i < len(row.cells)}) > 1 for row in self.rows)
        return frozenset(found if differ else ())

    @cached_property
    def unit(self) -> int | None:
        """The column of units."""
        return next((i for i, head in enumerate(self.heads) if _UNITS.fullmatch(head_words(head))), None)

    @cached_property
    def limits(self) -> tuple[int, ...]:
        """The columns that hold limits; none where the table gives no limits."""
        values = [i for i in range(len(self.heads)) if self._holds_values(i)]
        told = [i for i in values if _LIMIT.search(head_words(self.heads[i]))]
        if told:
            return tuple(told)
        title = head_words(self.table.clause.title or "")
        above = head_words(self.table.section.title or "") if self.table.section else ""
        if _NO_LIMITS.search(title) or (not _LIMIT.search(title) and _NO_LIMITS.search(above)):
            return ()
        if _LIMIT.search(title) or _LIMIT.search(above):
            return tuple(values)
        return tuple(i for i in values if any(re.match(r"[≤≥<>]", fold_text(row.cells[i])) for row in self._rows(i)))

    @cached_property
    def names(self) -> tuple[int, ...]:
        """The columns that name what the limits are for: those of words before the first limit."""
        first = min(self.limits, default=len(self.heads))
        worded = [i for i in range(len(self.heads)) if i != self.unit and not self._serial(i) and self._holds_words(i)]
        before = [i for i in worded if i < first]
        return tuple(before or [i for i in worded if i not in self.limits][:1])

    @cached_property
    def indicators_in_heads(self) -> bool:
        """Tell whether the headings of the limits name what is limited, and the rows for what it holds."""
        if not self.names:
            return True
        if _NAMES.search(head_words(self.heads[self.names[-1]])):
            return False
        if any(unit_in(row.cells[i]) for row in self.rows for i in self.names if i < len(row.cells)):
            return False
        if _CLASSES.search(head_words(self.heads[self.names[-1]])):
            return True
        return len({unit for i in self.limits for unit in units_in(self.heads[i])}) > 1

    def by_class(self, column: int) -> bool:
        """Tell whether a limit's heading names a case it holds for, such as 时段 昼间, not what is limited."""
        return bool(_CLASSES.search(head_words(self.heads[column].split(" ")[0])))

    def plain_head(self, column: int) -> str:
        """Return what a limit's heading says beyond that it is a limit: empty for 限值, 直接排放 for 限值 直接排放."""
        parts = without_unit(self.heads[column]).split(" ")
        kept = parts[:]
        while kept and _GENERIC.match(kept[0]):
            kept.pop(0)
        # Of two limits side by side each is told by its heading, be it as plain as 排放标准.
        return " ".join(kept or (parts if len(self.limits) > 1 else ()))

    def _rows(self, column: int) -> list[Row]:
        return [row for row in self.rows if column < len(row.cells)]

    @cached_property
    def numbered(self) -> bool:
        """Whether the first column numbers the rows."""
        return bool(self.heads) and self._serial(0)

    def _serial(self, column: int) -> bool:
        return head_words(self.heads[column]) in _SERIAL

    def _holds_values(self, column: int) -> bool:
        head = head_words(self.heads[column])
        if column == self.unit or self._serial(column) or _NOT_LIMIT.search(head):
            return False
        if self._classes(column) or self._sizes(column):
            return False
        if any(number.year for number in find_numbers(self.heads[column])) or re.search(
            r"(?:19|20)\d\d(?:年版| edition)", head
        ):
            return False
        cells = [row.cells[column] for row in self._rows(column)]
        held = sum(is_limit(cell) for cell in cells)
        return held > 0 and held >= (len(cells) - sum(is_dash(cell) for cell in cells)) / 2

    def _classes(self, column: int) -> bool:
        head = head_words(self.heads[column])
        return bool(_CLASSES.search(head)) and not unit_in(self.heads[column]) and not _LIMIT.search(head)

    def _sizes(self, column: int) -> bool:
        return bool(_SIZES.search(head_words(self.heads[column])))

    def _holds_words(self, column: int) -> bool:
        if self._classes(column) or self._sizes(column):
            return self._classes(column)
        cells = [row.cells[column] for row in self._rows(column)]
        return sum(not is_limit(cell) and not is_dash(cell) for cell in cells) > len(cells) / 2
