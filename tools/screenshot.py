"""Take the README's pictures from the real page over corpus/: search, page, browsing, clippings.

reindex corpus/
.venv/bin/python tools/screenshot.py [ARCHIVE]

It serves the archive itself, with a desk of its own: nobody's clippings get into a picture.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
QUESTION = "澜江大桥主跨多少米"
PAPER = "澜州日报"


def main(archive: Path) -> None:
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with served(archive) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        page.goto(f"{address}?{urlencode({'q': '渡口 合龙'})}")  # what is read once is read by now
        page.wait_for_selector(".hit")
        page.goto(f"{address}?{urlencode({'q': QUESTION})}")
        page.wait_for_selector("#answer .claim")
        picture(page, "search")
        page.click("#answer a >> nth=0")
        page.wait_for_selector("#cited")
        picture(page, "page")
        page.goto(f"{address}browse?{urlencode({'paper': PAPER, 'year': 2023, 'month': 4})}")
        page.wait_for_selector("table.month")
        picture(page, "browse")
        page.goto(f"{address}?{urlencode({'q': '澜江大桥'})}")
        for number in range(3):
            clip(page, number)
        page.goto(f"{address}clippings")
        page.wait_for_selector("text=[N]")
        picture(page, "clippings")
        browser.close()


def clip(page: Page, number: int) -> None:
    """Clip one of the passages that were found."""
    page.click(f".st-key-acts-{number} [data-testid=stPopover] button")
    page.click("[data-testid=stPopoverBody] [data-testid=stBaseButton-primary]")
    page.wait_for_selector("[data-testid=stPopoverBody] [role=status]")
    page.keyboard.press("Escape")


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)  # fonts, and what scrolls into view
    page.screenshot(path=IMAGES / f"{name}.png")


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """Serve the page on a free port."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}/"
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-c", "from indexer.cli import main; main()",
            "serve", "--port", str(port), "--archive", str(archive),
        ]  # fmt: skip
        environment = {**os.environ, "JIANBAO_DESK": str(Path(folder) / "desk.sqlite")}
        with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
            try:
                wait_for(port)
                yield address
            finally:
                server.terminate()


def wait_for(port: int) -> None:
    """Wait until something listens there."""
    for _ in range(120):
        try:
            socket.create_connection(("localhost", port), timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"port {port} did not answer in a minute")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "archive").absolute())
