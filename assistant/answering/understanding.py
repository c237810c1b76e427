"""What a question asks: its language, the shape of answer it wants, the editions and places it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.answering.described import Descriptions
from assistant.answering.gloss import is_chinese, terms
from assistant.answering.units import asked_unit, chinese_number
from assistant.answering.words import class_marks
from assistant.library.folding import fold_text
from assistant.library.model import EditionRecord

SHAPES: dict[str, str] = {
    "status": r"现行有效|仍然?有效|还有效|有效吗|还能用|能用吗|还在用|废止|失效|作废|过期|被.{0,8}(?:代替|取代"
    r"|替代)|代替了|取代了|代替哪|生效|"
    r"何时实施|什么时候(?:开始)?(?:实施|施行)|哪天(?:起|开始)|实施日期|发布日期|何时发布|什么时候(?:发布|印发)"
    r"|最新版|现行版|哪一?版|"
    r"\b(?:still|currently) (?:valid|in force|apply|applies|current)|\bin force\b|\brepeal|\bsupersed"
    r"|\breplace[sd]?\b|\babolish|\bwithdrawn\b|"
    r"\b(?:take|took|come|came) (?:into )?effect|\beffective\b|\bwhen (?:was|were|is|did) .{0,60}(?:issued"
    r"|published|adopted|enter)|"
    r"\balready apply|\bsince when|\bfrom what date|\bis .{3,40} current\b|\blatest edition|\bcurrent edition"
    r"|\bwhich edition",
    "compare": r"区别|不同|变化|变了|有变|相比|对比|一样吗|一致吗|相同吗|比较"
    r"|改了|修订了|差别|差异|有何改|严了|更严|变严|放宽"
    r"|从.{1,12}(?:变|改)(?:为|成|到)|"
    r"\bcompar|\bdiffer|\bchange[sd]?\b|\bversus\b|\bvs\b|\bstricter|\blooser|\btighten|\brelax",
    "definition": r"什么是|是什么意思|指什么|指的是|是指|定义|含义|具体包括哪|怎么理解|何谓|叫什么|\bwhat does "
    r".{1,60} mean|\bdefin|\bmeaning of|\bwhat is meant|"
    r"^what (?:is|are) (?:an? |the )?[\w -]{3,40}\?$|^[^，,。]{2,12}是什么[？?]?$",
    "scope": r"适用|管吗|归.{0,12}管|管不管|包不包括|是否包括|在.{0,6}范围|属于|不包括|排除|除外|\bappl(?:y|ies) "
    r"to|\bcover(?:s|ed)?\b|\bscope\b|\bexclu|\bexempt|\bfall under|"
    r"\bsubject to",
    "list": r"哪些|什么[^，,。？?]{0,6}(?:措施|政策|支持|奖励|好处|激励)|"
    r"哪几|列全|列出|有哪|包括什么|步骤|流程|条件|程序|怎么申请|如何申请|几项|几个|\blist\b"
    r"|\beverything\b|\b(?:what are (?:the|its|their)|which|name the|list the) "
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|\d+)\b|"
    r"\bwhich .{0,30}(?:documents|steps|items|conditions|cities|ministries|departments)|"
    r"\bwhat (?:\w+ )?(?:support|incentives|benefits|documents|"
    r"steps|conditions|items|information|materials|requirements|criteria|measures"
    r"|tasks)|\bwhat (?:has|have|needs?|must|should|does|do) .{0,40}"
    r"(?:\bbe (?:shown|stated|included|listed|given)|\bcontain|\binclude)"
    r"|\bsteps\b|\bhow (?:do|can|should) (?:i|we|an?|the)\b|\bprocedure",
    "time": r"多久|何时|什么时候|几天|几个?月|几年|期限|有效期|多长时间|频次|周期|多少天|多少年|多少个?工作日"
    r"|时限|哪天|\bwhen\b|\bhow long|\bhow often|\bhow fast|\bhow soon|"
    r"\bfrequen|\bhow many years|\bdeadline|\bvalid|\btime limit|\bwithin how|\bhow many (?:working )?days",
    "figure": r"\d\.\d|多少|(?<![哪有])几[个种类级项家张%分]|限值|限量|最高|最低|最大|最小|上限|下限|不超过|百分之几"
    r"|多[高深长大宽厚]|几岁|指标是|标准值"
    r"|\bhow (?:much|many|high|low|large|big|small|hot|cold|warm|heavy|thick|deep|wide|tall|old|far|loud|strong)\b"
    r"|\blimi|\bmax\b|\bmaxim|"
    r"\bminim|\bthreshold|\bpercent|\bcap\b|\bcaps\b|\bvalue\b|\blevel\b|\bhighest|\blowest|\brange\b|\bat most"
    r"|\bat least"
    r"|\bshare of\b|\bweight\b",
    "who": r"谁(?!里)|哪个(?:部门|机构|单位)|哪些(?:部门|机构|单位)|由.{0,6}负责|\bwho\b|\bwhose\b|\bwhich (?:authorit"
    r"|bod|department|ministr|agenc)|\bresponsib",
    "penalty": r"罚|处罚|后果|吊销|违法|法律责任|\bpenalt|\bfine[sd]?\b|\bwhat happens if|\bsanction|\bpunish",
    "duty": r"必须|是否应|需要.{0,20}吗|要不要|可以.{0,20}吗|可否|能否|能不能|允许|强制|自愿|\bmust\b|\bhave to\b"
    r"|\bdo (?:we|i) need|\bobliged|\bmandatory|\bvoluntary|\bcan (?:the|we|i|an?)\b|"
    r"\bmay (?:the|we|i|an?)\b|\ballowed\b|\bcompulsory|\brequired to",
    "where": r"哪里规定|哪条规定|第几条|哪一条|哪个条款|出自哪|依据是|\bwhich (?:clause|article|section"
    r"|paragraph)|\bwhere (?:is|does|do) ",
}
_SHAPES = {name: re.compile(pattern, re.I) for name, pattern in SHAPES.items()}
_TELLING = (
    "status", "compare", "penalty", "definition", "time", "figure", "who", "list", "where", "scope", "duty"
)  # fmt: skip
"""Shapes by how much each tells of a question that asks for several."""
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven)\b")
_DEFINING = re.compile(r"什么是|是什么意思|是指|指什么|定义|含义|具体包括哪|何谓|\bmean|\bdefin")
_LIMIT_APPLIES = re.compile(
    r"\b(?:which|what)\b.{0,60}\bappl(?:y|ies) to\b|\d(?:\s?[a-zμ%/\d³]{1,6})? appl(?:y|ies) to\b"
)
_SCOPE_SAID = re.compile(r"适用|范围|不包括|属于|\bcover|\bscope\b|\bexclu|\bexempt")
_OLDER = re.compile(
    r"以前|之前|原来|旧版|旧标准|老标准|上一版|前一版|\bbefore\b|\bprevious|\bold(?:er)?\b|\bearlier|\bformer", re.I
)
_NOW = re.compile(r"现在|目前|现行|当前|今天|眼下|\bnow\b|\bcurrent|\btoday\b|\bat present", re.I)
EACH = re.compile(r"分别|各|respectively|\beach\b|\bboth\b")
"""Words that ask for several values at once."""
_NUMBER = re.compile(
    r"(?<![a-z])((?:gb|db|ds|hj|iso|iec|jt|gm|qb|ly|jc|en|cnca|fips"
    r"|t)\s?(?:[/-]\s?[a-z]{1,6})*\s?[-/]?\s?\d[\d.]*(?:\s?/\s?\d+)?(?:-\d{1,2}(?!\d))?)"
    r"(?:\s?[-:]\s?((?:19|20)\d{2}|\d{2})(?!\d))?"
)
_EU_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d{2}/\d{2,4}|\d{2,4}/(?:19|20)\d{2})(?:/e[uc])?(?!\d)")
_ORDER = re.compile(r"[\u3400-\u9fff]{0,6}\[\d{4}\]\s?第?\d+号")
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?=\s?(?:年?[版]|年的?(?:标准|国标|办法|规定|那)|\s(?:edition|version|standard"
    r"|measures|rules|decision|revision|one|text)))"
)
_ARTICLE_ZH = re.compile(r"第([一二三四五六七八九十百零\d]{1,6})条")
_ARTICLES_EN = re.compile(
    r"\barticles?\s+\d{1,3}(?:\(\w+\))*(?:(?:\s*,\s*|\s*,?\s*(?:and|or|to|-)\s*)\d{1,3}(?:\(\w+\))*)*"
)
_ACRONYM = re.compile(r"[A-Z]{3,8}")
_TABLE = re.compile(r"(?:表|\btable)\s?([a-z]\.)?(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class Understood:
    """A question as understood. `named` are editions named outright; `unheld` are numbers that the library lacks."""

    text: str
    folded: str
    lang: str
    shapes: frozenset[str]
    named: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Numbers of the articles it names: 第八条 and Article 8 are 8."""
    classes: frozenset[str] = frozenset()
    unit: str | None = None
    older: bool = False
    now: bool = False
    years: tuple[str, ...] = ()
    names_removed: str = ""
    """The folded question without the names of editions."""
    fresh: str = ""
    """The folded words of a follow-up itself, where the rest is carried over from the question before."""
    part: bool = False
    """Whether it is one of several things asked at once."""
    assumed: dict[str, str] = field(default_factory=dict)
    """A number as asked, not held: the edition that is taken to be meant."""

    def asks(self, *shapes: str) -> bool:
        """Tell whether any of these shapes is asked for."""
        return bool(self.shapes & set(shapes))

    @property
    def kind(self) -> str:
        """The one shape that tells most of what is asked, for counting answers by it; `other` where none is seen."""
        return next((one for one in _TELLING if one in self.shapes), "other")


def _shapes_of(folded: str) -> frozenset[str]:
    """Return the shapes of answer a folded question asks for."""
    shapes = {name for name, pattern in _SHAPES.items() if pattern.search(folded)}
    # "What is the limit?" asks for a figure, "what is a limit?" for a definition.
    if shapes & {"figure", "time", "penalty", "status", "who"} and not _DEFINING.search(folded):
        shapes.discard("definition")
    # "Which limit applies to boilers?" asks for the limit.
    if "figure" in shapes and _LIMIT_APPLIES.search(folded) and not _SCOPE_SAID.search(folded):
        shapes.discard("scope")
    # "What are the five dimensions?" asks for a list.
    if "list" in shapes and _COUNTED.search(folded) and not _DEFINING.search(folded):
        shapes.discard("definition")
    return frozenset(shapes)


def articles_in(folded: str) -> tuple[str, ...]:
    """Return the numbers of the articles that a folded text cites, ranges written out: Articles 8 and 25 to 27."""
    found: list[str] = []
    for m in _ARTICLE_ZH.finditer(folded):
        number = int(m[1]) if m[1].isdigit() else chinese_number(m[1])
        found += [str(number)] if number else []
    for m in _ARTICLES_EN.finditer(folded):
        for first, last in re.findall(r"(\d{1,3})(?:\(\w+\))*(?:\s*(?:to|-)\s*(\d{1,3}))?", m[0]):
            found += map(str, range(int(first), int(last or first) + 1))
    return tuple(dict.fromkeys(found))


def compact(number: str) -> str:
    """Reduce a printed number to letters and digits: GB/T 39600-2021 is gbt396002021."""
    return re.sub(r"[^a-z0-9\u3400-\u9fff]", "", fold_text(number))


def split_number(number: str) -> tuple[str, str]:
    """Split a printed number into its compact base and its year, which may be empty."""
    m = re.match(r"^(.*?)\s?[-:]\s?((?:19|20)\d{2})$", fold_text(number))
    return (compact(m[1]), m[2]) if m else (compact(number), "")


def near(one: str, other: str) -> bool:
    """Tell whether two numbers differ by one swapped pair or one digit only."""
    if len(one) != len(other) or one == other:
        return False
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 1:
        return one[wrong[0]].isdigit() and other[wrong[0]].isdigit()
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == other[wrong[1]]
        and one[wrong[1]] == other[wrong[0]]
    )


class Names:
    """The names by which people call the editions of a build."""

    def __init__(self, editions: Mapping[str, EditionRecord], mentioned: Callable[[str], bool] | None = None) -> None:
        """Open them; `mentioned` tells of a compact number whether any clause prints it: then it is no slip."""
        self.editions = editions
        self._mentioned = mentioned or (lambda _: False)
        self.bases: dict[str, list[str]] = {}
        self.titles: list[tuple[str, str]] = []
        lexicon = {**terms().english, **terms().chinese}
        for edition, record in editions.items():
            for number in {record.number or "", record.document, edition}:
                if number and re.search(r"\d", number):
                    self._base(split_number(number)[0], edition)
            for alias in record.aliases:
                if re.search(r"\d{3}", alias) and re.match(r"[A-Za-z]{2}", alias):
                    self._base(split_number(alias)[0], edition)
            for title in (record.title, record.title_en or "", record.number or "", edition, *record.aliases):
                folded = fold_text(title)
                # A plain term (有机产品认证) names a subject, not the one document that lists it as an alias.
                if title != record.title and folded in lexicon:
                    continue
                if len(folded) >= (4 if is_chinese(folded) else 8) or (title.isupper() and len(title) >= 3):
                    self.titles.append((folded, edition))
        self.titles.sort(key=lambda t: -len(t[0]))
        self.descriptions = Descriptions(editions)
        self.acronyms = self._acronyms()

    def _acronyms(self) -> dict[str, str]:
        """Return the names in capitals, such as GDPR, that one document has in its id or in brackets in its title."""
        found: dict[str, set[str]] = {}
        for edition, record in self.editions.items():
            if record.kind == "standard":
                continue  # A standard is called by its number, of which such letters are a part.
            titles = " ".join([record.title, record.title_en or "", *record.aliases])
            for name in (
                *re.split(r"[_\s.-]+", edition),
                *re.findall(r"[(（]([^()（）]+)[)）]", titles),
                *record.aliases,
            ):
                if _ACRONYM.fullmatch(name):
                    found.setdefault(name.lower(), set()).add(edition)
        return {acronym: next(iter(of)) for acronym, of in found.items() if len(of) == 1}

    def _base(self, base: str, edition: str) -> None:
        if edition not in self.bases.setdefault(base, []):
            self.bases[base].append(edition)

    def by_number(self, base: str, year: str) -> list[str]:
        """Return the editions of a compact base number; of one year where the year is given."""
        found = self.bases.get(base) or self.bases.get(re.sub(r"^(gb|db\d\d|jt)t(?=\d)", r"\1", base)) or []
        found = found or next((e for b, e in self.bases.items() if re.sub(r"^(gb|jt)t(?=\d)", r"\1", b) == base), [])
        if year:
            printed = {e: {split_number(self.editions[e].number or e)[1], split_number(e)[1]} for e in found}
            return [e for e in found if any(y[-len(year) :] == year for y in printed[e])]
        return found

    def understand(self, text: str, fresh: str = "") -> Understood:
        """Read a question. Years beside a name choose among its editions; `fresh` is what a follow-up asks anew."""
        folded = fold_text(text)
        named: list[str] = []
        families: list[str] = []
        unheld: list[str] = []
        assumed: dict[str, str] = {}
        rest = folded
        years = tuple(m[1] for m in _YEAR.finditer(folded))
        for m in [*_NUMBER.finditer(folded), *_EU_NUMBER.finditer(folded), *_ORDER.finditer(folded)]:
            base, year = compact(m[1] if m.re is not _ORDER else m[0]), (m[2] or "") if m.re is _NUMBER else ""
            found = self.by_number(base, year)
            if not found and m.re is not _NUMBER:
                found = [
                    e
                    for e, r in self.editions.items()
                    if base in compact(" ".join([r.number or "", r.document, *r.aliases]))
                ]
            if not found and m.re is _NUMBER and not self.by_number(base, "") and len(base) >= 6:
                slip = not self._mentioned(base)
                close = [e for b, es in self.bases.items() if slip and near(b, base) for e in es]
                found = [e for e in close if not year or split_number(self.editions[e].number or "")[1] == year]
                if len(found) == 1:
                    assumed[m[0].strip().upper()] = found[0]
            if found:
                (named if year or len(found) == 1 else families).extend(found)
            elif m.re is _NUMBER and re.search(r"\d{3}", base):
                unheld.append(m[0].strip())
                families.extend(self.by_number(base, ""))
            if found or m.re is _NUMBER:
                rest = rest.replace(m[0], " ")
        for title, _edition in self.titles:
            at = rest.find(title)
            if at >= 0 and not (
                title.isascii() and re.match(r"[a-z0-9]", rest[at + len(title) : at + len(title) + 1] or " ")
            ):
                families.extend(e for t, e in self.titles if t == title)
                rest = rest[:at] + " " + rest[at + len(title) :]
        for acronym, edition in self.acronyms.items():
            called = re.search(rf"(?<![a-z0-9-]){acronym}(?![a-z0-9-])", rest)
            if called:
                named.append(edition)
                rest = rest[: called.start()] + " " + rest[called.end() :]
        for mention in reversed([*self.descriptions.find(rest)]):
            (named if len(mention.editions) == 1 else families).extend(mention.editions)
            rest = rest[: mention.start] + " " + rest[mention.end :]
        families = list(dict.fromkeys(e for e in families if e not in named))
        if years and families:
            of_year = [
                e
                for e in families
                if any(y in (self.editions[e].number or "") + e + (self.editions[e].issued or "")[:4] for y in years)
            ]
            if of_year:
                named, families = list(dict.fromkeys([*named, *of_year])), [e for e in families if e not in of_year]
        shapes = _shapes_of(folded)
        return Understood(
            text=text,
            folded=folded,
            lang="zh" if is_chinese(text) else "en",
            shapes=shapes,
            named=tuple(dict.fromkeys(named)),
            families=tuple(families),
            unheld=tuple(unheld),
            tables=tuple(f"Table {(m[1] or '').upper()}{m[2]}" for m in _TABLE.finditer(folded)),
            articles=articles_in(folded),
            classes=frozenset(class_marks(_TABLE.sub(" ", rest))),
            unit=asked_unit(text),
            older=bool(_OLDER.search(folded)),
            now=bool(_NOW.search(folded)),
            years=years,
            fresh=fold_text(fresh),
            names_removed=rest,
            assumed=assumed,
        )
