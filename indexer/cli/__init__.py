"""The commands: reindex, and jianbao search | similar | ask | show | cite | split | check | generations |
coverage | watch | clippings | evaluate | serve.

Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 done
in part or found wanting (pages failed, no answer expected of a check), 2 not possible as asked.
"""

from __future__ import annotations

import click

from indexer.cli.asking import ask
from indexer.cli.check import check
from indexer.cli.cite import cite
from indexer.cli.clippings import clippings
from indexer.cli.coverage import coverage
from indexer.cli.finding import search, show, similar
from indexer.cli.generations import generations
from indexer.cli.keeping import reindex
from indexer.cli.serve import serve
from indexer.cli.tools import evaluate, split
from indexer.cli.watch import watch

__all__ = ["main", "reindex"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jianbao")
def main() -> None:
    """剪报：查报纸档案，问，答，注明出处。Search a newspaper archive and ask it questions."""


for _command in (
    search, similar, ask, show, cite, reindex, check, generations, coverage, watch, clippings, split,
    evaluate, serve,
):  # fmt: skip
    main.add_command(_command)
