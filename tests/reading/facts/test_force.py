import pytest

from assistant.reading.facts.force import force_of


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("甲醛释放量应不大于0.124 mg/m³。", "shall"),
        ("认证机构不得接受资助。", "shall"),
        ("企业必须建立台账。", "shall"),
        ("供应商对应的产品，适应市场。", "none"),
        ("宜采用二氧化氯消毒。", "should"),
        ("适宜的工艺。", "none"),
        ("企业可以自行决定。", "may"),
        ("可靠性和可能性。", "none"),
        ("该方法能够测定甲醛。", "can"),
        ("节能产品", "none"),
        ("The body shall report; it may also publish.", "shall"),
        ("Users should read it.", "should"),
        ("A licence may be used.", "may"),
        ("It can be measured.", "can"),
        ("Issued in May 2012", "none"),
        ("In May, results were given.", "none"),
        ("企业应对污染物排放进行监测。", "shall"),
        ("应对气候变化的反应，响应及时，对应急预案", "none"),
        ("废气应收集处理", "shall"),
        ("检验机构在30日内应出具报告，填报应及时。", "shall"),
        ("封场后仍需维护。", "shall"),
        ("如需帮助，按需要供应。", "none"),
        ("厚度不宜小于75 cm", "should"),
        ("时宜、便宜、事宜", "none"),
        ("可采用其他方法", "may"),
        ("许可证、认可、可能、尽可能、必不可少", "none"),
        ("排水层（可选），可分隔的部位有无可见裂纹", "none"),
        ("检查是否可以正常骑行，能否启动", "none"),
        ("如果鞍管可以调节，则调至最低", "none"),
        ("能源、功能、性能、太阳能、节能", "none"),
        ("系统不能启动", "can"),
        ("铭牌写明“不得拆卸”，见《应急可行办法》", "none"),
        ('the word "shall" is explained', "none"),
        ("It is recommended to wait.", "should"),
        ("The label need not be shown.", "may"),
        ("a can of paint", "none"),
    ],
)
def test_the_strongest_modal_word_tells_the_force(text, force):
    assert force_of(text) == force


def test_notes_have_no_force_and_the_footnotes_of_tables_have():
    assert force_of("可按附录B检验，应记录。", "note", ("4", "2", "Note 1")) == "none"
    assert force_of("燃烧时应监测。", "note", ("Table 1", "a")) == "shall"


def test_a_definition_has_no_force_and_what_is_added_to_it_has():
    assert force_of("能向大气释放的物质。", "term", ("3", "1")) == "none"
    assert force_of("能释放的物质。测量时应加和。", "term", ("3", "1")) == "shall"
