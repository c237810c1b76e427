"""`/`: the chat, built with Gradio. All HTML comes from escaped templates; what is clicked comes back as plain text."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from assistant.errors import AssistantError, UsageError
from assistant.library.model import Answer
from assistant.library.status import today
from assistant.web.chat.examples import Examples, Group
from assistant.web.chat.view import (
    MOST_KEPT,
    Exchange,
    conversation_html,
    dialogs_html,
    documents_html,
    restored,
    sources_html,
)
from assistant.web.errors import sentence
from assistant.web.pages import LANGUAGE_COOKIE, assets_version, fragment, header_values
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.texts import LANGUAGES, Lang, pick_language, t

# Each script hears the clicks inside its own component and reports them as an event with plain text.
_HEADER_JS = """
element.addEventListener('click', (event) => {
  const link = event.target.closest('[data-lang]');
  if (!link) return;
  event.preventDefault();
  window.rememberLanguage(link.dataset.lang);
  trigger('language', {lang: link.dataset.lang});
});
"""
_CONVERSATION_JS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-ask]');
  if (button) trigger('choose', {question: button.dataset.ask});
});
"""
_DATE_HTML = '<label class="as-of" title="${hint}">${caption} <input type="date" value="${value}"></label>'
_DATE_JS = """
element.addEventListener('change', (event) => { props.value = event.target.value; });
"""

_DOCUMENTS_JS = """
const shown = () => {
  const frame = element.querySelector('.documents');
  const chosen = [...element.querySelectorAll('input[name=edition]:checked')].map((one) => one.value);
  const {all, some} = frame.dataset;
  frame.querySelector('.chosen').textContent = chosen.length ? some.replace('#', chosen.length) : all;
  return chosen;
};
element.addEventListener('change', (event) => {
  if (event.target.name === 'edition') trigger('restrict', {editions: shown()});
});
element.addEventListener('input', (event) => {
  if (!event.target.matches('[data-filter]')) return;
  const wanted = event.target.value.trim().toLowerCase();
  element.querySelectorAll('li').forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
});
element.addEventListener('click', (event) => {
  if (!event.target.closest('[data-clear-documents]')) return;
  element.querySelectorAll('input[name=edition]').forEach((one) => { one.checked = false; });
  trigger('restrict', {editions: shown()});
});
watch('value', shown);
"""

Shown = tuple[Any, ...]
log = logging.getLogger(__name__)


def build_chat(runtime: Runtime, examples: Examples) -> gr.Blocks:
    """Return the chat: conversation on the left, its sources on the right, one below the other on a phone."""
    chat = _Chat(runtime, examples)
    blocks = gr.Blocks(title=t("zh", "title"), analytics_enabled=False, fill_width=True)
    with blocks:
        language = gr.State("zh")
        exchanges = gr.State([])
        within = gr.State([])
        # Kept by the browser alone. The key is no secret: with it the browser reads what it kept before a restart.
        kept = gr.BrowserState([], storage_key="conversation", secret="conversation")
        header = gr.HTML(
            chat.header("zh", {}), js_on_load=_HEADER_JS, apply_default_css=False, elem_id="site-header", padding=False
        )
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="conversation-column"):
                conversation = gr.HTML(
                    conversation_html(runtime, [], "zh"), js_on_load=_CONVERSATION_JS, apply_default_css=False,
                    elem_id="conversation",
                )  # fmt: skip
                with gr.Column(elem_id="ask-box"):
                    question = gr.Textbox(
                        label=t("zh", "ask_label"), placeholder=t("zh", "ask_placeholder"), lines=1, max_lines=6,
                        elem_id="question", container=False,
                    )  # fmt: skip
                    with gr.Row(elem_id="ask-row"):
                        as_of = gr.HTML(
                            today().isoformat(), html_template=_DATE_HTML, js_on_load=_DATE_JS,
                            apply_default_css=False, caption=t("zh", "as_of"), hint=t("zh", "as_of_hint"),
                            elem_id="as-of", min_width=120,
                        )  # fmt: skip
                        documents = gr.HTML(
                            documents_html(runtime, [], "zh"), js_on_load=_DOCUMENTS_JS, apply_default_css=False,
                            elem_id="documents", min_width=160,
                        )  # fmt: skip
                        clear = gr.Button(t("zh", "clear"), elem_id="clear", variant="secondary", min_width=100)
                        send = gr.Button(t("zh", "ask_button"), elem_id="send", variant="primary", min_width=100)
            with gr.Column(scale=5, min_width=320, elem_id="sources-column"):
                sources = gr.HTML(
                    sources_html(runtime, [], "zh"), js_on_load=None, apply_default_css=False, elem_id="sources"
                )

        dialogs = gr.HTML(
            dialogs_html("zh"), js_on_load=None, apply_default_css=False, elem_id="dialogs", padding=False
        )
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        words = [header, question, as_of, documents, clear, send, conversation, sources, dialogs, language]
        answered = [conversation, sources, question, exchanges, kept]
        asked = [as_of, within, exchanges, language]
        blocks.load(chat.greet, [exchanges, kept], [*words, exchanges], **quiet)
        header.language(chat.switch_language, [exchanges, within], words, **quiet)
        documents.restrict(chat.restrict, None, [within], **quiet)
        # Each question is asked: one that is sent while another is being answered waits in the browser (chat.js).
        asking_options: dict[str, Any] = {"concurrency_limit": 4, "trigger_mode": "multiple", **quiet}
        typed = gr.on([question.submit, send.click], chat.ask, [question, *asked], answered, **asking_options)
        chosen = conversation.choose(chat.ask_chosen, asked, answered, **asking_options)
        for asking in (typed, chosen):
            asking.failure(chat.failed, [exchanges, language], answered, **quiet)
        clear.click(chat.clear, [language], answered, **quiet)
    return blocks


class _Chat:
    """What happens when somebody asks, chooses, clears or changes the language."""

    def __init__(self, runtime: Runtime, examples: Examples) -> None:
        self._runtime = runtime
        self._examples = examples

    def header(self, lang: Lang, cookies: Mapping[str, str]) -> str:
        """Render the header of the page."""
        urls: dict[Lang, str] = {code: f"/?lang={code}" for code in LANGUAGES}
        return fragment("header.html", lang, **header_values(self._runtime, lang, "/", urls, cookies))

    def greet(self, exchanges: list[Exchange], kept: object, request: gr.Request) -> Shown:
        """Show the page in the visitor's language, with the conversation that the browser kept."""
        chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
        lang = pick_language(request.headers.get("accept-language"), chosen)
        exchanges = exchanges or restored(kept)
        return *self._in_language(lang, exchanges, [], request.cookies), exchanges

    def switch_language(
        self, exchanges: list[Exchange], within: list[str], request: gr.Request, event: gr.EventData
    ) -> Shown:
        """Show the page in the language clicked; the conversation stays."""
        return self._in_language(pick_language(None, str(event.lang)), exchanges, within, request.cookies)

    def restrict(self, event: gr.EventData) -> list[str]:
        """Keep the documents that are to be answered from; none means all."""
        chosen = event.editions if isinstance(event.editions, list) else []
        held = self._runtime.build().editions
        return [one for one in chosen if isinstance(one, str) and one in held]

    def _in_language(
        self, lang: Lang, exchanges: list[Exchange], within: list[str], cookies: Mapping[str, str]
    ) -> Shown:
        return (
            self.header(lang, cookies),
            gr.Textbox(label=t(lang, "ask_label"), placeholder=t(lang, "ask_placeholder")),
            gr.HTML(caption=t(lang, "as_of"), hint=t(lang, "as_of_hint")),
            documents_html(self._runtime, within, lang),
            gr.Button(t(lang, "clear")),
            gr.Button(t(lang, "ask_button")),
            self._conversation(exchanges, lang),
            sources_html(self._runtime, exchanges, lang),
            dialogs_html(lang),
            lang,
        )

    def clear(self, lang: Lang) -> Shown:
        """Start anew; the browser keeps nothing of what was."""
        return self._conversation([], lang), sources_html(self._runtime, [], lang), "", [], []

    def ask_chosen(
        self,
        as_of: str | None,
        within: list[str],
        exchanges: list[Exchange],
        lang: Lang,
        request: gr.Request,
        event: gr.EventData,
    ) -> Iterator[Shown]:
        """Ask an example question or one of the choices offered."""
        yield from self.ask(str(event.question), as_of, within, exchanges, lang, request)

    def ask(
        self,
        question: str,
        as_of: str | None,
        within: list[str],
        exchanges: list[Exchange],
        lang: Lang,
        request: gr.Request,
    ) -> Iterator[Shown]:
        """Answer a question, showing each statement as it is ready."""
        exchange = Exchange(number=len(exchanges) + 1, question=question.strip())
        history = [one.turn() for one in exchanges if one.answer]
        exchanges = [*exchanges, exchange]
        try:
            day = parse_as_of(as_of)
            self._runtime.asking.take(request.client.host if request.client else None)
            self._check(exchange.question, lang)
            yield self._state(exchanges, lang, typed="")
            asker = self._runtime.asker()
            for item in asker.stream(exchange.question, as_of=day, history=history, editions=within):
                if isinstance(item, Answer):
                    exchange.answer = item
                    exchange.token = self._runtime.record(asker, item, "chat")
                else:
                    exchange.statements.append(item)
                yield self._state(exchanges, lang)
        except AssistantError as error:
            exchange.question = exchange.question[:200]
            exchange.error = sentence(error, lang)
            yield self._state(exchanges, lang)

    def failed(self, exchanges: list[Exchange], lang: Lang) -> Shown:
        """Say that the server failed on the last question; what was asked before stays."""
        if exchanges:
            exchanges[-1].error = t(lang, "server_error")
        return self._state(exchanges, lang)

    def _check(self, question: str, lang: Lang) -> None:
        limit = self._runtime.settings.question_limit
        if not question:
            raise UsageError(t(lang, "empty_question"))
        if len(question) > limit:
            raise UsageError(t(lang, "long_question", limit=limit))

    def _state(self, exchanges: list[Exchange], lang: Lang, typed: str | None = None) -> Shown:
        """Return what is shown; the question box keeps what is being typed unless `typed` replaces it."""
        last = exchanges[-1] if exchanges else None
        answered = last is not None and last.answer is not None
        finished = last is None or last.answer is not None or bool(last.error)
        return (
            self._conversation(exchanges, lang),
            # The panel changes when a question is put and when its sources are known, not at every statement.
            sources_html(self._runtime, exchanges, lang) if finished or (last and not last.statements) else gr.skip(),
            gr.skip() if typed is None else typed,
            exchanges,
            [one.to_browser() for one in exchanges if one.answer][-MOST_KEPT:] if answered else gr.skip(),
        )

    def _conversation(self, exchanges: list[Exchange], lang: Lang) -> str:
        examples: tuple[Group, ...] = ()
        if not exchanges:
            try:
                examples = self._examples.of(self._runtime.asker(), lang)
            except AssistantError as error:
                log.warning("No examples: %s", error)
        return conversation_html(self._runtime, exchanges, lang, examples)


def mount_chat(app: FastAPI, runtime: Runtime, examples: Examples) -> FastAPI:
    """Mount the chat at `/`, behind all routes the application has by then. Return the mounted application."""
    version = assets_version()
    head = (
        '<link rel="icon" href="/web/icon.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/web/app.css?v={version}"><script src="/web/app.js?v={version}"></script>'
        f'<link rel="stylesheet" href="/web/chat.css?v={version}"><script src="/web/chat.js?v={version}"></script>'
        f'<script src="/web/feedback.js?v={version}"></script>'
    )
    gr.mount_gradio_app(
        app, build_chat(runtime, examples), path="/", theme=_theme(), head=head, footer_links=[], run_history=False,
        show_error=False, ssr_mode=False, mcp_server=False, enable_monitoring=False, pwa=False, max_file_size=1,
    )  # fmt: skip
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    assert isinstance(mounted.app, FastAPI)
    return mounted.app


def _theme() -> gr.themes.Base:
    """Return a plain light theme on the system's own fonts; dark values are set to the light ones."""
    fonts = [gr.themes.Font(name) for name in ("system-ui", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")]
    theme = gr.themes.Base(font=fonts, font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")])
    for name in [one for one in vars(theme) if one.endswith("_dark")]:
        setattr(theme, name, getattr(theme, name.removesuffix("_dark"), None))
    return theme
