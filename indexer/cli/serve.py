"""jianbao serve: the page for readers."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.cli.common import ARCHIVE, MODEL, plain_errors
from indexer.settings import build_settings


@click.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--address", default="localhost", show_default=True, help="监听地址 / address to bind"
)
@ARCHIVE
@MODEL
@plain_errors
def serve(port: int, address: str, archive: Path | None, model: str | None) -> None:
    """打开查询网页。Serve the search page on this machine.

    For a newsroom, behind a proxy and with sign-in: docs/deploy.md.
    """
    from app import serving

    settings = build_settings({"archive": archive, "model": model})
    app = serving.build_app(settings, address)
    shown = f"[{address}]" if ":" in address else address
    path = f"/{settings.base_path.strip('/')}".rstrip("/")
    click.echo(f"剪报网页 the page: http://{shown}:{port}{path}", err=True)
    if not settings.sign_in and not serving.is_loopback(address):
        click.echo(
            f"注意：{address} 不只本机能到，又没有设 sign_in，能连上的人都能读写 / "
            "reachable from other machines and without sign-in: whoever can connect can read "
            "and write; see docs/deploy.md",
            err=True,
        )
    serving.run(app, address, port)
