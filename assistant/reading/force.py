"""How binding a clause is: 应/shall, 宜/should, 可/may, 能/can (GB/T 1.1-2020, annex C; ISO/IEC Directives, part 2)."""

from __future__ import annotations

import re

from assistant.library.model import Force

_SHALL_ZH = re.compile(
    r"应当|必须|不得|严禁|禁止|不应|须(?!知)|"
    r"(?<![相对适反响供效因感内呼照顺答回报])应(?![用急对力变答付聘届验激运邀有尽])"
)
_SHOULD_ZH = re.compile(r"(?<![适便不合相事时])宜|不宜|推荐采用|鼓励")
_MAY_ZH = re.compile(r"可以|不必|(?<![许认不尽均皆])可(?![能靠持行见燃再回溶降比操重观视信接逆追])|均可")
_CAN_ZH = re.compile(r"能够|不能|(?<![功性节可产热电光动势潜效储智])能(?![源力耗效量级])")
_SHALL_EN = re.compile(r"\b(?:shall|must|(?:is|are) required to|(?:is|are) prohibited)\b", re.IGNORECASE)
_SHOULD_EN = re.compile(r"\b(?:should|(?:is|are) recommended|ought to)\b", re.IGNORECASE)
_MAY_EN = re.compile(r"\b(?:may|(?:is|are) permitted)\b(?!\s+\d)")
_CAN_EN = re.compile(r"\b(?:can|cannot)\b", re.IGNORECASE)
_ORDER: tuple[tuple[Force, tuple[re.Pattern[str], re.Pattern[str]]], ...] = (
    ("shall", (_SHALL_ZH, _SHALL_EN)),
    ("should", (_SHOULD_ZH, _SHOULD_EN)),
    ("may", (_MAY_ZH, _MAY_EN)),
    ("can", (_CAN_ZH, _CAN_EN)),
)


def force_of(text: str) -> Force:
    """Return the strongest force a text has: shall before should before may before can, else `none`."""
    for force, patterns in _ORDER:
        if any(pattern.search(text) for pattern in patterns):
            return force
    return "none"
