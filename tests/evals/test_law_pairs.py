import json
from pathlib import Path

from assistant.revision.shapes import ClauseChange
from evals.law_pairs import by_article, read_law, score_law

OLD = """# 办公桌条例
<!-- INFO END -->
## 第一章 总则
第一条 为了规范办公桌的生产，制定本条例。
第二条 生产者应当具备下列条件：
（一）有固定的厂房；
（二）有检验人员。
第三条 办公桌应当附有说明书，说明书应当使用中文。
"""
NEW = """# 办公桌条例
<!-- INFO END -->
第一条 为了规范办公桌的生产，制定本条例。
第二条 生产者不得委托未登记的企业加工桌面和抽屉。
第三条 生产者应当具备下列条件：
（一）有固定的厂房和仓库；
（二）有检验人员。
第四条 办公桌应当附有说明书，说明书应当使用中文。
"""


def test_a_law_is_read_with_its_articles_paragraphs_and_items() -> None:
    clauses = read_law(OLD).clauses
    assert [(c.key, c.kind) for c in clauses] == [
        ("1", "article"), ("2", "article"), ("2/1", "item"), ("2/2", "item"), ("3", "article"),
    ]  # fmt: skip
    assert read_law(OLD + "\n生产者应当保存记录。").clauses[-1].text.endswith("\n生产者应当保存记录。")


def test_articles_are_told_once_and_a_changed_item_changes_its_article(tmp_path: Path) -> None:
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    label = {"old": "old", "new": "new", "changed": [["2", "3"]], "moved": [], "removed": [], "added": ["2"]}
    score = score_law(tmp_path, label | {"either": [{"old": ["3"], "new": ["4"]}]})
    assert (score.found, score.labels, score.right, score.told) == (3, 3, 3, 3)
    strict = score_law(tmp_path, json.loads(json.dumps(label | {"changed": [], "either": []})))
    assert (score.unseen, strict.found, strict.labels) == (False, 1, 1)
    assert strict.wrong == (("changed", "2", "3"), ("moved", "3", "4"))


def test_items_added_to_a_renumbered_article_change_it() -> None:
    changes = (
        ClauseChange(op="moved", kind="article", old_path=("4",), new_path=("5",)),
        ClauseChange(op="added", kind="item", new_path=("5", "3")),
        ClauseChange(op="added", kind="article", new_path=("6",)),
        ClauseChange(op="added", kind="item", new_path=("6", "1")),
    )
    assert by_article(changes) == {("changed", "4", "5"), ("added", None, "6")}
