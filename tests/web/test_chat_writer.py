"""The chat shows what a language model words as it shows quotes: each sentence once it is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import gradio as gr
import pytest

from assistant.settings import Settings
from assistant.web.chat.desk import _Chat
from assistant.web.chat.examples import Examples
from assistant.web.runtime import Runtime
from tests.answering.chat_server import Reply, Server, line, serving

QUESTION = "人造板制品的甲醛释放限量是多少？"


@pytest.fixture
def model() -> Iterator[Server]:
    with serving() as running:
        yield running


def test_the_chat_streams_checked_sentences_of_a_model(web_settings: Settings, model: Server) -> None:
    given = {"writer": "openai:scripted", "writer_url": model.url}
    runtime = Runtime(web_settings.model_copy(update=given))
    model.says("")
    runtime.asker().ask(QUESTION)
    first = model.told()["clauses"][0]
    quote = first["text"]
    model.replies.append(Reply(line(f"‘{quote}’", ("c1", quote)) + line("限量为9.9 mg/m³。", ("c1", quote))))
    states = list(_Chat(runtime, Examples()).ask(QUESTION, None, [], [], "zh", gr.Request(client=None)))
    exchange = states[-1][3][-1]
    shown = [state[0] for state in states]
    assert len(shown) >= 3
    assert exchange.answer.writer == "openai:scripted"
    assert "语言模型openai:scripted" in shown[-1]
    assert "9.9 mg/m³" not in "".join(shown)
    assert json.loads(exchange.answer.model_dump_json())["written_by"]["model"] == "openai:scripted"


def test_warming_up_asks_a_model_nothing(web_settings: Settings, model: Server) -> None:
    Runtime(web_settings.model_copy(update={"writer": "openai:scripted", "writer_url": model.url})).asker().warm_up()
    assert not model.asked
