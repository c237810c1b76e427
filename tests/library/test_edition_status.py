from datetime import date

import pytest

from assistant.library.model import EditionRecord, Status
from assistant.library.status import first_day, status_of, status_report


def edition(**dates: str | None) -> EditionRecord:
    return EditionRecord(
        edition="e", document="E", file="e.pdf", sha256="0", pages=1, language="zh", kind="standard", **dates
    )


@pytest.mark.parametrize(
    ("dates", "as_of", "status"),
    [
        ({"issued": "2025-05-30", "effective": "2026-06-01"}, "2026-05-31", "upcoming"),
        ({"issued": "2025-05-30", "effective": "2026-06-01"}, "2026-06-01", "in_force"),
        ({"effective": "2018-05-01", "superseded_on": "2026-06-01"}, "2026-05-31", "in_force"),
        ({"effective": "2018-05-01", "superseded_on": "2026-06-01"}, "2026-06-01", "superseded"),
        ({"effective": "2019-06-01", "repealed": "2026-01-01"}, "2026-01-01", "repealed"),
        ({"effective": "2019-06-01", "repealed": "2026-01-01"}, "2025-12-31", "in_force"),
        ({"issued": "2015-09"}, "2015-08-31", "upcoming"),
        ({"issued": "2015-09"}, "2015-09-15", "in_force"),
        ({"issued": "2015"}, "2016-01-01", "in_force"),
        ({}, "2026-01-01", "unknown"),
    ],
)
def test_status_follows_the_dates(dates: dict[str, str], as_of: str, status: Status) -> None:
    assert status_of(edition(**dates), date.fromisoformat(as_of)) == status


def test_a_partial_date_counts_from_its_first_day() -> None:
    assert first_day("2015-02") == date(2015, 2, 1)
    assert first_day("2015") == date(2015, 1, 1)


def test_the_report_prints_dates_as_printed_and_status_as_of_the_day() -> None:
    report = status_report("b", {"e": edition(issued="2015-09")}, [], [], date(2020, 1, 1))
    assert report["editions"][0]["issued"] == "2015-09"
    assert report["editions"][0]["status"] == "in_force"
    assert report["build"] == "b"
