"""What English documents say of themselves: acts, NIST and ITU publications, drafts and amendments of standards."""

import pytest

from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.facts.dates import find_dates
from assistant.reading.facts.front_matter import read_front_matter
from assistant.reading.facts.identifiers import nist_number, recommendation_number
from assistant.reading.pages.page import PdfFacts

BIG = {"size": 20, "bold": True}


def read(*pages):
    return read_front_matter(pages, PdfFacts("", len(pages)), build_clauses(pages))


def test_the_title_of_an_act_ends_before_those_who_adopt_it(page):
    front = read(
        page(
            "(Legislative acts)",
            "REGULATIONS",
            "REGULATION (EU) 2024/9999 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL",
            "of 13 November 2024",
            "on the marking of shelves and repealing Regulation (EU) No 123/2011",
            "(Text with EEA relevance)",
            "THE EUROPEAN PARLIAMENT AND THE COUNCIL OF THE EUROPEAN UNION,",
            "Having regard to the Treaty on the Functioning of the European Union,",
            "(1) Shelves are made everywhere.",
            "HAVE ADOPTED THIS REGULATION:",
            "Article 1",
            "Scope",
            "This Regulation applies to shelves.",
        )
    )
    assert front.title == (
        "REGULATION (EU) 2024/9999 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL of 13 November 2024 "
        "on the marking of shelves and repealing Regulation (EU) No 123/2011"
    )
    assert (front.number, front.issued, front.kind) == ("REGULATION (EU) 2024/9999", "2024-11-13", "act")
    assert front.issuer == ("European Parliament", "Council of the European Union")


def test_a_recommendation_of_the_itu(page):
    front = read(
        page(
            ("INTERNATIONAL TELECOMMUNICATION UNION", {"size": 15}),
            ("(03/93)", {"size": 18}),
            "",
            "",
            ("CONDITIONS FOR SHELVES", {"size": 16}),
            ("INTERNATIONAL SHELF SERVICE", {"size": 16}),
            "",
            ("ITU-T Recommendation U.99", {"size": 14}),
        ),
        page("1 Shelves", "1.1 They stand.", number=2),
    )
    assert (front.number, front.issued, front.kind) == ("ITU-T U.99", "1993-03", "standard")
    assert front.title == "CONDITIONS FOR SHELVES INTERNATIONAL SHELF SERVICE"
    assert front.issuer == ("International Telecommunication Union",)


def test_a_draft_and_an_amendment_of_a_standard(page):
    body = page("1 Scope", "This document applies to shelves.", "2 Terms", "None.", number=2)
    draft = read(page("Date: 2007-01-01", "ISO/DIS 99301-1", ("Shelves — Part 1: Wood", BIG)), body)
    assert (draft.number, draft.issued) == ("ISO/DIS 99301-1", "2007-01-01")
    assert draft.issuer == ("International Organization for Standardization",)
    amendment = read(page(("Shelves — Part 1: Wood", BIG), "ISO 99301-1:2016/Amd.1:2017(E)"), body)
    assert amendment.number == "ISO 99301-1:2016/Amd.1:2017"


def test_an_ornament_with_letters_apart_is_no_title(page):
    cover = page(("Shelf Guideline", {"size": 17}), ("I NF O RMAT I O N SECURI T Y", {"size": 20}), "March2006")
    front = read(cover, page("1 Scope", "All.", "2 Use", "Two.", number=2))
    assert (front.title, front.issued) == ("Shelf Guideline", "2006-03")


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("NIST Special Publication 800-63-1", "NIST SP 800-63-1"),
        ("Special Publication 800-40 Version 2.0", "NIST SP 800-40 Version 2.0"),
        ("NIST Special Publication 800-70 Revision 3", "NIST SP 800-70 Rev. 3"),
        ("NIST SP 800-53A", "NIST SP 800-53A"),
    ],
)
def test_numbers_of_nist_publications(printed, number):
    assert nist_number(printed) == number


def test_a_recommendation_that_is_only_mentioned_has_no_number():
    assert recommendation_number("as laid down by the ITU-T in U.1") is None
    assert [day.iso for day in find_dates("September 2011, March 24, 2016")] == ["2011-09", "2016-03-24"]
