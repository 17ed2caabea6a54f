"""What the view of an article says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "view_article": ("文章", "Article"),
    "no_article_asked": (
        "地址里没有指明哪一篇：从整报浏览或查询结果进来。",
        "The address names no article: come from browsing or from a search.",
    ),
    "on_its_page": ("在版面上看", "See it on its page"),
    "moved": (
        "这条链接所引的文字如今在下面这一篇里，已标出：原来的编号已变。",
        "The words that this link quotes are in the article below, marked: its number has changed.",
    ),
    "changed": (
        "文章自引用以来有改动；所引的文字仍在，已标出。",
        "The article was changed since it was cited; the quoted words still stand, and are marked.",
    ),
    "quote_gone": (
        "文章自引用以来有改动，所引的文字已不在馆藏里：请与原版核对。",
        "The article was changed since it was cited, and the quoted words are gone: compare the page.",
    ),
    "cite_it": ("引用", "Cite"),
    "cite_style": ("格式", "Style"),
    "deep_link": ("链接（重建索引后仍有效）", "Link (it survives a reindex)"),
    "save_text": ("下载纯文本", "Download as text"),
    "save_markdown": ("下载 Markdown", "Download as Markdown"),
    "same_story": ("同稿转载 {n} 次", "Printed {n} times"),
    "first_print": ("首次", "first print"),
    "this_print": ("本篇", "this one"),
    "compare_with": ("与哪一次刊载对照", "Compare with"),
    "differences": (
        "本篇与《{other}》所载的不同：删去的划线，多出的加下划线。",
        "What differs from {other}: struck out is what this one lacks, underlined what it adds.",
    ),
    "same_text": ("两次刊载文字相同。", "Both prints have the same text."),
    "title_differs": ("标题", "Headline"),
    "unfold": ("相同的 {n} 字", "{n} characters in common"),
    "left_out": ("删去：", "left out: "),
    "put_in": ("多出：", "added: "),
    "related_before": ("此前的报道", "Reported before"),
    "related_after": ("此后的报道", "Reported after"),
    "related_same_day": ("同日的报道", "Reported the same day"),
    "related_undated": ("日期未详的报道", "Related, undated"),
    "no_related": ("馆藏里没有相近的报道。", "The archive holds nothing on the same matter."),
    "no_date": ("日期未详", "undated"),
}
