"""Tell what is of the page and of no article: masthead, date, editors, a guide to other pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from indexer.layout.lines import Line

# 2019年8月1日 星期四; 江城晚报 2019年8月1日 星期四 A04版 城事; 第3版 要闻; A04版：城事;
# 责任编辑：苏禾 电话：5550123; 版式 白露; 广告
_FURNITURE = re.compile(
    r"^(?:(?:[一-鿿]{1,9}[报報][\s　]*)?[０-９\d]{4}年[０-９\d]{1,2}月[０-９\d]{1,2}日\s*(?:农历.{2,8})?\s*星期[一二三四五六日天].{0,16}"
    r"|第[０-９\d一二三四五六七八九十A-D]{1,3}版(?:\s*[：:]?\s*[^\s，。]{0,6})?|今日[０-９\d]{1,2}版"
    r"|[A-D]?[０-９\d]{1,3}版[\s　：:]+[^\s，。]{1,6}"
    r"|(?:本版|值班|责任|美术){0,2}(?:责编|编辑|校对|版式|美编|主编|总编|组版)\s*[：:].{0,40}"
    r"|(?:新闻|读者|广告|订阅|投稿)(?:热线|电话|邮箱|信箱)\s*[：:].{0,40}|[（(【]?(?:公益)?广告[）)】]?)$"
)
# 澜州日报, B2 健康: beside the date
_MASTHEAD = re.compile(r"^(?:[一-鿿]{1,9}[报報]|[A-D]?[０-９\d]{1,3}[\s　]+[^\s，。]{1,6})$")
# 今日导读; and what it lists: 柳林渡口通航一周年（第3版）
_GUIDE = re.compile(r"^[■▲]?(?:今日|本期|本报|版面|内页)?(?:导读|導讀|要目|看点)$")
_GUIDED = re.compile(r"第?\s*[A-D]?[０-９\d一二三四五六七八九十]{1,3}\s*版[）)】]?$")


def is_furniture(line: Line) -> bool:
    """Tell a line that is of the page by itself, wherever it stands."""
    return _FURNITURE.match(line.text) is not None


def count_of_the_page(lines: Sequence[Line], at: int) -> int:
    """Return how many lines from `at` on are of the page, 0 for none."""
    line = lines[at]
    if is_furniture(line):
        return 1
    if _MASTHEAD.match(line.text):
        return int(any(map(is_furniture, (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]))))
    if not _GUIDE.match(line.text):
        return 0
    after = islice(lines, at + 1, None)
    guided = sum(1 for _ in takewhile(lambda other: _GUIDED.search(other.text), after))
    return guided and guided + 1
