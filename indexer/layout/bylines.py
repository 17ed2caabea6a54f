"""Read names, agency, place and date out of bylines and datelines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from indexer.layout.cues import DATELINE, SURNAMES, begins_with_name, is_signature
from indexer.models import Byline, Dateline

# 王㛃, 李𬭎, 〇; the private use area is where old typesetting has what Unicode had not.
_HAN = "\u3400-\u4dbf一-鿿豈-\ufaff\U00020000-\U000323af〇\ue000-\uf8ff"
_DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅･．", "·"))  # 买买提•吐尔逊
_OFFICE = r"(?:(?!本[报報刊社台网網]|新[华華]社|人民日[报報]|[记記]者|通[讯訊][员員])[一-鿿·])"
# 本报驻京记者, 南方日报全媒体记者, 央视记者; 记者张三本报通讯员李四 has no 张三本报.
_TITLES = re.compile(
    r"(?:本[报報刊社台网網][一-鿿]{0,6}?|新[华華]社"
    rf"|{_OFFICE}{{1,10}}?(?:[报報网網视視]|新闻|新聞|在线|在線)|{_OFFICE}{{2,10}}?[社台刊])?"
    r"(?:[驻駐][一-鿿]{1,4}?)?"
    r"(?:[全融]媒[体體]?|特[约約派]|首席|[实實见見][习習]|[资資]深|高[级級]|[摄攝]影|文字|[责責]任|[学學]生){0,2}"
    r"(?:[记記]者|[通][讯訊][员員]|[评評][论論][员員](?:文章)?|[编編][辑輯]部?|特[约約]撰稿人|[实實][习習]生)"
)
# 来源：新华社, and 来源：新华社、作者：张三, whose 张三 stays
_SOURCE = re.compile(r"(?:来源|來源)\s*[:：]\s*[^\s:：]*")
# What stands where a name would: 据新华社电, 本报讯, 发自北京, 南方日报, 乡村振兴课题组. 李讯 is a person.
_NO_NAME = re.compile(
    r"来源|來源|作者|撰文|[摄攝]影|图片|圖片|图文|文图|供图|制图|漫画|编译|[综綜]合|本[报報].*|[据據綜综].{2,}|发自.*|新[华華]社|中新社"
    r"|.{2,6}[社报報].*[电電讯訊]|.{2,}(?:[日晚早晨时時商][报報]|都市[报報])社?"
    r"|.*(?:[课課][题題]|工作)[组組]"
)
_NAME_CHARS, _LONG_NAME_CHARS = 8, 25  # 艾尔肯·阿不都热依木 is a long one
_AGENCY = re.compile(r"新[华華]社|中新社|[一-鿿]{2}社(?=[记記]者)")
_LEAD_CHARS = 80
_AFTER = re.compile(r"(?:[报報]道|[摄攝]影?[报報]?道?|整理|/)\s*$")
# 张三/文 李四/图; and 文/张三 图/李四
_DUTY = re.compile(
    r"/\s*(?:文|[图圖]|[摄攝]影?)(?![^\s、,，/])|(?<![^\s、,，])(?:文|[图圖]|[摄攝]影?)\s*/"
)
_DUTIES = frozenset("文图圖摄攝")  # as words: 张三 文 李四 摄
_REPORTED = re.compile(r"\s([^\s/]+)[报報]道$")  # 张三 李四 北京、上海报道
# Places that begin as family names do.
_PLACES = re.compile(
    r"石家庄|武[汉漢]|温州|常州|安徽|江[苏蘇西]|马鞍山|齐齐哈尔|莫斯科|马尼拉|万象|康定|连云港"
)
_ALL_IN_BRACKETS = re.compile(r"[（(]([^（()）]*)[）)]")
_REMARK = re.compile(r"[（(][^（()）]*[）)]")  # 张三（见习）
# （记者 张三）, （记者张三 通讯员李四）, （江城晚报全媒体记者 张三）
_IN_BRACKETS = re.compile(
    r"[（(](?P<before>[^（()）]{0,25}?)"
    r"(?P<title>[记記]者|通[讯訊][员員]|[实實][习習]生)(?P<names>[^（()）]{2,40})[）)]"
)
_SHORT_CHARS = 6  # 本报驻京首席: what is longer must name who they write for
_PRESS = re.compile(r"[报報网網台社刊媒视視]|新[闻聞]|在[线線]|客[户戶]端")
_CLAUSE = re.compile(r"[据據为為，。；！？“”]")  # （据记者了解，…）, （右为本报记者张三）


def parse_byline(lines: Sequence[str]) -> Byline:
    """Return who is named in the byline lines, in order, each once."""
    text = "\n".join(lines)
    agency = _AGENCY.search(text)
    names: list[str] = []
    for line in lines:
        names += _names(line)
    return Byline(text, tuple(dict.fromkeys(names)), agency.group() if agency else "")


def byline_in_body(text: str) -> Byline:
    """Return the byline that a dateline carries: 本报讯（记者 张三）; empty where there is none."""
    for match in _IN_BRACKETS.finditer(text[:_LEAD_CHARS]):
        before, names = match["before"], match["names"]
        if not _CLAUSE.search(before) and (
            len(before) <= _SHORT_CHARS
            or (_PRESS.search(before) and begins_with_name(re.split("[、，,]", names)[0]))
        ):
            signed = parse_byline([match["title"] + names])
            first = _first_names(before)
            if not first:
                return signed
            return replace(
                signed,
                text=before + signed.text,
                names=tuple(dict.fromkeys((*first, *signed.names))),
            )
    return Byline()


def _first_names(before: str) -> list[str]:
    """Return the names that stand before the office: 苏禾 in 苏禾 江城晚报记者 白露."""
    *words, _ = re.split(r"[\s、]+", before)
    return list(takewhile(_is_first_name, words))


def _is_first_name(word: str) -> bool:
    return len(word) <= 3 and is_signature(word) and not _PLACES.match(word)


def parse_dateline(text: str) -> Dateline:
    """Return the dateline a paragraph begins with; empty where it begins with none."""
    match = DATELINE.match(text)
    if not match:
        return Dateline()
    return Dateline(match.group("text"), match.group("place") or "", match.group("date") or "")


def _names(line: str) -> list[str]:
    """Return the names of a line, without what it says of places, duties and sources."""
    line = line.translate(_DOTS).strip("□■◎●○☐ \u3000")
    whole = _ALL_IN_BRACKETS.fullmatch(line)
    line = whole[1] if whole else _REMARK.sub(" ", line)
    line = line.strip("（()） \u3000")
    reported = _REPORTED.search(line)
    if reported and (reported[1][0] not in SURNAMES or _PLACES.match(reported[1])):
        before = _names_in(line[: reported.start()])
        if before:
            return before
    return _names_in(_AFTER.sub("", line))


def _names_in(line: str) -> list[str]:
    line = _DUTY.sub("/", _SOURCE.sub("", line))
    names: list[str] = []
    for piece in re.split(r"[、,，;；/]|" + _TITLES.pattern, line):
        words = [word.strip("·") for word in re.split(r"[\s:：]+", piece) if _is_name(word)]
        names += _put_together([word for word in words if word])
    return [
        name
        for name in names
        if 2 <= len(name) <= (_LONG_NAME_CHARS if "·" in name else _NAME_CHARS)
    ]


def _put_together(words: Sequence[str]) -> Iterator[str]:
    """Yield names: 刘 磊 and 王 小 明 are one each, 刘磊 李明 are two, 文 before 刘磊 is a duty."""
    at = 0
    while at < len(words):
        after = words[at + 1 : at + 4]
        if words[at] in _DUTIES and (not after or after[0][0] in SURNAMES):
            at += 1
            continue
        take = 1
        if len(words[at]) == 1 and after and len(after[0]) <= 2:
            take = 3 if _are_three(after) else 2
        yield "".join(words[at : at + take])
        at += take


def _are_three(after: Sequence[str]) -> bool:
    """Tell whether the next two words are of the name that a single character begins."""
    if [len(word) for word in after[:2]] != [1, 1] or after[1] in _DUTIES:
        return False
    if len(after) == 2:
        return True
    return after[2][0] in SURNAMES and (len(after[2]) > 1 or after[1] not in SURNAMES)


def _is_name(word: str) -> bool:
    """Tell whether a word may be a name or a part of one, by its letters."""
    return bool(re.fullmatch(f"[{_HAN}·]+", word)) and not _NO_NAME.fullmatch(word)
