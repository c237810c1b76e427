"""What is to be reviewed, why, and in what order; and that nothing of it is lost with the derived file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assistant.library.store import Library
from assistant.records.entering import SAMPLED, sampled
from assistant.records.entries import Act, Example, Feedback, Verdict
from assistant.records.ledger import Ledger, LedgerError
from assistant.records.queue import Filter, Queue, around, choices, examples, queue_of, said_of
from assistant.records.review_index import ReviewIndex
from tests.records.conftest import DAY, answer, clause, digests, library

LEAD, MARK = clause("4/2", "铅含量不得超过 90 mg/kg。"), clause("5", "每盏灯应标明制造商。")
EVERYTHING = Filter(reason="all", judged="any")


class Desk:
    """A ledger with its index, and the build it is looked at in."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / "data")
        self.index = ReviewIndex(folder / "data")
        self._folder = folder
        self.build, self.library, self.day = "b1", library(folder / "b1.sqlite", [LEAD, MARK]), DAY

    def look(self, wanted: Filter | None = None, me: str = "li", page: int = 1) -> Queue:
        with self.index.opened(self.library, self.build, self.day) as index:
            return queue_of(index, wanted or Filter(), me, page)

    def numbers(self, wanted: Filter | None = None, me: str = "li") -> list[int]:
        return [one.number for one in self.look(wanted, me).rows]

    def reindex(self, build: str, held: Library) -> None:
        self.library.close()
        self.build, self.library = build, held

    def revise(self, build: str, *clauses: object, **more: object) -> None:
        self.reindex(build, library(self._folder / f"{build}.sqlite", clauses, **more))  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.ledger.add(answer("铅限量", LEAD), "chat", digests(LEAD))
    made.ledger.add(answer("标志", MARK, kind="list"), "api", digests(MARK))
    made.ledger.add(answer("月球", outcome="declined", kind="other"), "chat", {})
    yield made
    made.library.close()


def unsampled(desk: Desk) -> None:
    """Write on until the next answer is not one of the random sample."""
    while sampled(desk.ledger.head()[0] + 1):
        desk.ledger.write(Act(what="edited", detail="x"), "wang")


def test_what_is_declined_complained_of_or_touched_by_a_revision_is_queued_with_its_reasons(desk: Desk) -> None:
    assert [(one.number, one.reasons) for one in desk.look().rows] == [(3, ("declined",))]
    desk.ledger.write(Feedback(answer=1, said="up"), "chat")
    desk.ledger.write(Feedback(answer=2, said="down", reason="incomplete", comment="少了一项"), "chat")
    desk.ledger.write(Feedback(answer=3, said="ask_bureau"), "chat")
    assert [(one.number, one.reasons) for one in desk.look().rows] == [(3, ("bureau", "declined")), (2, ("down",))]
    desk.revise("b2", clause("4/2", "铅含量不得超过 50 mg/kg。"), MARK)
    assert [(one.number, one.reasons) for one in desk.look().rows][-1] == (1, ("touched",))
    assert desk.look().counts == {"bureau": 1, "down": 1, "touched": 1, "declined": 1, "disagree": 0, "sample": 0}


@pytest.mark.parametrize(
    ("clauses", "more"),
    [((LEAD,), {}), ((LEAD, MARK), {"repealed": "2026-05-01"}), ((LEAD, MARK), {"edition": "lamps-2024-a"})],
)
def test_a_clause_gone_or_an_edition_withdrawn_or_renamed_touches_what_stands_on_it(
    desk: Desk, clauses: tuple[object, ...], more: dict[str, object]
) -> None:
    desk.revise("b2", *clauses, **more)
    assert 2 in desk.numbers(Filter(reason="touched"))


def test_a_status_that_changes_by_the_day_alone_touches_too(desk: Desk) -> None:
    desk.revise("b2", LEAD, MARK, repealed="2026-06-02")
    assert desk.numbers(Filter(reason="touched")) == []
    desk.day = date(2026, 6, 2)
    assert desk.numbers(Filter(reason="touched")) == [2, 1]


def test_a_judged_answer_comes_back_only_by_what_happened_since(desk: Desk) -> None:
    changed = clause("4/2", "铅含量不得超过 50 mg/kg。")
    desk.revise("b2", changed, MARK)
    assert desk.numbers(Filter(reason="touched")) == [1]
    desk.ledger.write(Verdict(answer=1, overall="wrong", digests=digests(changed)), "li")
    assert desk.numbers(Filter(reason="touched")) == []
    desk.revise("b3", changed, clause("5", "新的标志。"))
    assert desk.numbers(Filter(reason="touched")) == [2]
    desk.revise("b4", clause("4/2", "铅含量不得超过 30 mg/kg。"), MARK)
    assert desk.numbers(Filter(reason="touched")) == [1]
    last = desk.ledger.write(Verdict(answer=3, overall="right"), "li")
    assert 3 not in desk.numbers()
    desk.ledger.write(Feedback(answer=3, said="down"), "chat")
    assert 3 in desk.numbers()
    assert last == desk.ledger.head()[0] - 1


def test_who_judged_what_can_be_asked_and_disagreement_is_a_reason(desk: Desk) -> None:
    first = desk.ledger.write(Verdict(answer=3, overall="right"), "li")
    assert desk.numbers(Filter(judged="second"), me="li") == []
    assert desk.numbers(Filter(judged="second"), me="wang") == [3]
    assert desk.numbers(Filter(judged="yes", by="li")) == [3]
    assert desk.numbers(Filter(judged="yes", by="wang")) == []
    desk.ledger.write(Verdict(answer=3, overall="wrong", alone="wrong", seen=first), "wang")
    assert desk.numbers(Filter(reason="disagree", judged="any")) == [3]
    assert desk.numbers(Filter(judged="any", reason="all", overall="wrong")) == [3]
    desk.ledger.write(Verdict(answer=3, overall="wrong", seen=first + 1), "li")
    assert desk.numbers(Filter(reason="disagree", judged="any")) == []


def test_an_answer_tells_who_judged_it_and_whether_it_is_an_evaluation_question(desk: Desk) -> None:
    entry = desk.ledger.write(Verdict(answer=3, overall="right"), "li")
    assert [(one.mine, one.example) for one in desk.look(Filter(judged="yes"), "wang").rows] == [(False, False)]
    desk.ledger.write(Example(answer=3, verdict=entry), "li")
    [row] = desk.look(Filter(judged="yes"), "li").rows
    assert (row.mine, row.example, row.reviewers, row.overall) == (True, True, 1, "right")
    with desk.index.opened(desk.library, desk.build, desk.day) as index:
        assert examples(index) == [(3, entry)]
        assert said_of(index, 3) == ([entry, entry + 1], ("declined",))
        assert said_of(index, 10**6) == ([], ())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"kind": "list"}, [2]),
        ({"outcome": "declined"}, [3]),
        ({"channel": "api"}, [2]),
        ({"document": "GB 77001"}, [2, 1]),
        ({"edition": "lamps-2024"}, [2, 1]),
        ({"edition": "lamps"}, []),
        ({"since": "2100-01-01"}, []),
        ({"until": "2100-01-01"}, [3, 2, 1]),
        ({"q": "铅限量"}, [1]),
        ({"q": "限 铅"}, [1]),
        ({"q": "量限"}, []),
        ({"q": "gb 7700"}, [2, 1]),
        ({"q": "GB"}, [2, 1]),
        ({"q": "少了"}, [2]),
        ({"q": '") OR 1 *'}, []),
        ({"q": "'\"-*"}, [3, 2, 1]),
        ({"judged": "no"}, [3, 2, 1]),
    ],
)
def test_filters_and_search(desk: Desk, wanted: dict[str, str], found: list[int]) -> None:
    desk.ledger.write(Feedback(answer=2, said="up", comment="还是少了一项"), "chat")
    asked = EVERYTHING.model_copy(update=wanted)
    assert sorted(desk.numbers(asked), reverse=True) == found


def test_pages_and_neighbours_follow_the_order_of_the_queue(desk: Desk) -> None:
    for _ in range(40):
        unsampled(desk)
        desk.ledger.add(answer("火星", outcome="declined"), "chat", {})
    desk.ledger.write(Feedback(answer=1, said="ask_bureau"), "chat")
    shown = desk.numbers() + [one.number for one in desk.look(page=2).rows]
    assert shown[0] == 1
    assert shown[1:] == sorted(shown[1:], reverse=True)
    assert len(shown) == len(set(shown)) == desk.look().total == 42
    with desk.index.opened(desk.library, desk.build, desk.day) as index:
        walked = [shown[0]]
        while (after := around(index, Filter(), "li", walked[-1])[1]) is not None:
            assert around(index, Filter(), "li", after)[0] == walked[-1]
            walked.append(after)
        assert around(index, Filter(), "li", 10**6) == (None, None)
    assert walked == shown


def test_the_random_sample_is_drawn_by_number_alone() -> None:
    drawn = [number for number in range(1, 20_001) if sampled(number)]
    assert len(drawn) == pytest.approx(20_000 * SAMPLED, rel=0.1)
    assert drawn == [number for number in range(1, 20_001) if sampled(number)]


def test_what_may_be_chosen_is_what_occurs(desk: Desk) -> None:
    desk.ledger.write(Verdict(answer=3, overall="right"), "li")
    with desk.index.opened(desk.library, desk.build, desk.day) as index:
        assert choices(index) == {
            "kind": ["figure", "list", "other"], "channel": ["api", "chat"], "document": ["GB 77001"],
            "edition": ["lamps-2024"], "by": ["li"],
        }  # fmt: skip


def everything(desk: Desk) -> Queue:
    return desk.look(EVERYTHING)


def test_the_index_is_made_again_where_it_is_lost_damaged_or_of_another_ledger(desk: Desk) -> None:
    desk.ledger.write(Verdict(answer=1, overall="wrong", comment="错"), "li")
    before = everything(desk)
    desk.index.path.unlink()
    assert everything(desk) == before
    desk.index.path.write_bytes(b"nothing of the kind" * 1000)
    assert everything(desk) == before
    with closing(sqlite3.connect(desk.index.path)) as raw:
        raw.execute("PRAGMA user_version = 99")
        raw.commit()
    assert everything(desk) == before
    desk.ledger.path.unlink()
    desk.ledger.add(answer("另一本"), "chat", {})
    assert [one.question for one in everything(desk).rows] == ["另一本"]


def test_entries_come_in_one_by_one_as_they_do_all_at_once(desk: Desk) -> None:
    def go_on() -> Iterator[None]:
        desk.ledger.write(Feedback(answer=1, said="down"), "chat")
        yield
        seen = desk.ledger.write(Verdict(answer=1, overall="wrong"), "li")
        yield
        desk.revise("b2", clause("4/2", "铅含量不得超过 50 mg/kg。"), MARK)
        yield
        desk.ledger.write(Verdict(answer=1, overall="right", seen=seen, digests=digests(LEAD)), "wang")
        yield
        desk.ledger.add(answer("铅限量是", LEAD), "chat", digests(LEAD))
        yield

    for _ in go_on():
        step = everything(desk)
        desk.index.path.unlink()
        assert everything(desk) == step
    assert {one.number for one in step.rows if "touched" in one.reasons} == {1, desk.ledger.head()[0]}


def test_where_the_index_cannot_be_written_a_sentence_says_so(desk: Desk) -> None:
    desk.index.path.mkdir()
    with pytest.raises(LedgerError, match="remove it"):
        desk.look()
