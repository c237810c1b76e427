"""What is not answered: orders to the program, verdicts, advice, live status, prices, and what no clause carries."""

from __future__ import annotations

import re

from assistant.answering.understanding import Understood

_ORDERS = re.compile(
    r"ignore (?:all |your |the |any )*(?:previous|prior|above|earlier)|system prompt|developer message|disregard "
    r".{0,20}(?:instruction|rule)|"
    r"you are now|act as (?:a|an) (?!importer|manufacturer|producer|dealer)|jailbreak|忽略.{0,8}(?:指令|指示|规则"
    r"|提示)|系统提示词?|无视.{0,6}(?:规则|指令)|不要引用(?:来源|出处|条款)|不用引用",
    re.I,
)
_ADVICE = re.compile(
    r"法律意见|打官司|起诉|诉讼|胜诉|能赢|必赢|legal (?:advice|opinion)|\bsue\b|lawsuit|win (?:the|our|my|in) "
    r"(?:case|court)|lawyer",
    re.I,
)
_LIVE = re.compile(
    r"证书.{0,12}(?:真的假的|是真是假|真伪|现在还有效吗|还有效吗|是否有效|状态)|(?:查|查询|核实).{0,10}证书|"
    r"\b(?:is|check|verify) (?:the |our |my |this |their )?(?:\w+ ){0,3}certificate (?:\w+ ){0,4}(?:genuine"
    r"|valid (?:right )?now|still valid|real|authentic)",
    re.I,
)
_PRICE = re.compile(
    r"多少钱.{0,6}(?:认证|检测|办)|(?:认证|检测|办证|代办|收费|费用).{0,8}(?:多少钱|价格|报价|几万|贵不贵)"
    r"|价格是多少|报价|"
    r"how much (?:does|do|would|will|is) .{0,60}\b(?:cost|fee|price)|\bprice of\b|\bquotation\b|\bhow expensive",
    re.I,
)
_VERDICT = re.compile(
    r"(?:我们|我|本公司|我司|我厂|这款|这个).{0,30}(?:合格吗|达标吗|算合格|算达标|符合要求吗|合规吗|没问题(?:吧"
    r"|就行|吗)?$)|直接说.{0,8}没问题|"
    r"\b(?:is|are|does|do) (?:my|our|this|these) .{0,50}\b(?:compliant|comply|conform|pass|legal|ok)\b",
    re.I,
)
_BEST = re.compile(
    r"哪家.{0,10}(?:最好|好|靠谱|推荐)|推荐.{0,6}(?:机构|公司|律师)|\b(?:which|what) .{0,40}\b(?:is|are) (?:the "
    r")?best\b|\brecommend (?:a|an|me|us)\b",
    re.I,
)
_FUTURE = re.compile(
    r"(?:下一版|下个版本|未来的?(?:标准|限值)|将来|以后会|会不会(?:变|改|修订))|\b(?:next edition|edition after"
    r"|future edition|will .{0,40}\bnext (?:year|revision))\b",
    re.I,
)
_MET = re.compile(
    r"(?:真的|实际|最终|到底).{0,8}(?:完成|达到|实现)了?|完成了吗|达到了吗|实现了吗|\bactually\b.{0,30}\b(?:reach"
    r"|met|meet|achieve)|\bdid .{0,40}\b(?:reach|meet|achieve)\b",
    re.I,
)


PROOF: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"电话|手机号|联系方式|\bphone\b|\btelephone\b", re.I), re.compile(r"\d{7,}|\d{3,4}-\d{7,8}")),
    (re.compile(r"\bemail\b|邮箱", re.I), re.compile(r"@")),
    (
        re.compile(r"\bname .{0,30}compan|\bwhich compan|哪几家(?:企业|公司)|哪些公司|企业名单", re.I),
        re.compile(r"公司|\bLtd\b|\bInc\b|\bCo\."),
    ),
    (
        re.compile(r"有效期|\bhow long .{0,60}\bvalid\b|\bvalidity\b|\bexpir(?:e|es|y|ation)\b", re.I),
        re.compile(r"有效|届满|期满|到期|过期|换证|\bvalid|\bexpir|\buntil\b", re.I),
    ),
    (
        re.compile(r"多久.{0,8}一次|频次|频率|\bhow often\b|\bhow frequent", re.I),
        re.compile(r"每|频|次|季度|\b(?:annual|year|month|week|dai|quarter|every|each|once|twice|times)", re.I),
    ),
    (
        re.compile(
            r"罚(?:款)?多少|罚款(?:是|为|最)|\bhow (?:much|high) .{0,30}\bfine|\b(?:minimum|maximum) fine", re.I
        ),
        re.compile(r"元|倍|罚款|\bEUR\b|\byuan\b|\beuros?\b|€|¥|\$", re.I),
    ),
)
"""What a question asks for by kind, and how a clause that gives it looks."""


def guard(question: Understood) -> str | None:
    """Return the phrase for what is never answered, or None: the order comes first, then advice, verdict and prices."""
    text = question.text
    for pattern, phrase in (
        (_ORDERS, "no_orders"),
        (_ADVICE, "no_legal_advice"),
        (_BEST, "no_ranking"),
        (_FUTURE, "no_future"),
        (_LIVE, "no_live_status"),
        (_VERDICT, "no_verdict"),
        (_PRICE, "no_price"),
    ):
        if pattern.search(text):
            return phrase
    return None


def asks_whether_met(question: Understood) -> bool:
    """Tell whether a question asks if a target was reached, which no policy text can say of itself."""
    return bool(_MET.search(question.text))
