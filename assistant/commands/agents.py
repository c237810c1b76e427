"""`assistant mcp`: the library as tools for agents."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.options import index_option, settings_for


@click.command()
@click.option("--http", is_flag=True, help="Serve over HTTP at /mcp instead of standard input and output.")
@click.option("--host", help="With --http, address to listen on; ASSISTANT_HOST or 127.0.0.1 unless given.")
@click.option("--port", type=click.IntRange(1, 65535), default=7861, show_default=True, help="With --http, port.")
@index_option
def mcp(http: bool, host: str | None, port: int, index_folder: Path | None) -> None:
    """Serve the library to agents over the Model Context Protocol: search, ask, check, show, status, diff, impact.

    Nothing asked through it is written to the ledger.
    """
    from assistant.agents.server import serve_http, serve_stdio

    settings = settings_for(index_folder)
    if http:
        serve_http(settings, host or settings.host, port)
    else:
        serve_stdio(settings)
