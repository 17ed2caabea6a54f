"""Take the README's pictures from the real page over corpus/.

make serve &                      # or any page over the corpus's archive
.venv/bin/python tools/screenshot.py http://localhost:8501
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
QUESTION = "澜江大桥主跨多少米"


def main(address: str) -> None:
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 760})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?q={QUESTION}")
        page.wait_for_selector("#hits")
        page.screenshot(path=IMAGES / "search.png")
        page.click("#answer a >> nth=0")
        page.wait_for_selector("#cited")
        page.wait_for_timeout(1500)
        page.screenshot(path=IMAGES / "page.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
