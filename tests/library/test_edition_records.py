from pathlib import Path

from assistant.library.catalogue import Catalogue, CatalogueEntry
from assistant.library.editions import edition_id, edition_records
from assistant.library.model import Document
from assistant.library.twins import twin_messages


def document(stem: str, **facts: object) -> Document:
    known = {"file": f"{stem}.pdf", "sha256": stem, "pages": 1, "language": "zh", "kind": "standard"}
    return Document.model_validate(known | facts)


OLD = document("gb-1-old", number="GB 18580—2017", title="甲醛释放限量", issued="2017-04-22", effective="2018-05-01")
NEW = document(
    "gb-1-new",
    number="GB 18580-2025",
    title="甲醛释放限量",
    effective="2026-06-01",
    replaces=("GB 18580-2017", "GB 9-1988"),
)


def records(*documents: Document, catalogue: tuple[CatalogueEntry, ...] = ()) -> dict:
    return edition_records({edition_id(d.file): d for d in documents}, Catalogue({e.id: e for e in catalogue}))


def test_the_edition_is_the_file_stem() -> None:
    assert edition_id(Path("zh-other/GB17761-2018  电动自行车.pdf")) == "GB17761-2018  电动自行车"


def test_a_replaced_number_becomes_the_edition_that_the_library_holds() -> None:
    found = records(OLD, NEW)
    assert found["gb-1-new"].replaces == ("gb-1-old", "GB 9-1988")
    assert found["gb-1-old"].replaced_by == ("gb-1-new",)
    assert found["gb-1-old"].superseded_on == "2026-06-01"
    assert found["gb-1-old"].document == found["gb-1-new"].document == "GB 18580"


def test_editions_of_a_family_replace_one_another_in_order_of_date() -> None:
    first = document("jt-a", number="JT/T 808-2011", effective="2011-08-01")
    second = document("jt-b", number="JT/T 808-2013", effective="2013-10-01")
    found = records(first, second)
    assert found["jt-a"].replaced_by == ("jt-b",)
    assert found["jt-a"].superseded_on == "2013-10-01"
    assert found["jt-b"].superseded_on is None


def test_titles_that_say_nothing_make_no_family() -> None:
    found = records(document("a", title="封面", issued="2011"), document("b", title="封面", issued="2015"))
    assert found["a"].superseded_on is None


def test_an_amendment_patches_and_replaces_nothing() -> None:
    base = document("iso-x", number="ISO 17301-1:2016", issued="2016")
    amendment = document("iso-x-amd", number="ISO 17301-1:2016/Amd 1:2017", issued="2017")
    found = records(base, amendment)
    assert found["iso-x"].amended_by == ("iso-x-amd",)
    assert found["iso-x-amd"].amends == "iso-x"
    assert found["iso-x"].superseded_on is None


def test_an_amendment_is_known_by_its_file_name_where_its_cover_prints_the_base() -> None:
    base = document("iso-17301-1-2016", number="ISO 17301-1:2016", issued="2016")
    amendment = document("iso-17301-1-amd-1-2017", number="ISO 17301-1:2016", issued="2017")
    found = records(base, amendment)
    assert found["iso-17301-1-amd-1-2017"].amends == "iso-17301-1-2016"
    assert found["iso-17301-1-2016"].superseded_on is None


def test_the_catalogue_goes_before_the_front_matter() -> None:
    entry = CatalogueEntry(id="gb-1-old", title="另一个标题", repealed="2020-01-01", fictional=True)
    found = records(OLD, catalogue=(entry,))["gb-1-old"]
    assert (found.title, found.repealed, found.fictional) == ("另一个标题", "2020-01-01", True)
    assert found.number == "GB 18580—2017"


def test_a_file_without_front_matter_is_known_by_the_number_in_its_name() -> None:
    found = records(document("P8_GB_GB-3838-2002"))["P8_GB_GB-3838-2002"]
    assert (found.document, found.number) == ("GB 3838", "GB 3838-2002")


def test_two_files_with_one_number_and_year_are_warned_of_by_name() -> None:
    twin = document("copy of the standard", number="GB 18580—2025", title="甲醛释放限量")
    english = document("gb-1-en", number="GB 18580-2025", title="Limit of formaldehyde", language="en")
    amendment = document("gb-1-amd", number="GB 18580-2025 第1号修改单", title="第1号修改单")
    found = records(OLD, NEW, twin, english, amendment)
    warned = {name: [one.message for one in record.warnings] for name, record in found.items() if record.warnings}
    assert set(warned) == {"gb-1-new", "copy of the standard"}
    [message] = twin_messages(found.values())
    assert message.startswith("These files carry the same number and year")
    assert "copy of the standard.pdf, gb-1-new.pdf" in message
    assert "catalogue.toml" in message
    told = CatalogueEntry(id="copy of the standard", number="GB 18580-2016")
    assert twin_messages(records(OLD, NEW, twin, catalogue=(told,)).values()) == []
