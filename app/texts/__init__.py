"""Every sentence the page shows, in Chinese and English: one module a view."""

from __future__ import annotations

from app.texts import access, archive, article, browse, clippings, common, page, search, watches

# A view's own sentences are in the module of its name.
_MODULES = (common, access, search, page, article, browse, clippings, watches, archive)
_TEXTS: dict[str, tuple[str, str]] = {
    key: said for module in _MODULES for key, said in module.TEXTS.items()
}


def text(key: str, lang: str, **values: object) -> str:
    """Return a sentence in `lang` ("中文" or "English") with its values put in."""
    chinese, english = _TEXTS[key]
    return (english if lang == "English" else chinese).format(**values)
