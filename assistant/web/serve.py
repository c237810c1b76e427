"""Runs the web application until it is stopped."""

from __future__ import annotations

import socket

import click
import uvicorn

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.web.app import create_app


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the application and say where, once it answers."""
    listening = _listen(host, port)
    app = create_app(settings)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
    _Server(config, host, port).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"Cannot listen on {host} port {port} ({error.strerror}): choose another with --port or ASSISTANT_PORT."
        ) from error
    return listening


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, host: str, port: int) -> None:
        super().__init__(config)
        self._address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            click.echo(f"Answering at {self._address} (stop with Ctrl+C)")
