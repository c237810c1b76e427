from assistant.index.builds import Build
from assistant.retrieval.explaining import SAYS, lines, reasons
from assistant.retrieval.ranking import TRAINED_WEIGHTS
from assistant.retrieval.report import Searcher
from assistant.settings import Settings


def test_every_signal_that_weighs_has_a_name_in_plain_words() -> None:
    assert TRAINED_WEIGHTS.keys() == SAYS.keys()


def test_what_spoke_most_stands_first_and_adds_up_to_the_score(build: Build, settings: Settings) -> None:
    report = Searcher(build, settings).report("GB 90210 4.2", k=3, explain=True)
    first = report["results"][0]
    assert [one["signal"] for one in first["reasons"][:2]] == ["label", "named"]
    assert abs(sum(one["adds"] for one in first["reasons"]) - first["score"]) < 0.01
    assert "understood_as" not in report


def test_a_slip_is_shown_as_it_was_read(build: Build, settings: Settings) -> None:
    report = Searcher(build, settings).report("园林座椅的甲全限值", explain=True)
    assert report["understood_as"] == "园林座椅的甲醛限值"
    assert list(report["mended"].values()) == ["甲醛限"]


def test_bars_point_for_and_against() -> None:
    drawn = list(lines(reasons({"named": 4.0, "status": -2.0, "cosine": 0.001})))
    assert len(drawn) == 2
    assert drawn[0].endswith("+" * 20)
    assert drawn[1].endswith(" " + "-" * 10)
