"""Every sentence the page shows, in Chinese and English: one module a view."""

from __future__ import annotations

from app.texts import access, article, browse, clippings, common, page, search, watches

_TEXTS = (
    common.TEXTS | access.TEXTS | search.TEXTS | page.TEXTS | article.TEXTS | browse.TEXTS
    | clippings.TEXTS | watches.TEXTS
)  # fmt: skip


def text(key: str, lang: str, **values: object) -> str:
    """Return a sentence in `lang` ("中文" or "English") with its values put in."""
    chinese, english = _TEXTS[key]
    return (english if lang == "English" else chinese).format(**values)
