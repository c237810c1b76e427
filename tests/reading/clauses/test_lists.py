"""Lists whose items hold paragraphs, and lists that go on after one."""

from dataclasses import replace

from assistant.reading.clauses.clauses import build_clauses


def read(*pages):
    return {clause.key: clause for clause in build_clauses(pages)}


def test_a_paragraph_under_the_first_item_belongs_to_it_and_the_list_goes_on(page):
    clauses = read(
        page(
            "1 分类",
            "1.1 产生单位分为以下类别：",
            "  a） 重点监管单位",
            "  有下列情形之一的，按重点对待：",
            "  1） 年产生量100 t及以上的单位。",
            "  2） 持有经营许可证的单位。",
            "  b） 简化管理单位",
            "  年产生量10 t及以上的单位。",
            "  c） 登记管理单位",
            "  年产生量10 t以下的单位。",
            "1.2 类别由主管部门确定。",
        )
    )
    assert clauses["1/1/a"].text == "重点监管单位\n有下列情形之一的，按重点对待："
    assert clauses["1/1/a/2"].text == "持有经营许可证的单位。"
    assert clauses["1/1/c"].text == "登记管理单位\n年产生量10 t以下的单位。"
    assert clauses["1/1"].text == "产生单位分为以下类别："


def test_a_list_goes_on_after_a_paragraph_of_the_clause(page):
    clauses = read(
        page(
            "1 监测",
            "1.1 采样时可以参考下列方法：",
            "  a） 固定源方法；",
            "  b） 环境空气方法。",
            "  分析参考：",
            "  c） 气相色谱法；",
            "  1） 用毛细柱；",
            "  2） 用填充柱。",
            "  d） 液相色谱法。",
            "1.2 其他。",
        )
    )
    assert [key for key in clauses if key.startswith("1/1/")] == [
        "1/1/a",
        "1/1/b",
        "1/1/c",
        "1/1/c/1",
        "1/1/c/2",
        "1/1/d",
    ]
    assert clauses["1/1"].text == "采样时可以参考下列方法：\n分析参考："


def test_paragraphs_under_a_section_of_a_notice_stay_with_it(page, full):
    clauses = read(
        page(
            "  一、总体要求",
            "  （一）指导思想。" + full("深入推进绿色产品认证工作并")[:30],
            "不断完善。",
            "  各部门应当配合。",
            "  （二）基本原则。" + full("坚持政府引导和市场主导")[:30],
            "相结合。",
            "  各地可以先行。",
            "  二、重点任务",
            "  开展试点。",
        )
    )
    assert clauses["1/1"].text.endswith("不断完善。\n各部门应当配合。")
    assert clauses["1/2"].text.endswith("相结合。\n各地可以先行。")
    assert clauses["1"].text == ""


def test_a_sentence_about_items_is_none(page):
    clauses = read(
        page(
            "1 试验",
            "1.1 试样应经受下列试验：",
            "  a) 冲击试验；",
            "  b) 耐热试验。",
            "  a)和b)的试验允许采用不同的试样。",
            "1.2 其他。",
        )
    )
    assert [key for key in clauses if key.startswith("1/1/")] == ["1/1/a", "1/1/b"]
    assert clauses["1/1"].text.endswith("a)和b)的试验允许采用不同的试样。")


def test_letters_with_a_stop_or_comma_count_items_in_chinese(page):
    clauses = read(
        page(
            "1 监测",
            "1.1 监测应符合下列要求：",
            "  a、采样点；",
            "  b、频次。",
            "1.2 记录应包括：",
            "  a.时间；",
            "  b.人员。",
        )
    )
    assert [clauses[key].text for key in ("1/1/a", "1/1/b", "1/2/a", "1/2/b")] == [
        "采样点；",
        "频次。",
        "时间；",
        "人员。",
    ]


def test_notes_go_on_by_their_numbers_alone(page):
    clauses = read(
        page(
            "1 计算",
            "1.1 应按下式计算总浓度。",
            "  注：1 未识别峰可以甲苯计。",
            "      2 有干扰时应更换色谱柱。",
            "1.2 记录应保存三年。",
            "  注：2 年内的记录可以查阅。",
        )
    )
    assert clauses["1/1/Note 1"].text == "未识别峰可以甲苯计。"
    assert clauses["1/1/Note 2"].text == "有干扰时应更换色谱柱。"
    assert clauses["1/2/Note"].text == "2 年内的记录可以查阅。"


def test_the_captions_of_a_figures_parts_are_no_list(page):
    wide = "a） 初始阶段：没有颗粒完全糊化，颗粒内部的淀粉仍然可见，示意图中可见其轮廓与"
    clauses = read(
        page(
            "1 糊化",
            "糊化分为三个阶段，见图1。" + "颗粒按下列方法观察" * 3,
            "颗粒应在偏光下观察。",
            wide,
            ("分布情况", {"centred": True}),
            ("b） 中间阶段：部分颗粒完全糊化", {"centred": True}),
            ("c） 最终阶段：全部颗粒完全糊化", {"centred": True}),
            ("图1 糊化的阶段", {"centred": True}),
            "2 报告",
            "报告应写明阶段。",
        )
    )
    assert not [key for key in clauses if key.startswith("1/")]


def test_a_number_that_ocr_misread_is_known_by_its_neighbours(page):
    rows = ["1 危险用语", "1.1 标签上应使用下列用语：", "  1. 干燥时容易爆炸。", "  2. 易燃。"]
    rows += ["  8. 高度易燃。", "  4. 引致灼伤。", "1.2 其他。"]
    scanned = replace(page(*rows), source="ocr")
    clauses = read(scanned)
    assert [key for key in clauses if key.startswith("1/1/")] == ["1/1/1", "1/1/2", "1/1/3", "1/1/4"]
    assert clauses["1/1/3"].text == "高度易燃。"
    assert "1/1/3" not in read(page(*rows))
    letters = [
        row.replace(". ", "） ").replace("  1", "  a").replace("  2", "  b").replace("  8", "  c") for row in rows
    ]
    assert {"1/1/a", "1/1/b", "1/1/c"} <= set(read(replace(page(*letters), source="ocr")))
