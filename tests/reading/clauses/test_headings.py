"""Headings as they are set: wrapped, in two lines, named again at the edges of pages and in the contents."""

from assistant.reading.clauses.clauses import build_clauses


def read(*pages, outline=()):
    return {clause.key: clause for clause in build_clauses(pages, (), outline)}


def test_the_number_of_a_chapter_in_words_below_the_word(page):
    heads = {"bold": True}
    clauses = read(
        page(("CHAPTER", heads), ("ONE", heads), ("THE ARCHIVE", heads), "It is kept.", ("1.1 Areas", heads), "Two."),
        page(("CHAPTER", heads), ("TWO", heads), ("THE PACKAGES", heads), "They are kept:", "1.", "2.", number=2),
    )
    assert [(key, clauses[key].title) for key in ("1", "1/1", "2")] == [
        ("1", "THE ARCHIVE"),
        ("1/1", "Areas"),
        ("2", "THE PACKAGES"),
    ]
    assert clauses["2"].text == "They are kept:"


def test_running_feet_that_name_the_section_are_no_clauses(page):
    heads = {"bold": True}
    text = ["A package is kept in the archive with all that it needs to be built."] * 3
    clauses = read(
        page(
            *(("CHAPTER", heads), ("ONE", heads), ("THE ARCHIVE AND WHAT IS", heads), ("KEPT IN IT", heads), *text),
            *(("1.1 Areas of the archive that are open", heads), ("to all", heads), *text),
            ("1.1. Areas of the archive that are open to all", heads),
        ),
        page(*text, ("Chapter 1. The archive and what is kept in it", heads), number=2),
    )
    assert list(clauses) == ["front", "1", "1/1"]


def test_endnotes_do_not_count_as_clauses_that_lost_their_points(page):
    heads = {"bold": True, "size": 12}
    rows = [("1. Aims", heads), "We aim at zero.", ("2. Scope", heads), "All is covered."]
    rows += [f"{n} Note {n} tells more of it." for n in range(11, 30)]
    rows += [("3. Emissions", heads), "They are few."]
    outline = [(1, title, 1) for title in ("1. Aims", "2. Scope", "3. Emissions")]
    assert [key for key in read(page(*rows), outline=outline) if key != "front"] == ["1", "2", "3"]


def test_the_head_of_a_page_names_a_section_that_begins_further_down(page):
    heads = {"bold": True, "size": 14}
    clauses = read(
        page(("1 Aims", heads), ("1.1 Zero", heads), "We aim at zero in all that we do and in all that we plan."),
        page("CHAPTER 1. AIMS", "1.2. SCOPE OF THIS", "The rest.", ("1.2 Scope of this", heads), "All.", number=2),
    )
    assert [key for key in clauses if key != "front"] == ["1", "1/1", "1/2"]
    assert clauses["1/2"].text == "All."


def test_a_title_that_the_contents_name_may_be_a_question(page):
    listing = page("目 次", "1 欢迎……………1", "1.1 什么是系统？……………1", "1.2 它是谁的？……………1", "2 安装……………2")
    listing = type(listing)(1, 500, 700, listing.lines, contents=True)
    clauses = read(
        listing, page("1 欢迎", "1.1 什么是系统？", "  系统是程序。", "1.2 它是谁的？", "  大家的。", number=2)
    )
    assert (clauses["1/1"].title, clauses["1/1"].text) == ("什么是系统？", "系统是程序。")


def test_the_title_of_an_annex_may_wrap(page):
    heads = {"bold": True, "size": 20}
    rows = [
        "1 Scope",
        *["This guide tells how a system is set up on a machine of any kind, with or without a disk."] * 14,
    ]
    clauses = read(
        page(*rows),
        page(
            ("Appendix B", heads),
            ("Automating the installation by", heads),
            ("preseeding", heads),
            "It helps.",
            number=2,
        ),
    )
    assert clauses["B"].title == "Automating the installation by preseeding"
    assert clauses["B"].text == "It helps."


def test_an_appendix_whose_dash_is_read_as_a_letter(page):
    heads = {"bold": True, "size": 12}
    rows = [("1. Aims", heads), *["This guide tells how patches are kept on machines of any kind."] * 14]
    clauses = read(page(*rows), page(("Appendix AóResources", heads), "Lists are given below.", number=2))
    assert (clauses["A"].kind, clauses["A"].title) == ("annex", "Resources")


def test_references_listed_at_the_end_are_no_items_of_the_last_clause(page):
    heads = {"bold": True, "size": 12}
    rows = [("1 Aims", heads), *["This part tells how calls are made between offices of any kind."] * 14]
    rows += [("2 Calls", heads), "They are made."]
    clauses = read(page(*rows, ("References", heads), "[1] A book on calls.", "[2] Another book."))
    assert list(clauses) == ["front", "1", "2", "Bibliography", "Bibliography/1", "Bibliography/2"]
