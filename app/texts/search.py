"""What the view of search and answers says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "tagline": ("查报纸，问报纸，句句有出处", "Search the paper, ask the paper, every line cited"),
    "box": ("词语、“原句”，或一个问题", "Words, a “phrase”, or a question"),
    "placeholder": ("例如：澜江大桥什么时候合龙", "for example: 澜江大桥什么时候合龙"),
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
    "over_time": ("按月分布", "By month"),
    "did_you_mean": (
        "馆藏里没有“{typed}”，是不是要查 {meant}？",
        "The archive has no “{typed}”. Did you mean {meant}?",
    ),
    "nothing": (
        "没有找到。可以少写几个词、去掉引号，或放宽报纸和日期。",
        "Nothing found. Try fewer words, no quotation marks, or a wider period.",
    ),
    "by_words": ("词", "words"),
    "by_meaning": ("义", "meaning"),
    "holdings": ("馆藏 {articles} 篇，{first} 至 {last}", "{articles} articles, {first} to {last}"),
    "holdings_undated": ("馆藏 {articles} 篇，日期未详", "{articles} articles, undated"),
    "try": ("可以这样查：", "Try, for example:"),
}
