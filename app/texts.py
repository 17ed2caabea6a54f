"""Every sentence the page shows, in Chinese and English."""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    "tagline": ("查报纸，问报纸，句句有出处", "Search the paper, ask the paper, every line cited"),
    "box": ("词语、“原句”，或一个问题", "Words, a “phrase”, or a question"),
    "placeholder": ("例如：澜江大桥什么时候合龙", "for example: 澜江大桥什么时候合龙"),
    "newspapers": ("报纸", "Newspapers"),
    "all_newspapers": ("全部", "all"),
    "unknown": ("报名未详", "newspaper unknown"),
    "since": ("起始日期", "From"),
    "until": ("截止日期", "To"),
    "channel": ("查法", "Look by"),
    "both": ("词与义", "words and meaning"),
    "words": ("按词", "words"),
    "meaning": ("按义", "meaning"),
    "answer": ("回答", "Answer"),
    "refused": ("馆藏里没有找到答案", "The archive holds no answer"),
    "refused_more": (
        "下面是意思最接近的句子，是否相关请自行判断。",
        "The nearest sentences follow; judge for yourself whether they matter.",
    ),
    "articles_found": ("列出 {n} 篇，{ms} 毫秒", "{n} articles, {ms} ms"),
    "stories_found": (
        "列出 {n} 篇，转载合并后 {stories} 篇，{ms} 毫秒",
        "{n} articles, {stories} when reprints count once, {ms} ms",
    ),
    "inside": ("在结果中再查", "Search within the results"),
    "sort": ("排序", "Order"),
    "relevance": ("相关", "relevance"),
    "newest": ("最新在前", "newest first"),
    "oldest": ("最早在前", "oldest first"),
    "pages": ("版次", "Pages"),
    "columns": ("栏目", "Columns"),
    "authors": ("作者", "Authors"),
    "not_known": ("未详", "unknown"),
    "over_time": ("按月分布", "By month"),
    "did_you_mean": (
        "馆藏里没有“{typed}”，是不是要查 {meant}？",
        "The archive has no “{typed}”. Did you mean {meant}?",
    ),
    "printed": ("共刊 {n} 次，最早在前：", "Printed {n} times, the first first:"),
    "similar": ("相近的报道", "On the same matter"),
    "nothing": (
        "没有找到。可以少写几个词、去掉引号，或放宽报纸和日期。",
        "Nothing found. Try fewer words, no quotation marks, or a wider period.",
    ),
    "by_words": ("词", "words"),
    "by_meaning": ("义", "meaning"),
    "holdings": ("馆藏 {articles} 篇，{first} 至 {last}", "{articles} articles, {first} to {last}"),
    "holdings_undated": ("馆藏 {articles} 篇，日期未详", "{articles} articles, undated"),
    "try": ("可以这样查：", "Try, for example:"),
    "back": ("返回查询", "Back to the search"),
    "reference": ("引用格式（GB/T 7714）", "Reference (GB/T 7714)"),
    "as_read": ("版面原文", "The page as read"),
    "picture": ("版面图", "The page's picture"),
    "picture_marks": (
        "蓝：这篇文章；黄：引文。点右上角放大",
        "Blue: this article; yellow: the quotation. Enlarge it at the top right",
    ),
    "goes_on": ("下接", "Goes on"),
    "comes_from": ("上接", "Comes from"),
    "articles_of_page": ("本版文章", "Articles on this page"),
    "page": ("第{n}版", "page {n}"),
    "bad_span": (
        "链接里的段落位置与文章不符，未作标记：文章可能已更正。",
        "The link's place does not fit the article, so nothing is marked: it may have been corrected.",
    ),
    "unknown_id": (
        "馆藏里没有 {id}：链接可能有误，或这一版已移除。",
        "The archive has no {id}: the link may be wrong, or the page was removed.",
    ),
    "loading": ("正在装载档案库与向量模型……", "Opening the archive and the model…"),
    "language": ("语言 Language", "语言 Language"),
}


def text(key: str, lang: str, **values: object) -> str:
    """Return a sentence in `lang` ("中文" or "English") with its values put in."""
    chinese, english = _TEXTS[key]
    return (english if lang == "English" else chinese).format(**values)
