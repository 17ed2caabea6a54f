"""What the view of saved searches says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "view_watches": ("订阅", "Saved searches"),
    "save_search": ("订阅此查询", "Save this search"),
    "save_search_name": ("名称", "Name"),
    "save_search_help": (
        "以后每次更新馆藏，“订阅”里会列出这个查询新找到的文章。",
        "After each update of the archive, “Saved searches” lists what this one newly finds.",
    ),
    "save_search_add": ("保存", "Save"),
    "search_saved": ("已订阅“{name}”", "Saved as {name}"),
    "watches_open": ("打开订阅", "Open saved searches"),
    "no_watches": (
        "还没有订阅。查到结果后点“订阅此查询”，馆藏更新时新出现的文章会列在这里。",
        "No saved searches yet. “Save this search” beside a result keeps it; what it newly finds "
        "is listed here after each update of the archive.",
    ),
    "watch_new": ("新 {n} 篇", "{n} new"),
    "watch_none": ("没有新的", "nothing new"),
    "watch_counting": ("正在核对订阅……", "Looking for news…"),
    "watch_looked": ("上次看过：{when}", "last looked: {when}"),
    "watch_open": ("打开查询", "Open the search"),
    "watch_seen": ("标为已读", "Mark as seen"),
    "watch_marked": ("“{name}”已标为已读", "{name} marked as seen"),
    "watch_remove": ("取消订阅", "Remove"),
    "watch_removed": ("已取消“{name}”", "Removed {name}"),
    "watch_more": ("另有 {n} 篇，打开查询看", "{n} more: open the search"),
    "watch_failed": ("查不了：{why}", "It cannot be searched: {why}"),
    "kind_new": ("新", "new"),
    "kind_reprint": ("转载", "reprint"),
    "kind_changed": ("更正", "corrected"),
    "watch_within": ("在 {query} 的结果中", "within {query}"),
    "watch_since": ("自 {day}", "from {day}"),
    "watch_until": ("到 {day}", "to {day}"),
}
