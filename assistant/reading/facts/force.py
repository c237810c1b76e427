"""How binding a clause is: 应/shall, 宜/should, 可/may, 能/can (GB/T 1.1-2020, annex C; ISO/IEC Directives, part 2).

Words that only hold such a character (反应, 适宜, 可靠, 功能), words in quotation marks, what a definition says of the
thing defined, and notes, which bind nobody, have no force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library.model import ClauseKind, Force

_SHALL_ZH = re.compile(
    r"应当(?!量)|必须|不得|严禁|禁止(?!类|标志|令|区)|不应|不[许准](?!确)|须(?![知弥臾])|(?<![所如按急必无不若视供当特军])需(?![求量氧要方])"
    r"|(?<![相对适反响供效因感呼照顺答回策])应(?!当|用(?![^，。；]{1,10}(?:标明|标示|表示|注明|清洗|擦|覆盖))"
    r"|急|力|变(?!更)|答|付|聘|届|验|激|运而|邀|税|收[账款票未]|纳税|声|有[的尽]|尽(?!量|可能|快|早)"
    r"|对(?![^，。；]{1,60}(?:进行|实施|实行|执行|开展|予以|加以|采取|作|做|提出|设|按|定期|及时|负责|保持|给)))"
)
_SHOULD_ZH = re.compile(r"(?<![适便合相事时])宜(?![居人兴昌宾])|推荐采用|鼓励(?!类)")
_MAY_ZH = re.compile(
    r"(?<!否)可以(?!接受|说)|不必(?!要)|无[需须](?!求)|(?<![许认不尽无非宁])可(?![以能靠持行见燃再回溶降比操重观视信接逆追导识编控疑食吸得]|"
    r"选(?![择用取定])|调(?!整)|变(?!更)|达|[^，。；、,;（(]{1,2}的)"
)
_CAN_ZH = re.compile(
    r"(?<!否)能够|不能(?!源)|(?<![功性节可产热电光动势潜效储智阳核风氢用耗蓄职技机全内学械本体赋万不否])能(?![源力耗效量级手人干够否]|[^，。；、,;]{1,3}的)"
)
_SHALL_EN = re.compile(
    r"\b(?:shall|must|(?:is|are) required to|(?:is|are) prohibited|(?:is|are) not (?:permitted|allowed))\b",
    re.IGNORECASE,
)
_SHOULD_EN = re.compile(r"\b(?:should|(?:is|are) (?:strongly )?recommended|ought to)\b", re.IGNORECASE)
_MAY_EN = re.compile(r"\b(?:may|MAY)\b(?!\s+\d)|\b(?:need not|(?:is|are) permitted)\b")
_CAN_EN = re.compile(r"(?<!\ba )(?<!\bthe )\b(?:can|Can|cannot|Cannot)\b(?! of\b)")
_ORDER: tuple[tuple[Force, tuple[re.Pattern[str], re.Pattern[str]]], ...] = (
    ("shall", (_SHALL_ZH, _SHALL_EN)),
    ("should", (_SHOULD_ZH, _SHOULD_EN)),
    ("may", (_MAY_ZH, _MAY_EN)),
    ("can", (_CAN_ZH, _CAN_EN)),
)
_LETTERS = re.compile("[一-鿿]"), re.compile("[A-Za-z]{3}")
"""What a text must hold for the Chinese and the English patterns to find anything."""
_QUOTED = re.compile(r"“[^“”]{0,600}”|\"[^\"]{0,200}\"|‘[^‘’]{0,60}’(?![a-z])|「[^「」]*」|《[^《》]*》")
_CONDITION = re.compile(r"(?:如果?|若|假如)[^，。；,;]{0,30}(?:可以|能够?|可)[^，。；,;]{0,20}(?=[，,])")
_DEFINITION = re.compile(r"[^。\n]*?(?:[。\n]|\.(?=\s|$)|$)")


def force_of(text: str, kind: ClauseKind = "clause", path: Sequence[str] = ()) -> Force:
    """Return the strongest force a clause's text has: shall before should before may before can, else `none`.

    Args:
        text: The clause's own text.
        kind: Its kind: of a term the definition proper, its first sentence, has none.
        path: Its path: a note has none, a table's footnote may.
    """
    if kind == "note" and path and path[-1].startswith(("Note", "备注")):
        return "none"
    if kind == "term" and (definition := _DEFINITION.match(text)):
        text = text[definition.end() :]
    text = _CONDITION.sub("", _QUOTED.sub("", text))
    tried = [i for i, letters in enumerate(_LETTERS) if letters.search(text)]
    for force, patterns in _ORDER:
        if any(patterns[i].search(text) for i in tried):
            return force
    return "none"
