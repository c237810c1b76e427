"""Every sentence frame of the quotes writer, in Chinese and English."""

from __future__ import annotations

import re

from assistant.answering.gloss import is_chinese, terms
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord

PHRASES: dict[str, dict[str, str]] = {
    "quote": {"zh": "{place}：“{quote}”", "en": "{place}: “{quote}”"},
    "quote_foreign": {
        "zh": "{place}（条文为英文）：“{quote}”{gloss}",
        "en": "{place} says (clause text in Chinese): “{quote}”{gloss}",
    },
    "gloss": {"zh": "（对照：{pairs}）", "en": " (in English: {pairs})"},
    "figure": {"zh": "{figure}（{place}）", "en": "{figure} ({place})"},
    "note_of": {"zh": "{place}注：“{quote}”", "en": "Note to {place}: “{quote}”"},
    "definition": {"zh": "{place}把“{term}”定义为：“{quote}”", "en": "{place} defines “{term}”: “{quote}”"},
    "list_intro": {"zh": "{place}：“{quote}”", "en": "{place}: “{quote}”"},
    "list_intro_bare": {"zh": "{place}列明：", "en": "{place} lists:"},
    "list_intro_foreign": {
        "zh": "{place}（条文为英文）：“{quote}”{gloss}",
        "en": "{place} (clause text in Chinese): “{quote}”{gloss}",
    },
    "item": {"zh": "{number} “{quote}”", "en": "{number} “{quote}”"},
    "item_foreign": {"zh": "{number} “{quote}”{gloss}", "en": "{number} “{quote}”{gloss}"},
    "conversion": {"zh": "换算：{old} = {new}。", "en": "Converted: {old} = {new}."},
    "in_force": {"zh": "{name}现行有效，自{date}起实施。", "en": "{name} is in force, effective since {date}."},
    "in_force_undated": {
        "zh": "{name}：库内没有它被废止或代替的记录。",
        "en": "{name}: the library holds nothing that repeals or replaces it.",
    },
    "upcoming": {
        "zh": "{name}尚未实施，将于{date}起实施。",
        "en": "{name} is not yet in force; it takes effect on {date}.",
    },
    "superseded": {"zh": "{name}已被{other}代替。", "en": "{name} has been superseded by {other}."},
    "superseded_on": {
        "zh": "{name}已被{other}代替，自{date}起不再有效（废止）。",
        "en": "{name} was superseded by {other} on {date} and is no longer in force.",
    },
    "repealed": {"zh": "{name}已废止。", "en": "{name} has been repealed."},
    "repealed_on": {"zh": "{name}已于{date}废止。", "en": "{name} was repealed on {date}."},
    "repealed_by": {
        "zh": "{name}已于{date}废止，由{other}代替。",
        "en": "{name} was repealed on {date} and replaced by {other}.",
    },
    "replaces": {
        "zh": "{name}代替{other}，自{date}起实施，{other}同日起废止（不再有效）。",
        "en": "{name} replaced {other} from {date}; {other} is no longer in force.",
    },
    "register_newer": {
        "zh": "{old}不是现行版本（不再有效）：登记表所列为{new}。",
        "en": "{old} is no longer the current edition: the register lists {new}.",
    },
    "replaces_undated": {"zh": "{name}代替{other}。", "en": "{name} replaces {other}."},
    "issued": {"zh": "{name}于{date}发布。", "en": "{name} was issued on {date}."},
    "issued_effective": {
        "zh": "{name}于{issued}发布，自{effective}起实施。",
        "en": "{name} was issued on {issued} and is effective from {effective}.",
    },
    "amended": {
        "zh": "{name}已由{other}修改，自{date}起施行。",
        "en": "{name} is amended by {other}, effective {date}.",
    },
    "amended_undated": {"zh": "{name}已由{other}修改。", "en": "{name} is amended by {other}."},
    "then": {
        "zh": "{subject} {column}：{old} {old_value} → {new} {new_value}{direction}。",
        "en": "{subject}, {column}: {old} {old_value} → {new} {new_value}{direction}.",
    },
    "stricter": {"zh": "（变严）", "en": " (stricter)"},
    "looser": {"zh": "（放宽）", "en": " (looser)"},
    "lacks": {"zh": "本库没有条款说明{what}。", "en": "The library holds no clause on {what}."},
    "lacks_within": {
        "zh": "所选文件中没有条款说明{what}。",
        "en": "No clause of the documents chosen speaks of {what}.",
    },
    "lacks_nearest": {
        "zh": "本库没有条款说明{what}；库中最接近的是{nearest}。",
        "en": "The library holds no clause on {what}; the nearest document it holds is {nearest}.",
    },
    "not_held": {"zh": "本库未收录{what}。", "en": "The library does not hold {what}."},
    "not_held_but": {
        "zh": "本库未收录{what}，收录的是{names}。",
        "en": "The library does not hold {what}; it holds {names}.",
    },
    "no_verdict": {
        "zh": "本库不能判定某一产品或企业是否合格，只能给出要求的条款；判定请找有资质的检验检测机构或认证机构。",
        "en": "The library does not judge whether a product or company complies; a qualified testing laboratory "
        "or certification body does.",
    },
    "no_legal_advice": {
        "zh": "本库不提供法律意见，只给出条款；个案请咨询律师或主管部门。",
        "en": "The library gives no legal advice, only clauses; ask a lawyer or the competent authority about a case.",
    },
    "no_live_status": {
        "zh": "本库没有证书的实时状态；请到认证认可主管部门的公共查询平台，用证书编号或企业名称查询。",
        "en": "The library holds no live status of certificates; look the certificate up by number on the "
        "accreditation authority's public platform.",
    },
    "no_price": {
        "zh": "本库没有认证或检测的价格；收费标准由认证机构公布，请向机构询价。",
        "en": "The library holds no prices; certification bodies publish their fees, ask them.",
    },
    "no_orders": {
        "zh": "本库只按条款回答问题，不执行改变规则、省去出处的指令；请提出关于标准或政策条款的问题。",
        "en": "The library answers from clauses only and does not follow orders to change its rules; please ask "
        "about a standard or policy clause.",
    },
    "no_ranking": {
        "zh": "本库没有对机构或企业的评价、排名和推荐。",
        "en": "The library holds no ranking or recommendation of bodies or companies.",
    },
    "no_future": {
        "zh": "本库没有尚未发布的版本，不作预测。",
        "en": "The library holds no edition that is not yet published, and makes no forecast.",
    },
    "not_met": {
        "zh": "本库没有说明该目标是否完成的资料。",
        "en": "The library does not say whether this target was met.",
    },
    "which": {
        "zh": "不同文件的规定不同，您问的是哪一个？",
        "en": "Several documents answer this differently: which one do you mean?",
    },
    "which_subject": {
        "zh": "您问的是哪份标准、哪种产品或物质？",
        "en": "Which standard and which product or substance do you mean?",
    },
    "row_question": {"zh": "{name}中{label}的限值是多少？", "en": "What is the limit for {label} under {name}?"},
    "understood": {"zh": "{base}：{question}", "en": "{base}: {question}"},
    "note_superseded": {
        "zh": "{name}已被代替，仅供查旧。",
        "en": "{name} is superseded; quoted for reference to the older edition only.",
    },
    "note_superseded_by": {
        "zh": "{name}已被{other}代替，仅供查旧。",
        "en": "{name} is superseded by {other}; quoted as the older edition.",
    },
    "note_repealed": {"zh": "{name}已废止，仅供查旧。", "en": "{name} is repealed; quoted for reference only."},
    "note_upcoming": {
        "zh": "{name}已发布但尚未实施（{date}起实施）。",
        "en": "{name} is issued but not yet in force (effective {date}).",
    },
    "note_fictional": {
        "zh": "{name}为虚构（FICTIONAL）文件，数值仅供演示。",
        "en": "{name} is FICTIONAL (虚构): its figures are invented for demonstration.",
    },
    "note_target": {
        "zh": "这是{year}年的目标，该年份已过；本库未说明是否完成。",
        "en": "This is a target for {year}, which has passed; the library does not say whether it was met.",
    },
    "note_conversion": {
        "zh": "换算由本系统完成，条文以原单位为准。",
        "en": "Converted by the assistant; the clause's own unit is binding.",
    },
    "note_assumed": {
        "zh": "本库没有{asked}，按相近编号的{name}作答，请核对编号。",
        "en": "The library holds no {asked}; answered from {name}, whose number is close. Please check the number.",
    },
    "note_restricted": {
        "zh": "按您的选择，只在以下文件中查找：{names}。",
        "en": "Only the documents you chose were searched: {names}.",
    },
    "note_restricted_left_out": {
        "zh": "按您的选择，只在以下文件中查找：{names}；问题提到的{named}不在其中。",
        "en": "Only the documents you chose were searched: {names}; {named}, named in the question, is not among them.",
    },
    "note_not_in_corpus": {"zh": "本库未收录{what}。", "en": "The library does not hold {what}."},
    "note_amended": {
        "zh": "{name}自{date}起修改了{base}的本条。",
        "en": "{name} changes this clause of {base} from {date}.",
    },
    "note_worded": {
        "zh": "部分或全部语句由语言模型{model}撰写，每句均已与所引条文核对。",
        "en": "Worded by the language model {model}; each sentence was checked against the clause it cites.",
    },
    "note_writer_replaced": {
        "zh": "语言模型的{count}句话未通过核对，未予采用，相应内容以条文原文代替。",
        "en": "Sentences of the language model that did not pass the check: {count}. The clauses are quoted instead.",
    },
    "note_writer_failed": {
        "zh": "语言模型未能完成回答（{why}），其余内容以条文原文给出。",
        "en": "The language model did not finish its answer ({why}); the clauses are quoted instead.",
    },
    "writer_time": {"zh": "超时", "en": "it took too long"},
    "writer_busy": {"zh": "服务繁忙", "en": "it is busy"},
    "writer_server": {"zh": "服务出错", "en": "its server failed"},
    "writer_refused": {"zh": "服务拒绝了请求", "en": "its server refused"},
    "writer_broken": {"zh": "连接中断或应答无法识别", "en": "the connection broke or made no sense"},
    "writer_empty": {"zh": "应答为空", "en": "its reply was empty"},
    "writer_long": {"zh": "内容过长", "en": "the text was too long"},
    "writer_missing": {"zh": "模型无法加载", "en": "the model could not be loaded"},
}

_KIND_EN = {
    "clause": "clause ",
    "article": "Article ",
    "annex": "Annex ",
    "term": "term ",
    "item": "item ",
    "chapter": "Chapter ",
    "recital": "",
}


def say(phrase: str, lang: str, /, **fields: str) -> str:
    """Fill a sentence frame in a language."""
    return PHRASES[phrase][lang].format(**fields)


def name_of(record: EditionRecord, lang: str, *, longest: int = 100) -> str:
    """Name an edition as people do: by its number, else by its title in the asker's language where there is one."""
    number = record.number or ""
    title = record.title or record.edition
    if lang == "en" and is_chinese(title):
        title = record.title_en or next((a for a in record.aliases if not is_chinese(a) and len(a) > 6), title)
    if record.kind == "standard" and re.search(r"\d", number) and not (lang == "en" and is_chinese(number)):
        return number
    title = re.sub(r"\s+", " ", title).strip()
    if (record.replaces or record.replaced_by) and record.issued and record.issued[:4] not in title:
        year = record.issued[:4]
        title = f"{title}（{year}年）" if lang == "zh" else f"{title} ({year})"
    short = cut_short(title, longest)
    return f"《{short}》" if is_chinese(short) and lang == "zh" else short


def cut_short(text: str, longest: int = 80) -> str:
    """Cut a text at a word's end, with a mark that it was cut."""
    if len(text) <= longest:
        return text
    words = text[:longest].rpartition(" ")[0]
    return (words if len(words) > longest / 2 else text[: longest - 1]).rstrip() + "…"


def full_name(record: EditionRecord, lang: str) -> str:
    """Name an edition by number and title."""
    name = name_of(record, lang)
    title = re.sub(r"\s+", " ", record.title).strip()
    if lang == "en" and is_chinese(title):
        title = record.title_en or title
    if name == record.number and title and fold_text(title) != fold_text(name):
        return f"{name}《{title}》" if lang == "zh" else f"{name} ({title})"
    return name


def label_of(clause: Clause, lang: str) -> str:
    """Cite a clause's place: its label where it is in the asker's language, else rendered from its path."""
    path = clause.path
    if not path:
        return "封面" if lang == "zh" else "title page"
    label = clause.label.strip() or clause.key
    if is_chinese(label) == (lang == "zh") and is_chinese(label):
        return label
    if lang == "zh":
        if path[0].startswith("Table"):
            rest = f"第{path[1]}行" if len(path) > 1 and clause.kind == "row" else ""
            return path[0].replace("Table", "表").replace(" ", "") + rest
        return label
    if not is_chinese(label) and not re.fullmatch(r"[\dA-Za-z.()]+", label):
        return label
    head, tail = path[0], list(path[1:])
    if head.startswith("附件"):
        head = head.replace("附件", "Attachment ")
    if clause.kind == "row" and tail:
        return f"{head}, row {tail[-1]}"
    if clause.kind == "note" and tail:
        return ", ".join([head, *tail])
    if head.startswith(("Table", "Figure", "Annex", "Article", "Foreword", "Recital", "Chapter", "Attachment")):
        return " ".join([head, *(f"({t})" for t in tail)])
    if is_chinese(label) and re.match(r"第.*条", label):
        return f"Article {head}" + "".join(f"({t})" for t in tail)
    dotted = head
    for part in tail:
        dotted += f".{part}" if part.isdigit() and not is_chinese(label) else f" ({part})"
    return _KIND_EN.get(clause.kind, "") + dotted if clause.kind != "item" else f"clause {dotted}"


def place_of(record: EditionRecord, clause: Clause, lang: str) -> str:
    """Cite an edition and a clause in the asker's language."""
    label = label_of(clause, lang)
    if lang == "zh":
        return f"{name_of(record, lang)} {label}" if re.match(r"[\dA-Z]", label) else f"{name_of(record, lang)}{label}"
    return f"{name_of(record, lang)}, {label}"


def gloss_of(quote: str, lang: str, rendered: list[tuple[str, str]] | None = None) -> str:
    """Gloss the field's terms of a foreign quote, with its amounts written out; empty where none is known."""
    pairs = [*(rendered or []), *terms().pairs(quote)]
    if not pairs:
        return ""
    joined = ("；" if lang == "zh" else "; ").join(f"{a} = {b}" for a, b in pairs)
    return say("gloss", lang, pairs=joined)
