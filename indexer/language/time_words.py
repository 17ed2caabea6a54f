"""Find the words of times in folded text; which days they are is told in times.py.

What is found is a whole word: no 前年 in 目前|年产, no 上月 in 网上|月饼.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.festivals import NAMES
from indexer.language.normalise import CHINESE_FIGURES

NAMED_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_FESTIVALS = "|".join(NAMES)
_AROUND = r"(?:节?(?:小?长假|假期|黄金周|假日|期间|前后|当[天日])|节)"
_DIGIT = "一二三四五六七八九十"
_NUMBER = rf"(?:\d{{1,3}}|[{_DIGIT}两]{{1,3}}|几)"
_VAGUE = r"[一二两三四五六七八九]{2}"  # 两三年前, 近三五年
_TO = r"(?:[到至~～]|[—–－-]+)"

# The first character of a time -> those with which it makes another word: 目前|年产, 以前|年度, 如今|年轻,
# 日本|年轻, 成本|年均, 昆明|年平均, 以上|年龄, 网上|月饼, 早上|周三.
_ANOTHER_WORD = {
    "前": "目以此之当史", "今": "如当迄", "本": "日基成资样", "明": "昆文三光发声", "上": "以网线晚早马",
}  # fmt: skip
# But what ends in such a character may be a word itself: 项目|前年, 例如|今年, 完成|本月, 电网|上月.
_A_WORD = (
    "[项节栏科数题剧书]目", "[因为对]此", "所以", "应当", "[例比假正诸不又再譬]如", "[完达建形组]成",
    "[投外工物集]资", "[这同]样", "[开研出下印]发", "电网", "号线", "该线", "全线", "最早", "提早",
)  # fmt: skip
_NOT_WITHIN = "|".join(
    [f"(?<![{ends}])(?={begins})" for begins, ends in _ANOTHER_WORD.items()]
    + [f"(?<={word})" for word in _A_WORD]
    + ["(?=[大去昨这])"]
)
_APART = f"(?:{_NOT_WITHIN})"

# What a number stands before, so that it ends no word: 上周|一场大火, not 上周三|场馆; 十一|个项目.
_COUNTED = (
    r"(?:[个些辆艘则篇款幅枚套段栋幢棵颗笔届级件十百千万亿]|号线|中全会|等奖|样|般|并|旦|度(?!假)|共(?!同)|直(?![播接达属])|场(?![馆面])"
    r"|人(?![民大才工社流均])|家(?![长庭政电具])|名(?!单)|位(?!于)|座(?![谈落])|条(?![例约])|项(?!目)|次(?!日)|所(?![有以在])"
    r"|头(?![版条])|只(?![有是能])|批(?![准复评])|种(?![植下])|支(?=[球队])|台(?![风湾州北商])|部(?![分门队署长委级])"
    r"|天(?![气然津空])|起(?=[火交事案车命盗伤爆]))"
)
_A_PLACE = r"(?:路(?!上)|街(?![头上])|村(?!里)|广场|大[道桥]|[小中]学(?!生))"  # 五一路, 国庆路

# What goes by a number: 3号线 and 3号楼 are no days, 3号文化馆开放 is one.
NUMBERED = (
    r"(?:线|楼(?!市)|院(?![士校])|门(?![票诊店])|桥|站(?!票)|馆(?!藏)|机(?![场关票])|井(?!冈)|船(?!票)|车(?![站票])"
    r"|台(?![湾州风])|库|令(?!人)|文(?![化艺物旅明])|公告|地块|隧道|仓|泊位|窗口|航站|厂房|标段)"
)

_NEXT_YEAR = rf"\s*{_TO}\s*(?:1[89]|20)\d\d\s*年"
_YEARS_PART = r"\s*(?:[上下]半年|第?[一二三四1-4首]个?季度|前[两二三四2-4]个?季度|[春夏秋冬][天季])"
_MONTH_NUMBER = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_DIGIT}])"
# What stands beside years that are a length: 65年来, 65年历史, 65年党龄.
_LASTING = r"\s*(?:[之以]?[前后]|[来间内里中多余如没未不了]|的?(?:.[龄庆]|老|华诞|合同|租期|生日|历史|历程|经[历验]|时[间光]|光阴|岁月|风雨|奋斗|坚守))"
# 08年; 98年 where nothing before it could have lasted so long (no 建厂65年; 60年 is rather a length); 15年8月; 九八年,
# which is no 九十八年, but not 八九年, 三五年.
_SHORT_YEAR = (
    r"(?P<short_year>(?<![\d.第])(?:0\d"
    rf"|(?:(?<![^\s,。、?;:(“\"])|(?<=[在自从于至由和与跟同]))[3-9][1-9](?!年{_LASTING})"
    rf"|\d\d(?=年\s*(?:{_MONTH_NUMBER}月|[上下]半年)))"
    rf"|(?<![百千万亿第数近统唯同单专零{_DIGIT}])(?!一[一二]|二三|三[四五]|四五|五六|六七|七八|八九)[零一二三四五六七八九]{{2}})"
    r"年(?![代级龄])度?"
)
_YEAR = (
    rf"(?:(?<!\d)(?P<year>(?:1[89]|20)\d\d)(?:\s*年(?![代级龄])度?|(?={_NEXT_YEAR}|{_FESTIVALS}|{_YEARS_PART}))"
    rf"|{_APART}(?P<named>{'|'.join(NAMED_YEARS)})(?![级纪龄]|轻(?![工纺轨])|夜饭|薪(?![酬资水])|货(?![运物币车轮款源架]))|{_SHORT_YEAR})"
)
_DATE = (  # 2008.5.12, 2020/1/23, 2020-01-23; no version 2008.5.12.1
    r"(?<![\d./])(?<![a-z]-)(?P<in_year>(?:1[89]|20)\d\d)(?P<mark>[-./])(?P<in_month>1[0-2]|0?[1-9])(?P=mark)(?P<on_day>[12]\d|3[01]|0?[1-9])(?!\d|(?P=mark)\d)日?"
)
_TO_OR_AND = rf"\s*(?:{_TO}|[、和与及])\s*"  # 8月3日、5日: both, with what lies between them
_DAY_NUMBER = rf"(?:\d{{1,2}}|[{_DIGIT}]{{1,3}})"
# 三至六月 by itself may be a length, and 一月 too; after a year they are months: 去年八月.
_IF_NO_YEAR = "(?(year)|(?(named)|(?(short_year)|{})))"
_MONTHS = (
    rf"(?<![\d.{_DIGIT}])(?P<from_month>{_MONTH_NUMBER})\s*{_TO}\s*(?P<to_month>{_MONTH_NUMBER})\s*月(?!龄)"
    + _IF_NO_YEAR.format(r"(?<=[\d\s]月)")
    + "份?"
)
_DAYS_OF_MONTH = (  # 8月|3号、5号线停运; beside its month 3号公告 is a day all the same
    rf"(?:(?P<from_day>{_DAY_NUMBER})[日号]?{_TO_OR_AND}(?:{_DAY_NUMBER}[日号]?{_TO_OR_AND})*)?(?P<day>{_DAY_NUMBER})"
    rf"(?:日|号(?!线|楼(?!市)|机组|(?:{_TO_OR_AND}{_DAY_NUMBER}号)+{NUMBERED}))"
)
_MONTH = (
    rf"(?<![\d{_DIGIT}])(?:(?P<month>1[0-2]|0?[1-9])\s*月(?!龄)|(?P<cn_month>十[一二]?|[{_DIGIT}])月(?!龄|初[{_DIGIT}])"
    + _IF_NO_YEAR.format(rf"(?=份|初|底|末|[上中下]旬|\d|[{_DIGIT}]+[日号])")
    + rf")份?(?:\s*{_DAYS_OF_MONTH}|(?P<third>[上中下])旬|(?P<edge>初(?![{_DIGIT}])|[底末]))?"  # 九月初九
)
_QUARTER = (  # 前三季度 is three of them, 目前三季度 the third, 连续四个季度 none
    r"(?<![目以此之当提])前(?P<quarters>[两二三四2-4])个?季度"
    rf"|(?:第(?P<nth>[一二三四1-4])个?|(?<![续近去])(?:(?P<from_quarter>[一二三1-3])\s*{_TO}\s*)?(?P<quarter>[一二三四1-4]|首个?))季度"
)
_END = (  # not 今年|初三学生, 2022年|初步建成, 2013年|底特律破产
    rf"年?(?P<end>初(?![中{_DIGIT}代步次级赛春夏秋冬雪])|底(?!特律|线|层)|末(?!代))"
)
# 今年夏天, 2019年冬季, 2019年春; not 2022年冬季奥运会, 今年春耕. By itself only of a year: 今冬, 去秋.
_SEASON = r"(?P<season>[春夏秋冬])(?:天|季(?!残?奥|运动|项目|达沃斯)|(?=[,。、?;的到至]|$))"
_SEASON_OF_YEAR = rf"(?P<of_year>{_APART}[今明]|(?<![过失回进出离下上])去)(?P<its_season>[春夏秋冬](?![节运晚联奥娃千天季]))"
# “十三五”, 十三五期间, 十三五末; not “十三五”规划, 十四五岁, 正月十五期间.
_PLAN = (
    rf"(?:(?<![\d月初{_DIGIT}])(?:(?P<quoted>[“\"「『])?(?P<plan>十[一二三四五六七八九]五)(?(quoted)[”\"」』])"
    r"(?:期间|时期|期?(?P<plan_edge>初(?!心)|末)|(?=以来)|(?(quoted)(?!.{0,10}(?:规划|计划|纲要|建议))|(?!)))"
    rf"|[“\"「『]?(?P<early_plan>[{_DIGIT}]五)[”\"」』]?(?:期间|时期))"
    rf"|第(?P<nth_plan>[{_DIGIT}]{{1,3}})个五年[计规]划(?:期间|时期))"
)
_FESTIVAL = (
    rf"(?P<festival>{_FESTIVALS})(?!上河)(?!(?<=(?<!双)十一)(?:月|{_COUNTED})|(?<=[五六十]一|国庆){_A_PLACE})"
    rf"(?P<around>{_AROUND})?"
)
_PART = rf"(?:{_MONTHS}|{_MONTH}|(?P<half>[上下])半年|前(?P<first>{_NUMBER})个?月|{_QUARTER}|{_END}|{_SEASON}|{_FESTIVAL})"
_SPAN = (
    rf"(?P<span>(?:最近|(?<![附接临邻])近|过去)(?:的?这?)?(?!{_VAGUE})(?P<count>{_NUMBER})"
    r"(?P<unit>年|个?月|个?星期|周|天|日)(?![份报\d])(?:以来|来|间|里|内)?)"
)
_AGO = (  # neither the end of a number, 一百|二十年前, nor one that is vague, 几十年前, 3-5年前
    rf"(?P<ago>(?<![\d第几百千万两{_DIGIT}])(?<!数(?=十))(?<![\d两{_DIGIT}][到至~～—–－、-])(?!几|{_VAGUE})"
    rf"(?P<ago_count>{_NUMBER})(?P<ago_unit>年|个月|个?星期|周|天)(?:以|之)?前(?!后))"
)
_NO_MOON = r"(?!饼|亮(?!相)|球(?![类员队赛迷]))"
_WEEKDAY = rf"(?:[一二三四五六](?!{_COUNTED})|日(?![均本常产]|报(?!道))|天(?![气然津空])|末(?!代))"
_BY_TODAY = (
    rf"{_APART}(?:(?:本|这个|(?P<months_back>上{{1,3}}个?))(?P<a_month>月){_NO_MOON}(?:(?P<its_third>[上中下])旬|(?P<its_edge>初(?![{_DIGIT}])|[底末]))?"
    rf"|(?:本|这个?|(?P<weeks_back>上{{1,3}}个?))(?P<week>周(?![边围长])|星期|礼拜)(?P<weekday>{_WEEKDAY})?"
    r"|(?P<near>(?:大?前天(?!气(?![温象候]))|[昨今]天|[昨今]日(?!头条|俄罗斯)))(?!然气))"
)
_DECADE = (
    rf"(?P<decade>(?:(?P<century>上世纪|(?:二十|20)世纪|本世纪)?(?P<tens>[1-9]0|[{_DIGIT}]?十)年代"
    r"|(?P<long_tens>(?:1[89]|20)\d)0年代)(?P<decade_part>初|中期|末|后期)?)"
)
# The fourth may match nothing; then those after it are tried at the same place.
_TIME = re.compile(
    rf"{_DATE}|{_PLAN}|{_SEASON_OF_YEAR}|(?:{_YEAR}\s*的?)?(?:{_PART})?|{_SPAN}|{_AGO}|{_BY_TODAY}|{_DECADE}"
)
_YEAR_WITH_ZERO = re.compile(r"(?:一[八九]|二零)[零一二三四五六七八九]{2}(?=\s*年)")  # 二零零八年

JOINED = re.compile(rf"\s*{_TO}\s*$")
SINCE = re.compile(r"\s*(?:以来|至今(?![年天日])|以后|之后|后(?![期备续勤人果半]))")
BEFORE = re.compile(rf"\s*(?:以前|之前|前(?![后期几往来\d{_DIGIT}]))")
_COMPARED = re.compile(r"(?:比|较|[高低多少大小]于|超过)$")
_PLANNED = re.compile(r"(?:将[于在]?|预计[于在到]?|计划[于在到]?|拟[于在]?|有望[于在]?|力争|到)$")
# 去年同期 stands for a comparison; 上半年同比增长 is of that half year.
_BESIDE = re.compile(r"\s*(?:相比|同期|同一|同时期|[一二三四两]?版|的?水平)")
_CONDITION = re.compile(  # of the query language, 日期:2019年8月; not 请问:去年…, 问题:2019年…
    r"(?:^|[\s()+-])(?:日期|date|标题|title|引题|kicker|副题|subtitle|作者|author|报纸|newspaper|paper|版|版次|page"
    r"|版名|section|栏目|column|地点|place|正文|body):$|\.\.$"
)


def time_words(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield what in folded `text` are the words of a time, and where they end without 的."""
    for match in _TIME.finditer(_years_in_digits(text)):
        end = match.start() + len(match[0].rstrip(" 的"))
        if end > match.start() and not _is_no_time(text[: match.start()], text[end:]):
            yield match, end


def _years_in_digits(text: str) -> str:
    return _YEAR_WITH_ZERO.sub(lambda year: year[0].translate(CHINESE_FIGURES), text)


def _is_no_time(before: str, after: str) -> bool:
    return bool(
        _COMPARED.search(before)
        or (_PLANNED.search(before) and not JOINED.search(before))
        or _BESIDE.match(after)
        or before.rfind("《") > before.rfind("》")
        or _CONDITION.search(before)
    )
