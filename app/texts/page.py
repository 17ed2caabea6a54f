"""What the view of a page says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "as_read": ("版面原文", "The page as read"),
    "picture": ("版面图", "The page's picture"),
    "picture_marks": (
        "蓝：这篇文章；黄：引文。点右上角放大",
        "Blue: this article; yellow: the quotation. Enlarge it at the top right",
    ),
    "articles_of_page": ("本版文章", "Articles on this page"),
    "bad_span": (
        "链接里的段落位置与文章不符，未作标记：文章可能已更正。",
        "The link's place does not fit the article, so nothing is marked: it may have been corrected.",
    ),
}
