"""Which way a limit moved from one edition to the next."""

from __future__ import annotations

import re
from typing import Literal

from assistant.answering.claims.measures import Measure
from assistant.library.folding import fold_text

Direction = Literal["stricter", "looser", "other"]
_CEILING = re.compile(r"≤|<|限[量值]|最大|上限|不大于|不超过|\bmax|\blimits?\b|at most")
_FLOOR = re.compile(r"≥|>|最小|最低|下限|不小于|不低于|\bmin|at least")


def direction(old: Measure, new: Measure, head: str = "") -> Direction:
    """Tell which way a limit moved: a lower maximum and a higher minimum are stricter; without a sign it is `other`."""
    folded = fold_text(head)
    ceiling, floor = bool(_CEILING.search(folded)), bool(_FLOOR.search(folded))
    beside = "≤" if ceiling and not floor else "≥" if floor and not ceiling else ""
    signs = [m.sign or beside for m in (old, new)]
    signs = [s or other for s, other in zip(signs, reversed(signs), strict=True)]
    ways = {"≤": "<", "<": "<", "≥": ">", ">": ">"}
    way = {ways.get(s, "") for s in signs}
    if way not in ({"<"}, {">"}) or old.low != old.high or new.low != new.high:
        return "other"
    rises = new.low > old.low
    if new.same_amount(old):
        return "other" if signs[0] == signs[1] else "stricter" if signs[1] in "<>" else "looser"
    if old.unit != new.unit and old.unit and new.unit:
        return "other"
    return "stricter" if rises == (way == {">"}) else "looser"
