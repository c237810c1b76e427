"""The policy, law and English digests say what they must say, and say on every page what they are."""

from pathlib import Path

import pypdfium2
import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FOOTER_ZH = "不是官方文本；除注明官方编号者外，条款编号为本摘编自定。"
FOOTER_EN = "Demonstration digest written by this project. Not the official text."
SCAN = "incentives-procurement"

FACTS = {
    "jiangsu-green-certification-news": [
        "Provincial Industry and Information Technology Department",
        "for 19 departments",
        "100 leading enterprises",
        "more than 2,000 organic product certificates",
        "1,500 energy management system certificates",
        "one class of products, one standard, one list, one label",
        "one certification, multiple certificates",
    ],
    "jiangsu-opinions-2022": [
        "苏政办发〔2022〕21号",
        "各市、县（市、区）人民政府，省各有关部门和单位：",
        "100家龙头企业和1000家高成长企业",
        "环境管理体系认证证书达到50000张",
        "能源管理体系认证证书达到1500张",
        "江苏省放心消费创建示范单位",
        "2022年3月19日",
    ],
    "state-council-2016-86": [
        "国办发〔2016〕86号",
        "2016-11-22",
        "中发〔2015〕25号",
        "d) one certification;",
        "2.7 International cooperation",
        "3.4 Publicity",
    ],
    "label-measures-2025": [
        "第一条",
        "（十）国家邮政局",
        "有效期为五年",
        "第十三条　本办法自2026年1月1日起施行。",
        "同日废止",
        "122种产品",
        "认证活动二",
    ],
    "label-measures-2019": [
        "已废止",
        "公告2019年第20号",
        "标识的右侧",
        "白色底版、绿色图案",
        "本办法自2019年6月1日起施行。",
        "331002",
        "332080",
    ],
    "cgp-furniture-rule": [
        "初始检查＋产品抽样检验＋获证后监督",
        "一般不超过90天",
        "竹藤家具",
        "k) 绿色产品自评价表",
        "3个工作日",
        "认证证书的有效期为5年",
        "附件3　工厂保证能力检查要求",
        "CNCA-CGP-27:2025",
    ],
    "certification-regulations": [
        "国务院令第390号",
        "2023年7月20日",
        "（四）注册资本不少于300万元（人民币）",
        "专职认证人员有10名以上",
        "45日内",
        "10万元以上50万元以下",
        "（四）聘用的认证人员没有在认可机构注册",
        "2万元以上10万元以下",
        "货值金额的2倍",
        "第七十三条",
        "1万元以上5万元以下",
    ],
    "eu-ecolabel-paints": [
        "code 044",
        "code 056",
        "code 057",
        "25 g/L",
        "≤ 300 µg/m³",
        "31 December 2032",
        "ECAT",
        "Step 7",
    ],
    "regional-brand-schemes": [
        "共5章22条",
        "不低于2亿元",
        "须核实",
        "宣城市",
        "14个部门联合提出11项措施",
        "证书的有效期为1年",
        "17位数字",
    ],
}


def pages_of(stem: str) -> list[str]:
    """Return the text of each page, without line breaks and blanks that only the setting made."""
    document = pypdfium2.PdfDocument(CORPUS / f"{stem}.pdf")
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("stem", FACTS)
def test_digest_holds_its_facts(stem: str) -> None:
    text = squeezed("".join(pages_of(stem)))
    assert [fact for fact in FACTS[stem] if squeezed(fact) not in text] == []


@pytest.mark.parametrize("stem", FACTS)
def test_every_page_says_that_it_is_a_digest(stem: str) -> None:
    english = stem in {"jiangsu-green-certification-news", "state-council-2016-86", "eu-ecolabel-paints"}
    for text in pages_of(stem):
        assert squeezed(FOOTER_EN) in squeezed(text)
        assert english or FOOTER_ZH in text


@pytest.mark.parametrize("stem", FACTS)
def test_digest_names_its_sources_and_was_not_compared(stem: str) -> None:
    text = squeezed("".join(pages_of(stem)))
    assert "资料来源与可信度" in text or "Sourcesandconfidence" in text
    assert "未与官方文本核对" in text or "notcomparedwiththeofficialtext" in text
    assert "http" not in text


def test_repeal_is_stamped_on_the_first_page_only() -> None:
    first, *later = pages_of("label-measures-2019")
    assert "已废止" in squeezed(first)
    assert not any("已废止" in squeezed(text) for text in later)


def test_regulations_leave_out_articles_openly() -> None:
    text = squeezed("".join(pages_of("certification-regulations")))
    assert "未收入不表示该条不存在" in text
    assert "第二十九条" not in text


def test_scan_has_page_images_and_no_text_layer() -> None:
    assert pages_of(SCAN) == ["", ""]
    document = pypdfium2.PdfDocument(CORPUS / f"{SCAN}.pdf")
    try:
        images = [[item.type for item in page.get_objects()] for page in document]
    finally:
        document.close()
    assert all(kinds == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE] for kinds in images)
