"""What the view of a page says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "as_read": ("版面原文", "The page as read"),
    "picture": ("版面图", "The page's picture"),
    "picture_marks": ("蓝：这篇文章；黄：引文", "Blue: this article; yellow: the quotation"),
    "picture_of": ("{name} 的版面图", "Picture of {name}"),
    "zoom": ("看", "Show"),
    "zoom_sheet": ("整版", "the whole page"),
    "zoom_article": ("这一篇", "the article"),
    "zoom_passage": ("引文", "the quotation"),
    "articles_of_page": ("本版文章", "Articles on this page"),
    "bad_span": (
        "链接里的段落位置与文章不符，未作标记：文章可能已更正。",
        "The link's place does not fit the article, so nothing is marked: it may have been corrected.",
    ),
    "way": ("所在位置", "Where you are"),
    "no_page_asked": (
        "地址里没有指明哪一版：从整报浏览或查询结果进来。",
        "The address names no page: come from browsing or from a search.",
    ),
    "pages_of_issue": ("本期各版", "Pages of this issue"),
    "page_before": ("上一版", "Page before"),
    "page_after": ("下一版", "Next page"),
    "issue_before": ("上一期 {date}", "Issue before, {date}"),
    "issue_after": ("下一期 {date}", "Next issue, {date}"),
    "contents": ("本版 {n} 篇", "{n} articles on this page"),
    "no_articles": (
        "这一版没有认出文章；版面原文可查。",
        "No article was found on this page; see it as read.",
    ),
}
