"""Runs the web application until it is stopped."""

from __future__ import annotations

from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.listening import listen, run
from assistant.web.logs import configure_logs


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the application and say where, once it answers."""
    listening = listen(host, port)
    configure_logs(settings.log_level)
    run(create_app(settings), listening, host, port)
