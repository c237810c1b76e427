"""The bucket of tokens of each address."""

import gradio as gr
import httpx
import pytest

from assistant.settings import Settings
from assistant.web.chat.desk import _Chat
from assistant.web.chat.examples import Examples
from assistant.web.limits import MOST_BODY, Limit, TooManyError
from assistant.web.runtime import Runtime


class Clock:
    """A clock that the test moves."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_empties_and_fills_evenly() -> None:
    clock = Clock()
    limit = Limit(6, clock)
    for _ in range(6):
        limit.take("a")
    with pytest.raises(TooManyError) as told:
        limit.take("a")
    assert told.value.wait == 10
    limit.take("b")
    clock.at = 9.9
    with pytest.raises(TooManyError):
        limit.take("a")
    clock.at = 10.0
    limit.take("a")
    with pytest.raises(TooManyError):
        limit.take("a")
    clock.at = 1000.0
    for _ in range(6):
        limit.take("a")
    with pytest.raises(TooManyError):
        limit.take("a")


def test_zero_sets_no_limit() -> None:
    limit = Limit(0)
    for _ in range(1000):
        limit.take(None)


def test_addresses_do_not_fill_the_memory() -> None:
    limit = Limit(1)
    for n in range(12_000):
        limit.take(str(n))
    assert len(limit._left) <= 10_000
    with pytest.raises(TooManyError):
        limit.take("11999")


def test_a_body_larger_than_any_question_is_refused(client: httpx.Client) -> None:
    told = client.post("/api/check", json={"text": "a" * (MOST_BODY + 1)})
    assert (told.status_code, told.json()["error"]["code"]) == (413, "too_large")
    assert client.post("/login", content=b"x" * (MOST_BODY + 1)).status_code == 413
    pieces = (b"a" * 2**16 for _ in range(2 * MOST_BODY // 2**16))
    assert client.post("/api/check", content=pieces).status_code >= 400
    assert client.get("/healthz").status_code == 200


def test_the_chat_says_so_politely_in_the_askers_language(web_settings: Settings) -> None:
    chat = _Chat(Runtime(web_settings.model_copy(update={"rate_limit": 1})), Examples())
    asker = gr.Request(client=None)
    for lang, said in (("zh", ""), ("zh", "请求太频繁"), ("en", "too many requests")):
        exchange = list(chat.ask("甲醛？", None, [], [], lang, asker))[-1][3][-1]
        assert said in exchange.error
        assert bool(exchange.answer) is not bool(said)
