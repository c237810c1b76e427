"""Listening on an address and serving there until stopped."""

from __future__ import annotations

import socket

import click
import uvicorn
from starlette.types import ASGIApp

from assistant.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; UsageError where it is taken or not ours."""
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


def run(app: ASGIApp, listening: socket.socket, host: str, port: int, path: str = "/") -> None:
    """Serve an application and say where, once it answers."""
    config = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=5)
    _Server(config, f"http://{f'[{host}]' if ':' in host else host}:{port}{path}").run(sockets=[listening])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            click.echo(f"Answering at {self._address} (stop with Ctrl+C)")
