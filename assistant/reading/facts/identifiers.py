"""Numbers by which documents are cited: GB/T 33761-2024, 苏政办发〔2022〕21号, NIST SP 800-70, (EU) 2025/2607."""

from __future__ import annotations

import re

from assistant.reading.clauses.numbering import narrow

_DASH = r"\s?[-‐‑‒–—―⁃−－﹣一:：]\s?"
_CODES = (
    r"GB(?:/T|/Z)?|DB\s?\d{2}(?:/T)?|T/[A-Z]{2,8}|GWPB|GHZB|GWKB|GBZ(?:/T)?|GBJ|GSB|"
    r"(?:HJ|QB|JC|JG|LY|FZ|SB|YZ|CJ|NY|HG|RB|QX|YD|SJ|JT|GM|DL|MT|SL|SH|TB|YY|AQ|GA|MZ|WS|SN|DZ|TD|BB|XB|YB|YC|YS|DS|CECS|TJSATL)(?:/?[TZ])?|"
    r"CNCA(?:-[A-Z]{1,4})?|ISO(?:/IEC)?(?:/(?:TS|TR|DIS|FDIS|PAS))?|IEC|"
    r"EN(?: ISO)?|BS(?: EN)?(?: ISO)?|DIN(?: EN)?|ASTM|IEEE"
)
STANDARD = re.compile(
    rf"(?<![A-Za-z/])(?P<code>{_CODES})[\s/\-—]{{0,3}}(?P<num>[A-Z]?\d{{1,6}}(?:[.．]\d{{1,3}})*(?:-\d{{1,2}}(?=[:：—-]))?)"
    rf"(?:(?:{_DASH}|\s(?=(?:19|20)\d{{2}}\s*$))(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?!\d)))?"
)
_NIST = re.compile(
    r"(?:NIST\s+)?(?:Special\s+Publication|SP)(?:\s*\(SP\))?\s+(?P<num>\d{3,4}-\d{1,3}[A-Z]?(?:-\d{1,2}(?!\d))?)"
    r"(?:\s*,?\s*(?:(?:Revision|Rev\.?|r)\s*(?P<rev>\d+)|Version\s*(?P<version>\d+(?:\.\d+)?)))?",
    re.IGNORECASE,
)
NOTICE = re.compile(
    r"(?P<org>[一-鿿]{1,10}?)\s?(?P<open>[〔\[［【﹝(（])\s?(?P<year>(?:19|20)\d{2})\s?[〕\]］】﹞)）]\s*(?:第\s?)?(?P<no>\d{1,4})\s*号"
)
ANNOUNCEMENT = re.compile(
    r"(?:[一-鿿]{2,16}?)?(?:公告|令|通告)\s*(?:[(（]?(?:19|20)\d{2}\s*年\s*)?第\s*[\d一二三四五六七八九十百〇]{1,5}\s*号(?:[)）])?"
)
EU_ACT = re.compile(
    r"(?P<kind>Regulation|Directive|Decision)\s*\((?P<union>EU|EC|EEC)\)\s*(?P<no>No\s*)?(?P<a>\d{1,4}/\d{1,4})|"
    r"(?P<kind2>Decision|Directive)\s+(?P<b>\d{2,4}/\d{1,4}/(?:EU|EC|EEC))",
    re.IGNORECASE,
)


def standard_numbers(text: str) -> list[str]:
    """Return the numbers of standards in a text, each written `GB/T 33761-2024` or `ISO 17301-1:2016`."""
    return [number for match in STANDARD.finditer(narrow(text)) if (number := _standard(match))]


def _standard(match: re.Match[str]) -> str:
    code = re.sub(r"\s+", " ", match["code"].strip())
    if match["year"] is None:
        return f"{code} {match['num']}".replace("．", ".")
    if re.fullmatch(r"DB\s?\d\d", code):
        return f"{code.replace(' ', '')}/{match['num']}-{match['year']}"
    sign = ":" if code.startswith(("ISO", "IEC", "EN", "BS", "DIN", "CNCA")) else "-"
    blank = "-" if code.startswith("CNCA") else " "
    return f"{code}{blank}{match['num']}{sign}{match['year']}".replace("．", ".")


def nist_number(text: str) -> str | None:
    """Return `NIST SP 800-70 Rev. 3` or `FIPS 200` where a text names a NIST publication."""
    match = _NIST.search(text)
    if match is None:
        fips = re.search(r"FIPS\s+(?:PUB(?:LICATION)?\s+)?(\d{2,3}(?:-\d)?)", text, re.IGNORECASE)
        return f"FIPS {fips[1]}" if fips else None
    edition = f" Rev. {match['rev']}" if match["rev"] else f" Version {match['version']}" if match["version"] else ""
    return f"NIST SP {match['num']}{edition}"


def recommendation_number(text: str) -> str | None:
    """Return `ITU-T U.1` where a text names the ITU recommendation that it is."""
    match = re.search(r"\bITU-(?P<sector>[TR])\s+(?:Recommendation|Rec\.)\s+(?P<number>[A-Z]{1,2}\.\d[\d.-]*)", text)
    return f"ITU-{match['sector']} {match['number'].rstrip('.')}" if match else None


def notice_number(text: str) -> str | None:
    """Return the document number of a notice (发文字号) or announcement as printed, or None."""
    text = narrow(text)
    if found := NOTICE.search(text):
        opening, closing = ("〔", "〕") if found["open"] != "【" else ("【", "】")
        return f"{found['org']}{opening}{found['year']}{closing}{found['no']}号"
    found = ANNOUNCEMENT.search(text)
    return re.sub(r"\s", "", found.group()) if found else None


def eu_number(text: str) -> str | None:
    """Return the number of an EU act as printed: `Regulation (EC) No 66/2010`, `Decision 2014/312/EU`."""
    match = EU_ACT.search(text)
    return re.sub(r"\s+", " ", match.group()) if match else None
