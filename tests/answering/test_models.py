"""Models run in this process and behind LangChain: loading, streaming, limits. What they say is judged elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.ask import Asker
from assistant.answering.language.bounded import reply
from assistant.answering.language.local import MOST_NEW_TOKENS, LocalModel
from assistant.answering.language.providers import ProviderModel
from assistant.answering.language.reading import Claim, ClaimReader
from assistant.answering.language.speaking import ModelError, Prompt
from tests.answering.chat_server import Reply, Server, line, serving

PROMPT = Prompt("Word the answer.", '{"question": "lead"}')
WINDOW = 8192


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a causal model with random weights that reads and writes single bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<s>", "</s>", *letters])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    folder = tmp_path_factory.mktemp("models") / "tiny"
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>")
    fast.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=WINDOW, bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def said(model: LocalModel, prompt: Prompt = PROMPT, most: int = 10_000) -> list[str]:
    pieces: list[str] = []
    model.speak(prompt, 30, pieces.append, lambda: len(pieces) >= most)
    return pieces


def test_a_model_in_a_folder_is_loaded_and_streams(tiny: Path) -> None:
    model = LocalModel(str(tiny))
    assert model.name == "local:tiny"
    model.prepare()
    pieces = said(model, most=40)
    assert len(pieces) > 1
    assert "Word the answer" not in "".join(pieces)


def test_generation_ends_when_told_and_within_its_limits(tiny: Path) -> None:
    model = LocalModel(str(tiny))
    assert len("".join(said(model, most=2))) < 200
    assert len("".join(said(model)).encode()) <= 4 * MOST_NEW_TOKENS
    with pytest.raises(ModelError) as caught:
        said(model, Prompt("x" * WINDOW, ""))
    assert caught.value.reason == "long"


def test_one_reply_is_made_at_a_time(tiny: Path) -> None:
    model = LocalModel(str(tiny))
    begun, go = threading.Event(), threading.Event()

    def hold(_: str) -> None:
        begun.set()
        go.wait(20)

    thread = threading.Thread(target=model.speak, args=(PROMPT, 30, hold, go.is_set))
    thread.start()
    assert begun.wait(20)
    with pytest.raises(ModelError) as caught:
        model.speak(PROMPT, 0.05, lambda _: None, lambda: False)
    assert caught.value.reason == "busy"
    go.set()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("damage", ["absent", "emptied", "no weights"])
def test_a_folder_without_a_whole_model_is_missing(tiny: Path, tmp_path: Path, damage: str) -> None:
    import shutil

    folder = tmp_path / "model"
    if damage != "absent":
        shutil.copytree(tiny, folder)
        for file in folder.iterdir():
            if damage == "emptied" or file.suffix == ".safetensors":
                file.unlink()
    with pytest.raises(ModelError) as caught:
        LocalModel(str(folder)).prepare()
    assert caught.value.reason == "missing"


def test_what_a_model_without_sense_says_is_replaced_by_quotes(asker: Asker, tiny: Path) -> None:
    question, day = "How hot may toys be stored?", date(2026, 11, 23)
    settings = asker.settings.model_copy(update={"writer": f"local:{tiny}", "writer_seconds": 20.0})
    answer = Asker(asker.build, settings).ask(question, as_of=day)
    assert answer.text == asker.ask(question, as_of=day).text
    assert answer.writer == "quotes"
    assert answer.written_by
    assert answer.written_by.model == "local:tiny"
    assert {n.code for n in answer.notes} & {"writer_failed", "writer_replaced"}


def test_langchain_streams_from_a_provider_and_its_failures_are_told(server: Server) -> None:
    pytest.importorskip("langchain_openai", reason="LangChain is among the development packages: run make test")
    model = ProviderModel("openai", "scripted", server.url, "secret", 2.0)
    assert model.name == "openai:scripted"
    text = line("Toys shall be stored.", ("c1", "Toys shall be stored"))
    server.says(text)
    assert "".join(reply(model, PROMPT, 5)) == text
    assert server.keys == ["Bearer secret"]
    assert server.asked[0]["messages"][1]["content"] == PROMPT.data
    failing = {
        "busy": [Reply(status=429, headers={"Retry-After": "60"})],
        "server": [Reply(status=500)] * 3,
        "refused": [Reply(status=401)],
        "time": [Reply(stall=30)],
        "empty": [Reply()],
    }
    for reason, replies in failing.items():
        server.replies[:] = replies
        started = time.monotonic()
        with pytest.raises(ModelError) as caught:
            list(reply(model, PROMPT, 3))
        assert caught.value.reason == reason
        assert time.monotonic() - started < 5


class Said:
    """A model that says its pieces, then fails with an error of its own kind."""

    name = "said"

    def __init__(self, *pieces: str, error: Exception | None = None) -> None:
        self.pieces, self.error, self.asked = pieces, error, 0

    def prepare(self) -> None:
        pass

    def speak(self, prompt: Prompt, seconds: float, say: Callable[[str], object], stopped: object) -> None:
        del prompt, seconds, stopped
        self.asked += 1
        for piece in self.pieces:
            say(piece)
        if self.error:
            raise self.error


def test_whatever_a_package_raises_is_a_failure_of_the_model() -> None:
    class OddError(Exception):
        pass

    for error, reason in ((OddError("x"), "broken"), (TimeoutError(), "time"), (MemoryError(), "broken")):
        with pytest.raises(ModelError) as caught:
            list(reply(Said("a", error=error), PROMPT, 5))
        assert caught.value.reason == reason


def test_a_pause_asked_for_is_kept_and_never_longer_than_the_time_left() -> None:
    waits: list[float] = []
    busy = Said(error=ModelError("busy", again=True, pause=1.5))
    with pytest.raises(ModelError):
        list(reply(busy, PROMPT, 60, waits.append))
    assert waits == [1.5, 1.5]
    assert busy.asked == 3
    waits.clear()
    with pytest.raises(ModelError):
        list(reply(Said(error=ModelError("busy", again=True, pause=90)), PROMPT, 60, waits.append))
    assert waits == []


def test_sentences_come_once_they_are_whole_however_the_text_is_cut() -> None:
    first = '{"sentence": "A.", "cites": [\n  {"id": "C1", "quote": "a } {\\" b"}]}'
    text = f'```json\n{first}\n{{"sentence": "B [c1].", "cites": []}}\n```'
    for size in (1, 3, 1000):
        reader, claims = ClaimReader(), []
        for start in range(0, len(text), size):
            claims += reader.take(text[start : start + size])
        claims += reader.rest()
        assert [c.text for c in claims] == ["A.", "B."]
        assert [(c.id, c.quote) for c in claims[0].cites] == [("c1", 'a } {" b')]


def test_an_array_or_a_wrapped_reply_is_read_and_a_broken_line_skipped() -> None:
    one = '{"sentence": "A.", "cites": [{"id": "c1", "quote": "a"}]}'
    for text in (f"[{one},\n{one}]", f'{{"answer": [{one}, {one}]}}', f'{one}\n{{"sentence": "x "y" z"}}\n{one}\n'):
        reader = ClaimReader()
        assert [c.text for c in [*reader.take(text), *reader.rest()]] == ["A.", "A."]


def test_loose_words_have_no_cites_and_half_a_sentence_is_an_error() -> None:
    reader = ClaimReader()
    assert reader.take("Sure!\n") == []
    assert reader.rest() == [Claim("Sure!")]
    reader = ClaimReader()
    reader.take('{"sentence": "A.", "cites": [{"id": "c1"')
    with pytest.raises(ModelError):
        reader.rest()
