"""The ways people type the number of a document and the place of a clause, drawn from a seeded random source.

A typing is made from the number and the key as the library holds them, never from what the reading of questions
accepts; what one typing cannot say (a table in Chinese numerals past ten) is not drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_DASHES = "-—–－一～~−"
_BRACKETS = (("〔", "〕"), ("[", "]"), ("（", "）"), ("(", ")"), ("【", "】"), ("［", "］"), ("「", "」"), (" ", " "))
_FULL = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
_FULL_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_CN = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Return a whole number below 1000 in Chinese: 59 is 五十九."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    out = f"{_CN[hundreds]}百" if hundreds else ""
    if tens:
        out += "十" if tens == 1 and not hundreds else f"{_CN[tens]}十"
    elif hundreds and ones:
        out += "零"
    return out + (_CN[ones] if ones else "") or _CN[0]


def number_typed(number: str, draw: Random, *, year: bool) -> str:
    """Type the number of a document, with or without its year; numbers of official documents keep theirs."""
    official = re.fullmatch(r"(\D*?)[〔\[(（](\d{4})[〕\])）](\d+)号", number)
    if official:
        org, issued, serial = official.groups()
        opening, closing = draw.choice(_BRACKETS)
        end = draw.choice(("号", "号", " 号"))
        return f"{org}{opening}{issued}{closing}{serial}{end}"
    standard = re.fullmatch(
        r"([A-Za-z]+(?:\d\d(?=/))?(?:/[A-Z]+)?(?: SP)?)[ /-]*([\d.]+(?:-\d{1,3}(?!\d))?)(.*)", number
    )
    if not standard:
        return number
    code, digits, rest = standard.groups()
    parts = code.split("/")
    if len(parts) == 2 and parts[1] == "T":
        code = draw.choice(("{}/{}", "{}{}", "{}-{}", "{} {}", "{}／{}", "{} / {}")).format(*parts)
        if draw.random() < 0.2:
            code = parts[0]
    if code == "NIST SP" and draw.random() < 0.4:
        code = "SP"
    gap = draw.choice((" ", "", "  ", "\u3000", "-" if code.isalpha() and " " not in code else " "))
    if code.startswith("DB"):
        gap = draw.choice(("/", "/", " ", "/ ", "-"))
    issued_in = re.fullmatch(r"[-–—:](\d{4}|\d{2})", rest)
    revised = re.fullmatch(r"\s*(?:r|rev\.?|Rev\. )\s*(\d)", rest, re.I)
    if revised:
        rest = draw.choice(("r{}", " r{}", " Rev. {}", " rev {}", " Revision {}", "rev{}")).format(revised[1])
    elif issued_in and not year:
        rest = ""
    elif issued_in:
        dash = draw.choice(_DASHES) if digits.isdigit() else draw.choice(":-—")
        rest = draw.choice(("{}{}", " {} {}", "{} {}")).format(dash, issued_in[1])
    return _cased(f"{code}{gap}{digits}{rest}", draw)


def _cased(text: str, draw: Random) -> str:
    way = draw.random()
    return text.lower() if way < 0.25 else text.translate(_FULL) if way < 0.35 else text


def place_typed(path: tuple[str, ...], kind: str, draw: Random, *, chinese: bool) -> str | None:
    """Type the place of a clause in one of the two languages; None where it has no common way of being cited."""
    first = path[0]
    for opening, typed in _NAMED:
        match = re.fullmatch(opening, first)
        if match:
            return typed(match[1], path[1:], draw, chinese)
    if kind in ("article", "chapter") or (kind in ("clause", "item") and not chinese and "(" in first):
        return _article(path, draw, chinese)
    return None


def _article(path: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    number, *deeper = path
    if not re.fullmatch(r"\d{1,3}(-\d)?", number) or len(deeper) > 2:
        return None
    article, _, sub = number.partition("-")
    if chinese:
        written: Callable[[str], str] = draw.choice((lambda n: chinese_numeral(int(n)), str, str))
        typed = draw.choice(("第{}条", "第 {} 条", "{}条", "第{}條")).format(written(article))
        typed += f"之{written(sub)}" if sub else ""
        for part, unit in zip(deeper, "款项", strict=False):
            if not part.isdigit():
                return None
            typed += draw.choice(("第{}{}", "第（{}）{}" if unit == "项" else "第{}{}")).format(written(part), unit)
        return typed.translate(_FULL_DIGITS) if draw.random() < 0.15 else typed
    if sub:
        return None
    typed = draw.choice(("Article {}", "article {}", "Art. {}", "art {}", "art.{}", "ARTICLE {}")).format(article)
    return typed + "".join(draw.choice(("({})", " ({})")).format(part) for part in deeper)


def decimal_typed(path: tuple[str, ...], draw: Random, *, chinese: bool) -> str | None:
    """Type the number of a clause of a standard, with the letter of an item or without."""
    numbers = [part for part in path if part.isdigit()]
    items = path[len(numbers) :]
    if not numbers or len(items) > 1 or (items and (len(numbers) == 1 or not re.fullmatch("[a-z]", items[0]))):
        return None
    number = draw.choice((".", ".", ".", "．")).join(numbers)
    if items:
        ways = ["{} {})", "{}{})", "{}({})", "{} {}）", "{}（{}）"]
        # 10.1g is ten grams.
        ways += [] if items[0] in "ghlmvw" else ["{}{}"]
        ways += ["{}第{}项", "{}的{}项", "{} {}项"] if chinese else ["{} item {}", "{}, item {})", "{} ({})"]
        return draw.choice(ways).format(number, items[0])
    if chinese and len(numbers) == 1:
        typed = draw.choice((number, chinese_numeral(int(number))))
        return draw.choice(("第{}章", "第{}条", "{}章")).format(typed)
    ways = ["第{}条", "条款{}", "{}条", "§{}"] if chinese else ["clause {}", "Clause {}", "section {}", "Sec. {}"]
    return draw.choice([*ways, "{}", "{}", "{}"]).format(number)


def _annex(letter: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    if not all(part.isdigit() for part in deeper):
        return None
    name = draw.choice(("附录{}", "附录 {}", "附 录{}") if chinese else ("Annex {}", "annex {}", "Appendix {}"))
    if not deeper:
        return name.format(draw.choice((letter, letter, letter.lower(), letter.translate(_FULL))))
    dotted = ".".join((letter, *deeper))
    named = ("第{}条", "条款{}") if chinese else ("clause {}", "section {}")
    return draw.choice((dotted, dotted, name.format(dotted), draw.choice(named).format(dotted)))


def _table(number: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    if len(deeper) > 1 or not all(part.isdigit() for part in deeper):
        return None
    if chinese and number.isdigit() and int(number) <= 10 and draw.random() < 0.2:
        typed = draw.choice(("表{}", "表 {}")).format(chinese_numeral(int(number)))
    else:
        ways = ("表{}", "表 {}", "Table {}") if chinese else ("Table {}", "table {}", "TABLE {}", "Tab. {}")
        typed = draw.choice(ways).format(number.translate(_FULL) if draw.random() < 0.15 else number)
    if not deeper:
        return typed
    row = ("第{}行", "序号{}", " 第 {} 行", "的第{}行") if chinese else (" row {}", ", row {}", " no. {}", " item {}")
    return typed + draw.choice(row).format(deeper[0])


def _figure(number: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    ways = ("图{}", "图 {}") if chinese else ("Figure {}", "Fig. {}", "fig {}", "figure {}")
    return None if deeper else draw.choice(ways).format(number)


def _attachment(number: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    if deeper:
        return None
    if not chinese:
        return draw.choice(("Attachment {}", "attachment {}")).format(number)
    return draw.choice(("附件{}", "附件 {}", f"附件{chinese_numeral(int(number))}")).format(number)


def _chapter(number: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    if deeper or not number.isdigit():
        return None
    if chinese:
        return draw.choice((f"第{chinese_numeral(int(number))}章", f"第{number}章", f"第 {number} 章"))
    return draw.choice(("Chapter {}", "chapter {}")).format(number)


def _recital(number: str, deeper: tuple[str, ...], draw: Random, chinese: bool) -> str | None:
    return None if deeper or chinese else draw.choice(("recital {}", "Recital ({})", "recital({})")).format(number)


_NAMED: tuple[tuple[str, Callable[[str, tuple[str, ...], Random, bool], str | None]], ...] = (
    (r"([A-Z])", _annex),
    (r"(?:Annex|Appendix) ([A-Z]|[IVX]+)", _annex),
    (r"Table ([A-Z]?[.-]?\d+(?:[.-]\d+)?)", _table),
    (r"Figure ([A-Z]?[.-]?\d+(?:[.-]\d+)?)", _figure),
    (r"附件(\d+)", _attachment),
    (r"Chapter (\d+)", _chapter),
    (r"Recital (\d+)", _recital),
)
