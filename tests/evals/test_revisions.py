from evals.revisions import named_sections

LIST = """9.1. Version 2.1
================

3.2
   Boxes are blue.

4 & 5.6
   Lids close.

9.2. Version 2.0
================

7.1
   Older.
"""


def test_sections_named_since_a_version() -> None:
    assert named_sections(LIST, "2.0") == [("3", "2"), ("4",), ("5", "6")]
    assert named_sections(LIST, "2.1") == []
