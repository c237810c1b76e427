"""What sort of fact a text states, and what sort a question asks after: a duration, a date, a sanction, a quantity.

A clause that shares a question's words but states no period does not say how long; answer types as in J. Prager,
Open-Domain Question Answering (2006), found by patterns in both languages.
"""

from __future__ import annotations

import re
from enum import IntFlag

from assistant.library.folding import fold_text


class Trait(IntFlag):
    """Sorts of fact; a clause may state several."""

    DURATION = 1
    DATE = 2
    SANCTION = 4
    QUANTITY = 8


_NUMBER = (
    # A month behind a year is part of a date.
    r"(?:(?<![\d.年])(?<!年 )\d{1,3}(?:[.,]\d+)*|[一二两三四五六七八九十百半]+"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|thirty|sixty|ninety)\b)"
)
_STATED: tuple[tuple[Trait, re.Pattern[str]], ...] = (
    (
        Trait.DURATION,
        re.compile(
            rf"{_NUMBER} ?个? ?(?:工作日|年(?! ?\d|版|代)|月(?! ?\d)|日(?! ?起)|天|周|小时|分钟|秒|h\b|min\b"
            r"|(?:working |calendar |business )?(?:year|month|day|week|hour|minute)s?\b)"
            r"|每(?:年|季|月|周|日|天)|长期有效"
            r"|\b(?:annually|yearly|monthly|weekly|daily|every (?:year|month|week|day))\b"
        ),
    ),
    (
        Trait.DATE,
        re.compile(
            r"(?:19|20)\d{2} ?(?:年|[./-] ?\d{1,2} ?[./-] ?\d{1,2})"
            r"|\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december),?"
            r" \d{4}"
        ),
    ),
    (
        Trait.SANCTION,
        re.compile(
            r"罚款|处罚|责令|撤销|吊销|暂停|没收|取消|追究|刑事|\bfine[sd]?\b|\bpenalt|\bsuspen|\brevo[ck]|\bwithdraw|\bsanction"
        ),
    ),
    (
        Trait.QUANTITY,
        re.compile(
            r"\d|[≤≥<>]|百分之|不(?:大|小|高|低|超|少|多)于|不(?:得)?超过"
            r"|\b(?:not exceed|no more than|at (?:most|least))\b"
        ),
    ),
)
_ASKED: tuple[tuple[Trait, re.Pattern[str]], ...] = (
    (
        Trait.DURATION,
        re.compile(
            r"多久|多长|几年|几个?月|几天|多少[天年]|期限|有效期|几个工作日|时限|什么时候之?前|提前|停留|频次"
            r"|\bhow (?:long|fast|soon|often|quickly|many (?:days|months|years))\b|\bvalid(?:ity)?\b|\bdeadline"
            r"|\bwithin (?:what|which|how)\b|\bexpir|\bperiod\b|\btime limit|\bfrequen"
        ),
    ),
    (
        Trait.DATE,
        re.compile(
            r"何时|什么时候|哪天|哪一天|几号|哪年|何日|实施日期|生效日"
            r"|\bwhen\b|\b(?:what|which) date\b|\bsince\b|\bdates?\b"
        ),
    ),
    (
        Trait.SANCTION,
        re.compile(r"处罚|罚|后果|会怎样|\bconsequence|\bpunish|\bwhat happens\b|\bpenalt|\bsanction|\bfine[sd]?\b"),
    ),
    (
        Trait.QUANTITY,
        re.compile(
            r"多少|限值|限量|最高|最低|最多|最大|最小|至少|不超过|上限|下限|几[个种次分]|多大|多高|比例|指标"
            r"|\b(?:limits?|how (?:much|many|high|low)|max(?:imum)?|min(?:imum)?|caps?|thresholds?|highest|lowest"
            r"|percentage|share|weights?|targets?)\b"
        ),
    ),
)


def traits_stated(text: str) -> Trait:
    """Return the sorts of fact that a clause's text states."""
    return _found(_STATED, text)


def traits_asked(question: str) -> Trait:
    """Return the sorts of fact that a question asks after."""
    return _found(_ASKED, question)


def _found(patterns: tuple[tuple[Trait, re.Pattern[str]], ...], text: str) -> Trait:
    folded, found = fold_text(text), Trait(0)
    for trait, pattern in patterns:
        if pattern.search(folded):
            found |= trait
    return found
