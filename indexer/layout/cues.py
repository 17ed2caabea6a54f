"""What a line of a newspaper page looks like by itself: the cues of the trade.

Every pattern is for a line without the white space around it.
"""

from __future__ import annotations

import re
from enum import StrEnum

HEADING_CHARS = 60  # a headline line, kicker and sub-title run together, is no longer

_FRAGMENT_CHARS = 15
_LONG_CHARS = 200
_LABEL_CHARS = 4  # 相关链接; a name of so many letters begins with a known family name

_NAME = r"[一-鿿·]{1,4}(?:[ 　][一-鿿·]{1,3})?"
# The hundred most frequent family names and some more, simplified and traditional.
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊"
    "兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌"
    "张劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻鍾範姚譚鄒陸龍萬錢湯喬賀賴龔龐樊蘭嚴溫蘆韋關"
)
_LONG_SURNAMES = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 皇甫 尉迟 慕容 令狐 端木 司徒".split()
)
_PARTING = " 　\xa0:：/"
_PARTED = re.compile(
    r"[\s:：/]|本[报報]|新[华華]社|(?:特[约約]|[实實][习習])?[记記]者|通[讯訊][员員]|[编編][辑輯]"
)
_TITLED_NAME = re.compile(
    r"[长長任授员員记記席士家表理师師院社会會部局所司党委][^\W\d_]{2,3}(?:[^\W\d_]{2,3})?$"
)
_ENDS = "。！？!?…；;"
CLOSERS = "”’」』）)】》\"'"


class Kind(StrEnum):
    """What a line looks like."""

    HEADING = "heading"
    BYLINE = "byline"
    NAME = "name"  # two to four characters that may be somebody's name
    KEYWORDS = "keywords"
    CREDIT = "credit"  # □彭辉 报道: the caption follows
    CAPTION = "caption"
    JUMP = "jump"
    DATELINE = "dateline"  # body that begins with 本报讯
    BODY = "body"


# （转第3版）, 下转第２版, 上接第1版, 下转2、3版
JUMP = re.compile(
    r"^[（(【\[▶►→]?\s*(?:下?[转轉]|[上紧緊]接)(?:第)?\s*[０-９\d一二三四五六七八九十A-D]+"
    r"(?:[、，,][０-９\d一二三四五六七八九十A-D]+)*\s*版.{0,12}$"
)
JUMP_FROM = re.compile(r"[（(【\[▶►→]?\s*[上紧緊]接")  # of a JUMP line: its article stands below it
# 关键词:对标学习
KEYWORDS = re.compile(r"^关键[词字]\s*[:：]")
# □本报记者 刘磊; 本报通讯员 冯萍 石艳丽; 新华社记者 兰红光; 记者 张三 通讯员 李四 报道; 江城晚报全媒体记者 张三
BYLINE = re.compile(
    r"^(?P<sign>[□■◎●○☐]?\s*(?:(?:本[报報刊社台]|新[华華]社|[一-鿿]{2,4}社|人民日[报報])[^，。,：:]{0,6}?)?)"
    r"(?:[一-鿿·]{1,12}(?:[报報网網台社刊]|新[闻聞]|在[线線]|客[户戶]端))?"
    r"(?:[全融]媒[体體]?|特[约約派]|首席|[实實见見][习習]|[资資]深|高[级級]|[驻駐][^\s，。]{1,4}){0,2}"
    r"(?:[记記]者|[通][讯訊][员員]|[评評][论論][员員]|特[约約]撰稿人|[编編][辑輯])"
    r"(?P<rest>[ 　:：/]*[^，。,、：:；;！？!?]{0,40})(?:、[^，。,：:；;！？!?]{1,20})*(?:\s*(?:文|报道|報道|文/图|整理))?$"
)
# □张生 李想
BOXED_NAMES = re.compile(rf"^[□■◎]\s*{_NAME}(?:\s+{_NAME}){{0,5}}(?:\s*/?\s*文)?$")
# 刘磊, 吴 岳
NAME = re.compile(r"^[（(]?[一-鿿][ 　]{0,3}[一-鿿](?:[ 　]{0,3}[一-鿿]){0,2}[）)]?$")
# 吴 岳: two characters spaced to the width of three are a name, but for 社 论 and its like
SPACED_NAME = re.compile(
    r"^(?!社|公|[启啟]|[广廣]|[声聲]|通|目|[导導]|[寻尋]|[讣訃]|[编編]|短|要|[图圖])[一-鿿][ 　]{1,3}[一-鿿]$"
)
# □彭辉 报道, □黄一舟 摄, 新华社记者刘卫兵摄, （张三摄）
CREDIT = re.compile(
    rf"^[（(]?[□■◎▲△◆]?\s*(?:(?:本[报報]|新[华華]社|[一-鿿]{{2,4}}社)?(?:[记記]者|[通][讯訊][员員])?[ 　]*)"
    rf"{_NAME}(?:[ 　、]+{_NAME}){{0,4}}[ 　]*(?:[摄攝]影?(?:[报報]道)?|[图圖])[）)]?$"
    rf"|^[□■◎]\s*(?!.*(?:[记記]者|[通][讯訊][员員])){_NAME}[ 　]+(?:[报報]道)$"
)
# 图为…; …（新华社记者兰红光摄）
CAPTION = re.compile(
    r"[（(▲△◆]?\s*(?:上|下|左|右|题)?[图圖](?:[为為]|一|二|三|①|②|③|[:：])|[▲△◆◀▶]"
)
PHOTOGRAPHED = re.compile(r"[^，。]{2,20}[摄攝][）)]?$")
# 旅行社电话预约, 社会科学院电子所, 合作社电商直播: what 电 begins that is no telegram
_ELECTRIC = (
    "[话話视視力影子信商台器脑腦动動池网網站厂廠压壓车車梯缆纜价價费費灯燈气氣路源能机機工业業]"
)
# 本报利津讯, 本报讯, 新华社北京１月６日电, 据新华社东京１月２日电, 新澜社石桥4月11日电（记者 …）
DATELINE = re.compile(
    r"^(?P<text>(?:[据據]?(?P<agency>本[报報刊台]|新[华華]社|中新社|[一-鿿]{2,3}社"
    r"|[一-鿿]{2,4}(?:国际|國際|通[讯訊])社))"
    r"(?P<place>[一-鿿]{0,10}?)"
    r"(?P<date>(?:(?:[０-９\d]{4}|[〇○零一二三四五六七八九]{4})年)?(?:[０-９\d一二三四五六七八九十]{1,3}月)?[０-９\d一二三四五六七八九十]{1,3}日)?"
    rf"(?:[综綜]合)?(?:[专專])?(?:[讯訊](?![员員息])|[电電](?(date)|(?!{_ELECTRIC})))[：:]?)"
    r"(?=[\s　（(]|[^，。、的\s]{2})"
)
# （附图片１张）
PICTURE_NOTE = re.compile(r"^[（(]附[^（）()]{0,10}[）)]$")
# 图片：
CAPTIONS_FOLLOW = re.compile(r"^(?:图片|照片|附图|图说|图片说明)[:：]$")
# 招聘启事, 遗失声明
NOTICE = re.compile(r"^.{0,14}(?:[启啟]事|公告|[声聲]明|通告|[讣訃]告|更正)$")
# 一、 （二） 3. ——
NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|[①-⑳]|——|——)"
)
# 问：哪些药可以送来？
TURN = re.compile(r"^(?:[问問]|答|[记記]者|主持人)\s*[:：]\s*[^\s:：]")
# 同志们： 各位代表：
_ADDRESS = re.compile(r"[：:]$")


def kind_of(text: str) -> tuple[Kind, str]:
    """Return what a line looks like, and the cue that says so."""
    if len(text) > _LONG_CHARS:  # nothing else is so long; most of a page is
        if DATELINE.match(text):
            return Kind.DATELINE, "电头 dateline"
        return Kind.BODY, "正文 running text"
    for kind, pattern, cue in (
        (Kind.JUMP, JUMP, "转版 jump line"),
        (Kind.KEYWORDS, KEYWORDS, "关键词 keywords line"),
        (Kind.CREDIT, CREDIT, "摄影署名 picture credit"),
    ):
        if len(text) <= HEADING_CHARS and pattern.match(text):
            return kind, cue
    if DATELINE.match(text):
        return Kind.DATELINE, "电头 dateline"
    if len(text) <= HEADING_CHARS and (_is_byline(text) or _is_boxed_names(text)):
        return Kind.BYLINE, "署名 byline"
    if CAPTION.match(text) or (
        text.rstrip("）)")[-1:] in ("摄", "攝") and PHOTOGRAPHED.search(text[-24:])
    ):
        return Kind.CAPTION, "图片说明 caption"
    if len(text) > HEADING_CHARS:
        return Kind.BODY, "正文 running text"
    if TURN.match(text):
        return Kind.BODY, "对话 a turn of a dialogue"
    if NOTICE.match(text):
        return Kind.HEADING, "启事公告 heading of a notice"
    if SPACED_NAME.match(text):
        return Kind.BYLINE, "加空的二字名 a name of two characters, spaced"
    if NAME.match(text):
        return Kind.NAME, "短名 two to four characters"
    if is_heading_shaped(text):
        return Kind.HEADING, "短行无句末标点 short line without an end mark"
    return Kind.BODY, "正文 running text"


def _is_byline(text: str) -> bool:
    """Tell a byline. What begins with 记者 alone is one before a space or a name: not 记者节的由来."""
    match = BYLINE.match(text)
    if not match or match["sign"] or not match["rest"]:
        return match is not None
    return begins_with_name(match["rest"])


def _is_boxed_names(text: str) -> bool:
    """Tell names after □ or the like from what heads a box: not ■延伸阅读 or ■链接."""
    words = text[1:].split()
    return BOXED_NAMES.match(text) is not None and (
        (text[0] == "□" and len(words[0]) < _LABEL_CHARS)
        or is_signature(words[0])
        or words[0][:2] in _LONG_SURNAMES
    )


def begins_with_name(text: str) -> bool:
    """Tell whether a name stands after 记者, by itself only where something parts them.

    记者：苏禾 and 记者苏禾, but not 记者：下一步有什么打算, nor 记者节的由来.
    """
    rest = text.lstrip(_PARTING)
    first = _PARTED.split(rest, maxsplit=1)[0]
    if not first or (len(first) <= 4 and (is_signature(first) or first[:2] in _LONG_SURNAMES)):
        return True
    return rest != text and (len(first) < 4 or "·" in first or is_signature(first))


def is_heading_shaped(text: str) -> bool:
    """Tell a line that may be a headline: short, and no sentence ends in it."""
    if len(text) > HEADING_CHARS or not any(char.isalnum() for char in text):
        return False
    if _ADDRESS.search(text) or text[-1] in "，、,；;。":
        return False
    if text[0] in "（(" and text[-1] in "）)":  # （王健）: a signature or a note, not a headline
        return False
    inner = text.rstrip(CLOSERS)
    if "。" in inner or inner[-1:] in tuple("。；;…"):
        return False
    # A column's end leaves the beginning of a sentence: longer than headlines with a comma are.
    marks = sum(text.count(mark) for mark in "，,；;、")
    return not (len(text) >= _FRAGMENT_CHARS and (marks > 1 or "，" in text or "," in text))


def is_signature(text: str) -> bool:
    """Tell a line that is somebody's name, names, or office and name: 国家林业局局长 李四."""
    dense = "".join(text.split()).strip("（()）—－-")
    if not 2 <= len(dense) <= 30 or not re.fullmatch(r"[\w、·]+", dense):
        return False
    if len(dense) <= 4 or (len(dense) <= 9 and dense[0] in SURNAMES):
        return dense[0] in SURNAMES and not any(char in "的了是在和与有不" for char in dense)
    return ends_in_titled_name(dense)


def ends_in_titled_name(dense: str) -> bool:
    """Tell a line, without white space, that ends in an office and a name: …局长李四."""
    return bool(_TITLED_NAME.search(dense)) and any(char in SURNAMES for char in dense[-4:-1])


def is_finished(text: str) -> bool:
    """Tell whether a paragraph ends as one: with an end mark, closers after it apart."""
    return text[-1] in _ENDS + CLOSERS + "：:—"
