import pytest

from assistant.reading.force import force_of


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
    ],
)
def test_the_strongest_modal_word_tells_the_force(text, force):
    assert force_of(text) == force
