"""Write references as CSL-JSON, what Zotero, pandoc and citeproc read (CSL 1.0.2).

Names are `literal`: where a Chinese name has its family name is not said on the page (欧阳兰 is
欧阳, 兰 or 欧, 阳兰), and an agency has none.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from indexer.citing.reference import Reference, with_keys


def write_csl_json(references: Sequence[Reference]) -> str:
    """Return a list of items as JSON."""
    return json.dumps(
        [_item(key, one) for key, one in with_keys(references)], ensure_ascii=False, indent=2
    )


def _item(key: str, one: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": key,
        "type": "article-newspaper",
        "title": "：".join(filter(None, (one.title, one.subtitle))),
        "container-title": one.newspaper,
        "author": [{"literal": name} for name in one.authors],
        "issued": _date(one.date),
        "page": one.page,
        "section": one.section,
        "language": "zh-CN",
        "URL": one.url,
        "accessed": _date(one.accessed),
        "note": one.identifier,
        "annote": one.quote,
    }
    return {name: value for name, value in item.items() if value}


def _date(date: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}
