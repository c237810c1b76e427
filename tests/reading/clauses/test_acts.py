"""Acts in English: recitals, articles, paragraphs, points, sections and annexes, set well or run together."""

from assistant.reading.clauses.clauses import build_clauses


def read(*pages, outline=()):
    return {clause.key: clause for clause in build_clauses(pages, (), outline)}


def test_an_english_act(page):
    clauses = read(
        page(
            "Having regard to the Treaty,",
            "(1) Labels help consumers to choose.",
            "(2) Criteria are laid down by decision.",
            "HAS ADOPTED THIS DECISION:",
            "Article 1",
            "Scope",
            "1. This Decision applies to paints.",
            "2. It does not apply to:",
            "(a) coatings for ships;",
            "(b) artists' colours.",
            "Article 2",
            "Addressees",
            "This Decision is addressed to the Member States.",
        )
    )
    assert clauses["Recital 2"].text == "Criteria are laid down by decision."
    assert (clauses["1"].title, clauses["1"].kind) == ("Scope", "article")
    assert (clauses["1/2/a"].text, clauses["1/2/a"].label) == ("coatings for ships;", "Article 1(2)(a)")


def test_an_act_whose_text_layer_runs_on(page):
    rows = ["Having regard to the Treaty, Whereas: (1) Labels help. (2) Criteria are needed. HAVE ADOPTED THIS ACT:"]
    rows += [
        f"it applies. Article {n} Scope of the part on {what} 1. This applies. 2. It excludes: (a) ships; (b) {what}."
        for n, what in enumerate(["paint", "glue", "wood", "paper", "steel", "glass", "stone"], 1)
    ]
    clauses = read(page(*rows))
    assert clauses["Recital 2"].text == "Criteria are needed."
    assert [clauses[f"{n}"].kind for n in range(1, 8)] == ["article"] * 7
    assert clauses["3/2/b"].text.startswith("wood.")
    assert clauses["3/2"].text == "It excludes:"


def test_numbers_parted_by_line_breaks_in_an_act_that_runs_on(page):
    wares = ["paint", "glue", "wood", "paper", "steel", "glass", "stone"]
    rows = ["Having regard to the Treaty, Whereas: (1) Labels help. (2) Criteria are needed. (6)", "Many are lost."]
    rows += ["HAVE ADOPTED THIS ACT: Section 1 Scope and aims Article"]
    for n, what in enumerate(wares, 1):
        rows += [
            f"{n} Scope of the part on {what} 1.",
            f"This applies to {what} as laid down in",
            "Article 1. 2. It excludes: (a)",
            f"ships of {what}; and (b) art. Section {n} Rules on {what} Article",
        ]
    clauses = read(page(*rows[:-1]))
    assert [key for key in clauses if key.startswith("Recital")] == ["Recital 1", "Recital 2", "Recital 6"]
    assert clauses["Recital 6"].text == "Many are lost."
    assert [clauses[f"{n}"].title for n in range(1, 8)] == [f"Scope of the part on {what}" for what in wares]
    assert clauses["3/1"].text == "This applies to wood as laid down in Article 1."
    assert (clauses["3/2/a"].text, clauses["3/2/b"].text) == ("ships of wood; and", "art.")


def test_text_that_a_layer_gives_twice_opens_a_clause_once(page):
    wares = ["paint", "glue", "wood", "paper", "steel", "glass", "stone"]
    rows = ["Having regard to the Treaty, Whereas: (1) Labels help. HAVE ADOPTED THIS ACT:"]
    for n, what in enumerate(wares, 1):
        rows.append(f"Ships. Article {n} Scope of the part 1. This applies to {what} of all colours and in all shapes")
        rows.append(
            "that can be thought of. 2. It exc all shapes that can be thought of. 2. It excludes ships, and all else"
        )
        rows.append(f"that is carried on board of them, {what} or not.")
    clauses = read(page(*rows))
    assert not [key for key in clauses if "~" in key]
    assert clauses["4/2"].text.startswith("It excludes ships, and all else that is carried")


def test_sections_subparagraphs_and_the_end_of_an_act(page):
    middle = {"centred": True}
    clauses = read(
        page(
            ("CHAPTER I", middle),
            ("Article 1", middle),
            ("Marks", middle),
            "1. A mark shall be:",
            "(a) legible;",
            "(b) indelible.",
            "The mark may be on the back.",
            "2. Glass bears no mark.",
            ("Section 1", middle),
            ("Checks by the authorities", middle),
            ("Article 1a", middle),
            ("Costs", middle),
            "Costs are borne by the maker.",
            ("Article 2", middle),
            ("Entry into force", middle),
            "This act enters into force in May.",
            "Done at Brussels, 3 March 2021.",
            ("The President", middle),
            number=1,
        ),
        page(
            ("ANNEX I", middle),
            ("Requirements for marks", middle),
            ("PART A", middle),
            "1. Marks shall be 5 mm high, counted from the foot of the letters to their head.",
            "2. Marks shall show:",
            "(a) the year.",
            number=2,
        ),
    )
    assert clauses["1/1"].text == "A mark shall be:\nThe mark may be on the back."
    assert (clauses["Chapter 1/Section 1"].title, clauses["1/2"].text) == (
        "Checks by the authorities",
        "Glass bears no mark.",
    )
    assert (clauses["1a"].kind, clauses["1a"].title) == ("article", "Costs")
    assert clauses["2"].text == "This act enters into force in May."
    assert clauses["Annex I"].title == "Requirements for marks"
    assert [clauses[key].kind for key in ("Annex I/1", "Annex I/2", "Annex I/2/a")] == ["clause", "clause", "item"]
