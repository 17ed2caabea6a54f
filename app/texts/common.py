"""What several views say, and their names."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "product": ("剪报", "Jianbao"),
    "menu": ("栏目", "Views"),
    "other_language": ("English", "中文"),
    "loading": ("正在装载档案库与向量模型……", "Opening the archive and the model…"),
    "back": ("返回查询", "Back to the search"),
    "newspapers": ("报纸", "Newspapers"),
    "unknown": ("报名未详", "newspaper unknown"),
    "since": ("起始日期", "From"),
    "until": ("截止日期", "To"),
    "not_known": ("未详", "unknown"),
    "page": ("第{n}版", "page {n}"),
    "reference": ("引用格式（GB/T 7714）", "Reference (GB/T 7714)"),
    "similar": ("相近的报道", "On the same matter"),
    "unknown_id": (
        "馆藏里没有 {id}：链接可能有误，或这一版已移除。",
        "The archive has no {id}: the link may be wrong, or the page was removed.",
    ),
    "goes_on": ("下接", "Goes on"),
    "comes_from": ("上接", "Comes from"),
    "printed": ("共刊 {n} 次，最早是{where}", "Printed {n} times, first in {where}"),
    "undated": ("日期未详", "undated"),
    "view_search": ("查", "Search"),
    "view_page": ("版面", "Page"),
}
