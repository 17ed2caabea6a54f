"""Pages into articles: headlines, bylines, captions, mended sentences; nothing lost or invented."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.layout import layout_rows, split_articles, split_report
from indexer.layout.bylines import parse_byline, parse_dateline
from indexer.layout.cues import Kind, kind_of
from indexer.layout.lines import lines_of
from indexer.layout.roles import give_roles
from indexer.models import Article, Block, Page, Role
from tests.conftest import CORPUS


def split(text: str) -> tuple[Article, ...]:
    return split_articles(Page(id="报/2020-01-01/1", text=text))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("□本报记者 苏 禾", Kind.BYLINE),
        ("本报通讯员 白露 罗启明", Kind.BYLINE),
        ("□记者 苏禾 通讯员 白露 报道", Kind.BYLINE),
        ("□苏禾 白露", Kind.BYLINE),
        ("□苏禾 报道", Kind.CREDIT),
        ("□苏禾 摄", Kind.CREDIT),
        ("图为渡口恢复通航后的首班渡船。", Kind.CAPTION),
        ("本报江城讯 昨日，渡口恢复通航。", Kind.DATELINE),
        ("新澜社江城4月11日电 昨日，渡口恢复通航。", Kind.DATELINE),
        ("新澜社江城2008年8月8日电 昨日，渡口恢复通航。", Kind.DATELINE),
        ("江澜国际社柳林5月1日电 昨日，渡口恢复通航。", Kind.DATELINE),
        ("新澜社江城4月11日电力部门昨日说，渡口通了电。", Kind.DATELINE),
        ("本报通讯员苏禾", Kind.BYLINE),
        ("新澜社记者苏禾新澜社通讯员白露罗启明", Kind.BYLINE),
        ("本报电话：0571-5550123", Kind.HEADING),
        ("旅行社电话预约火爆", Kind.HEADING),
        ("合作社电商直播忙", Kind.HEADING),
        ("江城社会科学院电子所", Kind.HEADING),
        ("记者 苏禾", Kind.BYLINE),
        ("记者苏禾 白露", Kind.BYLINE),
        ("记者苏禾通讯员白露", Kind.BYLINE),
        ("记者欧阳禾", Kind.BYLINE),
        ("编辑：苏禾", Kind.BYLINE),
        ("记者节的由来", Kind.HEADING),
        ("记者走基层", Kind.HEADING),
        ("记者在渡口看到旅客很多", Kind.HEADING),
        ("评论员观察", Kind.HEADING),
        ("通讯员队伍不断壮大", Kind.HEADING),
        ("编辑部的故事", Kind.HEADING),
        ("（转第3版）", Kind.JUMP),
        ("▶下转2、3版", Kind.JUMP),
        ("关键词：渡口", Kind.KEYWORDS),
        ("柳林渡口昨日恢复通航", Kind.HEADING),
        ("渡口通航后，旅客很多。", Kind.BODY),
        ("今年以来，渡口先后运送旅客、货物和", Kind.BODY),
        ("本报记者昨日在渡口看到，旅客很多。", Kind.BODY),
        ("江城晚报全媒体记者 苏禾", Kind.BYLINE),
        ("江城晚报·江城网记者苏禾 通讯员 白露", Kind.BYLINE),
        ("见习记者 苏禾", Kind.BYLINE),
        ("江城晚报记者走基层", Kind.HEADING),
        ("江城晚报记者 直击渡口抢险现场", Kind.HEADING),
        ("记者：苏禾 白露", Kind.BYLINE),
        ("记者：为什么停航两年？", Kind.BODY),
        ("记者:为什么停航两年?", Kind.BODY),
        ("记者：下一步有什么打算", Kind.BODY),
        ("问：船票怎么买？", Kind.BODY),
        ("■苏禾 白露", Kind.BYLINE),
        ("■链接", Kind.HEADING),
        ("□延伸阅读", Kind.HEADING),
        ("苏 禾", Kind.BYLINE),
        ("苏禾", Kind.NAME),
        ("社 论", Kind.NAME),
    ],
)
def test_what_a_line_looks_like(line: str, kind: Kind) -> None:
    assert kind_of(line)[0] is kind


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["□本报记者 苏 禾", "本报通讯员 白露 罗启明"], ("苏禾", "白露", "罗启明")),
        (["□记者 苏禾 郭敏 通讯员 白露 报道"], ("苏禾", "郭敏", "白露")),
        (["本报记者苏禾"], ("苏禾",)),
        (["□苏禾、白露"], ("苏禾", "白露")),
        ([], ()),
        (["南方日报记者 李秀婷 通讯员 粤宣"], ("李秀婷", "粤宣")),
        (["新京报记者 王一 实习生 李二"], ("王一", "李二")),
        (["本报驻京记者 张三"], ("张三",)),
        (["本報駐京攝影記者 張三"], ("張三",)),
        (["本报全媒体记者 张三 见习记者 李四"], ("张三", "李四")),
        (["中国青年报·中青在线记者 张三", "央视记者 李四"], ("张三", "李四")),
        (["江城晚报社特约评论员 张三"], ("张三",)),
        (["责任编辑：王一"], ("王一",)),
        (["记者张三本报通讯员李四"], ("张三", "李四")),
        (["记者张三新华社记者李四"], ("张三", "李四")),
        (["记者王台通讯员李四"], ("王台", "李四")),
        (["记者张三", "通讯员王社"], ("张三", "王社")),
        (["来源：江城日报 作者：张三"], ("张三",)),
        (["来源：新华社、作者：张三"], ("张三",)),
        (["□本报记者 张三 发自北京"], ("张三",)),
        (["记者 李讯 王家电 陈报"], ("李讯", "王家电", "陈报")),
        (["记者 刘 据 王新闻 张日报"], ("刘据", "王新闻", "张日报")),
        (["□本报记者 艾尔肯·阿不都热依木 张三"], ("艾尔肯·阿不都热依木", "张三")),
        (["本报记者 买买提•吐尔逊", "通讯员 古丽・买买提"], ("买买提·吐尔逊", "古丽·买买提")),
        (["• 本报记者 张三"], ("张三",)),
        (["记者 王㛃 李𬭎 张〇 陈\ue123"], ("王㛃", "李𬭎", "张〇", "陈\ue123")),
        (["本报记者 张三 北京报道"], ("张三",)),
        (["本报记者 张三 李四 北京、上海报道"], ("张三", "李四")),
        (["本报特派记者 张三 石家庄报道"], ("张三",)),
        (["本报记者 张三 李四报道"], ("张三", "李四")),
        (["记者 张三、李四报道"], ("张三", "李四")),
        (["记者 张三 摄影 李四"], ("张三", "李四")),
        (["本报记者 张三/文 李四/图"], ("张三", "李四")),
        (["文/本报记者 张三 图/李四"], ("张三", "李四")),
        (["本报记者 张三 文 李四 摄"], ("张三", "李四")),
        (["□张三 文"], ("张三",)),
        (["□本报记者 张三（见习）"], ("张三",)),
        (["（记者 张三）"], ("张三",)),
        (["本报记者 孙文"], ("孙文",)),
        (["本报记者 孙 文"], ("孙文",)),
        (["本报记者 文 静"], ("文静",)),
        (["记者 欧阳修文"], ("欧阳修文",)),
        (["记者 张 三 李 四"], ("张三", "李四")),
        (["记者 王 小 明"], ("王小明",)),
        (["记者 王 小 江"], ("王小江",)),
        (["记者 王 小 明 李 四"], ("王小明", "李四")),
        (["记者 王 小 明 李四"], ("王小明", "李四")),
        (["记者 张 三 李四"], ("张三", "李四")),
        (["渡口边一二三四五六七八九十"], ()),
        (["江城日报评论员"], ()),
        (["江城日报编辑部"], ()),
        (["新华社评论员"], ()),
        (["本报评论员文章"], ()),
        (["乡村振兴课题组"], ()),
        (["据新华社电"], ()),
        (["来源：新华社"], ()),
        (["综合新华社江城电"], ()),
        (["新华社江城电"], ()),
        (["江城日报"], ()),
    ],
)
def test_names_of_a_byline(lines: list[str], names: tuple[str, ...]) -> None:
    assert parse_byline(lines).names == names


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("据新华社电", "新华社"),
        ("来源：新华社", "新华社"),
        ("新华社全媒体记者 苏禾", "新华社"),
        ("新澜社记者 苏禾", "新澜社"),
        ("南方日报记者 苏禾", ""),
    ],
)
def test_agency_of_a_byline(line: str, agency: str) -> None:
    assert parse_byline([line]).agency == agency


@pytest.mark.parametrize(
    "piece", ["张", "本报", "江城报", "来源：", "驻", "实习", " ", "（", "张三 报道 ", "文/", "张 "]
)
def test_a_long_line_of_names_takes_no_time(piece: str) -> None:
    started = time.process_time()
    parse_byline([piece * 20_000 + "。"])
    assert time.process_time() - started < 5


def test_the_byline_of_a_dateline_is_found_below_a_caption() -> None:
    lead = "本报讯（记者 苏禾）停航两年的渡口昨日恢复通航，旅客们等了很久。"
    (article,) = split(f"柳林渡口昨日恢复通航\n\n□白露 摄\n渡船驶离码头。\n\n{lead}\n")
    assert (article.byline.names, article.dateline.text) == (("苏禾",), "本报讯")
    cut = Page("x-1", f"□白露 摄\n　　{lead}\n", already_cut=True)
    assert split_articles(cut)[0].byline.names == ("苏禾",)


@pytest.mark.parametrize(
    ("brackets", "names"),
    [
        ("（江城晚报全媒体记者 苏禾）", ("苏禾",)),
        ("（江城晚报全媒体记者苏禾 通讯员 白露 罗启明）", ("苏禾", "白露", "罗启明")),
        ("(江城日报、江报全媒体高级记者 苏禾 高级记者 白露)", ("苏禾", "白露")),
        ("（罗启明 江城晚报·江城网记者 苏禾、白露）", ("罗启明", "苏禾", "白露")),
        ("（罗启明、实习生白露）", ("罗启明", "白露")),
        ("（实习生 白露 记者 苏禾）", ("白露", "苏禾")),
        ("（本报驻江城首席记者 苏禾）", ("苏禾",)),
        ("（渡口管理处值班人员和全体通讯员苏禾）", ()),
        ("（江城晚报全媒体记者在渡口看到的旅客）", ()),
        ("（详见江城晚报此前报道：多名记者再访渡口）", ()),
        ("（据记者了解，首日旅客很多）", ()),
        ("（右为江城晚报记者苏禾）", ()),
        ("（江城晚报昨日消息，记者 苏禾）", ()),
    ],
)
def test_the_byline_of_a_dateline_in_brackets(brackets: str, names: tuple[str, ...]) -> None:
    (article,) = split(f"柳林渡口恢复通航\n\n本报讯{brackets}停航两年的渡口昨日恢复通航。\n")
    assert article.byline.names == names
    assert article.byline.text in brackets


def test_a_dateline_says_where_and_when() -> None:
    found = parse_dateline("新澜社江城2008年8月8日电 昨日")
    assert (found.place, found.date) == ("江城", "2008年8月8日")
    found = parse_dateline("新华社江城１月６日电（记者苏禾）昨日")
    assert (found.text, found.place, found.date) == ("新华社江城１月６日电", "江城", "１月６日")
    assert parse_dateline("昨日，渡口通航。").text == ""


HEADED = """渡口观察

停航两年重新开船
柳林渡口昨日恢复通航

□本报记者 苏 禾

本报讯 停航两年的渡口昨日恢复通航，旅客们等了很

久。首日运送旅客1260人次。

码头加固花了两年

码头受洪水冲刷，加固工程投资3800万元，工人们在水

□白露 摄
新渡船驶离码头。

下干了两个冬天。
"""


def test_the_parts_of_an_article() -> None:
    (article,) = split(HEADED)
    assert article.title == "柳林渡口昨日恢复通航"
    assert "停航两年重新开船" in article.kicker
    assert article.byline.names == ("苏禾",)
    assert article.dateline.text == "本报讯"
    assert article.text.split("\n") == [
        "本报讯 停航两年的渡口昨日恢复通航，旅客们等了很久。首日运送旅客1260人次。",
        "码头加固花了两年",
        "码头受洪水冲刷，加固工程投资3800万元，工人们在水下干了两个冬天。",
        "□白露 摄",
        "新渡船驶离码头。",
    ]
    captions = [part for part in article.parts if part.role is Role.CAPTION]
    assert [HEADED[part.start : part.end] for part in captions] == ["□白露 摄", "新渡船驶离码头。"]


@pytest.mark.parametrize(
    ("head", "names", "text"),
    [
        ("江城春色\n\n白 露", ("白露",), "一江春水向东流\n两岸青山绿未休\n渡口人家炊烟起\n夕阳西下数归舟"),
        ("江城春色\n\n白露", ("白露",), "一江春水\n两岸青山\n渡口人家\n夕阳西下\n石桥流水\n夜半吹笛"),
        ("天气预报", (), "今天白天 晴转多云 偏南风三四级\n最高气温 26℃\n今天夜间 多云\n最低气温 15℃"),
        ("一周天气", (), "今天 晴\n明天 多云\n后天 小雨\n周四 阴\n周五 晴转多云\n周末两天没有雨。"),
        ("先进工作者名单", (), "教育局 张三 李四\n卫生局 赵六 孙七\n交通局 吴九 郑十\n水利局 冯一 陈二"),
        ("光荣榜", (), "张三\n李四\n王五\n赵六"),
        ("光荣榜", (), "张三\n李四\n王五"),
        ("天气预报", (), "今天白天 晴转多云\n今天夜间 多云\n明天 小雨"),
        ("江城春色\n\n白露", ("白露",), "一江春水\n两岸青山"),
    ],
    ids=[
        "verses", "verses of four", "weather", "an end mark below", "offices", "names",
        "three names", "three days", "two verses",
    ],
)  # fmt: skip
def test_verses_tables_and_lists_are_text(head: str, names: tuple[str, ...], text: str) -> None:
    (article,) = split(f"{head}\n\n{text}\n")
    found = (article.title, article.kicker, article.subtitle, article.byline.names, article.text)
    assert found == (head.split("\n")[0], "", "", names, text)


@pytest.mark.parametrize(
    ("head", "title", "subtitle"),
    [
        ("七路公交后天恢复\n首末班时间调整 票价2元", "七路公交后天恢复", "首末班时间调整 票价2元"),
        ("柳林渡口开通夜航\n动动手指 就能买票", "动动手指 就能买票", ""),
        ("柳林渡口昨日恢复通航\n郭敏主持", "柳林渡口昨日恢复通航", "郭敏主持"),
    ],
    ids=["clauses with figures", "clauses", "who presided"],
)
def test_which_of_two_lines_is_the_headline(head: str, title: str, subtitle: str) -> None:
    (article,) = split(f"{head}\n\n本报讯 停航两年的柳林渡口昨日恢复通航，旅客很多。\n")
    assert (article.title, article.subtitle, article.byline.names) == (title, subtitle, ())


@pytest.mark.parametrize(
    "masthead",
    ["澜州日报\n2019年8月6日 星期二\n第1版 要闻", "B2 健康\n江城晚报 2019年8月6日 星期二"],
    ids=["lines", "a section and a line"],
)
def test_the_masthead_above_the_first_head_is_of_the_page(masthead: str) -> None:
    head = "市委会议强调\n让渡口更安全\n让旅客更方便\n今年投资3800万元"
    text = "本报讯 会议昨日研究了渡口的安全。会议指出，今年已运送旅客230万人次。"
    (article,) = split(f"{masthead}\n\n{head}\n\n{text}\n")
    assert (article.kicker, article.title, article.text) == ("市委会议强调", "让渡口更安全", text)
    above = len(masthead.split("\n"))
    of_the_page = [part.role is Role.OTHER for part in article.parts]
    assert of_the_page == [True] * above + [False] * 5


def test_a_guide_to_other_pages_is_of_no_article() -> None:
    head, text = "柳林渡口昨日恢复通航", "本报讯 停航两年的渡口昨日恢复通航，旅客很多。"
    guide = "今日导读\n柳林渡口通航一周年（第3版）\n夜航开通 2版"
    placed = give_roles(
        lines_of(Page(id="p", text=f"{head}\n\n{text}\n\n{guide}\n")), True, "", False
    )
    assert [item.role for item in placed] == [Role.TITLE, Role.BODY, *[Role.OTHER] * 3]
    assert [(one.title, one.text) for one in split(guide)] == [tuple(guide.split("\n", 1))]


def test_a_byline_right_under_a_text_signs_it() -> None:
    articles = split("""雨夜送医 的哥闯了三个红灯
交警核实后不予处罚

本报讯 昨日凌晨,的哥邵师傅拉着一名临产孕妇,从城南赶往市妇幼保健院,一路闯了三个红灯。交警部门核实后,决定不予处罚。
“人命关天,换了谁都会这样做。”邵师傅说。
母子平安。孩子小名叫“小雨”。
记者 江宁

今明天气
今天白天 多云转阴 16℃~25℃
今天夜间 小雨 15℃
明天 中雨转小雨 14℃~19℃
偏东风3到4级
""")
    assert [(one.title, one.byline.names) for one in articles] == [
        ("交警核实后不予处罚", ("江宁",)),
        ("今明天气", ()),
    ]


FALLEN = """乡村振兴进行时

关键词:产业兴旺
□本报记者 苏禾
本报通讯员 罗启明 江宁

选准路子 小蘑菇撑起大产业

8月3日,天刚蒙蒙亮,柳林县石桥镇西坪村的菌菇大棚里已经忙碌起来。种植户孙淑芬把刚采下的香菇分级、装筐,一辆冷链车停在棚外等着装货。

“去年一个棚收入4.2万元,今年又包了两个。”孙淑芬说,村里像她这样的种植户已经有136户,全村一半以上的劳动力在家门口就了业。

西坪村人均耕地不足八分,过去靠外出打工过日子。2016年,镇里请来省农科院的专家,测了土壤、水质和温湿度,认定这里适合

种香菇。村党支部书记邵建国带头建了第一个棚,头一年就赚了3万多元。

“光说不行,得干给大家看。”邵建国说。

延长链条
一朵菇变成八样货

在石桥镇菌菇产业园,自动化生产线上,烘干、切片、真空包装一气呵成。园区负责人白露介绍,这里每天加工鲜菇18吨,产品有菇片、菇粉、菇酱等八个品种。

柳林:山沟沟里种出“金蘑菇”

建棚 建厂 建品牌

园区还与澜州大学合作建起了菌种研发中心,自主选育的“柳香3号”通过了省级品种审定,亩产比老品种提高了两成。

过去,鲜菇只能卖给上门的贩子,价格忽高忽低。如今,园区统一收购、统一品牌,与12家连锁超市签了



□苏禾 摄
孙淑芬在大棚里查看香菇长势。

长期供货协议,每公斤比原来多卖1.6元。

联农带农
小农户搭上大市场

县里整合涉农资金2800万元,建起标准棚460个,按“村集体建棚、农户承包、企业回购”的办法,让没有本钱的农户也能参与进来。

贫困户陆骏去年承包了一个棚,镇里给他贴息贷款2万元,企业赊给他菌棒,年底一算账,净赚3.1万元,当年就脱了贫。

“下一步,我们要在菌渣还田上做文章,让废料变成宝。”柳林县副县长郭敏说。

水库移民村里来了“新农人”

安阳湖镇引回在外能人47名,领办合作社31家

□本报记者 白 露
本报通讯员 孙巧云

“这批蓝莓明早六点发往省城,一箱也不能少。”8月2日晚上,安阳湖镇新湖村的分拣车间灯火通明,合作社理事长陈志远一边叮嘱工人,一边核对订单。

陈志远原来在南方一家电子厂做管理,2017年回到村里,流转了210亩坡地种蓝莓。“水库移民村地少坡多,种粮食不划算,种果子正合适。”

新湖村是1998年因修建安阳湖水库整体搬迁的移民村,全村312户1140人,搬迁后很长时间没有像样的产业。

镇里专门成立了能人回引办公室,书记、镇长每年春节前后带队上门拜访,送政策、送项目、

送服务。两年来,全镇引回在外能人47名,领办、创办合作社31家,带动就业1900多人。

“他们带回来的不光是钱,还有眼光和门路。”镇党委书记罗明说。
"""


def test_an_article_that_begins_with_its_byline_keeps_its_fallen_headline() -> None:
    first, second = split(FALLEN)
    assert (first.column, first.title) == ("乡村振兴进行时", "柳林:山沟沟里种出“金蘑菇”")
    assert first.byline.names == ("苏禾", "罗启明", "江宁")
    assert second.title == "水库移民村里来了“新农人”"
    signed = FALLEN.replace("建棚 建厂 建品牌", "□本报记者 白露")
    assert [one.byline.names for one in split(signed)][:2] == [first.byline.names, ("白露",)]


def test_kicker_headline_and_subtitle_may_have_no_text() -> None:
    head = "停航两年重新开船\n柳林渡口昨日恢复通航\n——首日运送旅客1260人次"
    (article,) = split(f"{head}\n\n□本报记者 苏禾\n")
    assert " ".join((article.kicker, article.title, article.subtitle)) == head.replace("\n", " ")
    assert (article.byline.names, article.text) == (("苏禾",), "")


@pytest.mark.parametrize(
    ("end", "between", "beginning", "joint"),
    [
        ("咨询电话5550124", "\n", "24小时有人接听。", "\n"),
        ("咨询电话５５５０１２４", "\n", "２４小时有人接听。", "\n"),
        ("had been closed for two", "\n", "years, it opened again.", "\n"),
        ("had been closed for two", "\n\n", "years, it opened again.", "\n"),
        ("咨询电话5550124", "\n\n", "ABC三座大楼都有人接听。", "\n"),
        ("首日运送旅客12", "\n\n", "60人次。", ""),
        ("首日运送旅客1260", "\n", "人次。", ""),
        ("首日运送旅客一千二", "\n", "百人次。", ""),
        ("可用iPho", "\n", "ne购票，iPhone用户很多。", ""),
        ("可用ＡＩ", "\n\n", "ＧＣ绘图，ＡＩＧＣ很热。", ""),
        ("可用iPho", "\n", "ne购票。", "\n"),
        ("A ferry came in", "\n", "to town and, in time, into use.", "\n"),
        ("可用手机inter-", "\n", "national版购票。", ""),
    ],
    ids=[
        "digits",
        "wide",
        "words",
        "words, a gap",
        "both",
        "a column's end",
        "Han",
        "Han digits",
        "a word",
        "a wide word",
        "nowhere else whole",
        "words of their own",
        "a hyphen",
    ],
)
def test_words_and_numbers_are_not_run_together(
    end: str, between: str, beginning: str, joint: str
) -> None:
    lead = "停航两年的柳林渡口昨日恢复通航，"
    (article,) = split(f"柳林渡口恢复通航\n\n{lead}{end}{between}{beginning}\n")
    assert article.text == lead + end + joint + beginning


def test_a_loop_is_folded_once_and_kept_on_the_page() -> None:
    clause = "由柳荫镇的合作社直接送来，"
    text = f"蔬菜进城\n\n□本报记者 苏 禾\n\n本报讯 菜场的青菜{clause * 4}每天六点到货。\n"
    (article,) = split(text)
    assert article.text == f"本报讯 菜场的青菜{clause}每天六点到货。"
    loops = [text[part.start : part.end] for part in article.parts if part.role is Role.LOOP]
    assert loops == [clause * 3]


def test_a_headline_that_fell_into_its_article() -> None:
    text = """关键词：渡口
□本报记者 苏 禾

修码头

码头受洪水冲刷，加固花了两年。

柳林：渡口通航之后

一条江连起两个镇

渡船每天往返二十趟。

买渡船

新渡船每艘可载120人。
"""
    (article,) = split(text)
    assert article.title == "柳林：渡口通航之后"
    assert "修码头" in article.text


def test_an_article_already_cut_stays_as_it_is() -> None:
    page = Page(id="x-1", text=" 本报讯 文。\n\n短行\n", headline="题", already_cut=True)
    (article,) = split_articles(page)
    assert (article.id, article.title, article.text) == ("x-1", "题", page.text)


def test_the_corpus_has_its_headlines() -> None:
    wanted = json.loads((CORPUS / "titles.json").read_text(encoding="utf-8"))
    pages = {
        path: split_articles(Page(id=path, text=(CORPUS / path).read_text(encoding="utf-8")))
        for path in wanted
    }
    assert {path: len(found) for path, found in pages.items()} == {
        path: len(titles) for path, titles in wanted.items()
    }
    right = sum(
        title == article.title
        for path, titles in wanted.items()
        for title, article in zip(titles, pages[path], strict=True)
    )
    assert right >= 0.8 * sum(map(len, wanted.values()))


lines = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            [*HEADED.split("\n"), "（转第3版）", "关键词:x", "苏禾", "甲乙丙丁戊己庚辛，" * 4]
        ),
    ),
    max_size=25,
)


def test_a_heading_of_two_lines_under_an_open_paragraph_is_a_heading() -> None:
    text = "柳林渡口昨日恢复通航\n\n停航两年的渡口昨日恢复通航，码头加固了，旅客们\n\n码头加固的钱\n从哪里来\n\n都来了。\n"
    (article,) = split(text)
    roles = [part.role for part in article.parts]
    assert roles == [Role.TITLE, Role.BODY, Role.SUBHEAD, Role.SUBHEAD, Role.BODY]


@given(lines.map("\n".join), st.data())
def test_nothing_is_lost_or_invented(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    blocks = tuple(Block(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    page = Page(id="p", text=text, blocks=blocks)
    articles = split_articles(page)
    owners = [0] * len(text)
    for article in articles:
        traced = [False] * len(article.text)
        assert list(article.parts) == sorted(article.parts, key=lambda part: part.start)
        for part in article.parts:
            for at in range(part.start, part.end):
                owners[at] += 1
            if part.text_start is not None:
                end = part.text_start + part.end - part.start
                assert article.text[part.text_start : end] == text[part.start : part.end]
                traced[part.text_start : end] = [True] * (end - part.text_start)
        assert all(done or char == "\n" for done, char in zip(traced, article.text, strict=True))
    assert all(owners[at] == 1 or text[at].isspace() for at in range(len(text)))
    assert max(owners, default=0) <= 1


@given(lines.map("\n".join))
def test_the_report_adds_up_to_the_page(text: str) -> None:
    page = Page(id="p", text=text)
    report = split_report("p.txt", page, split_articles(page))
    held = "".join("".join(article["paragraphs"]) for article in report["articles"])
    # An end brought back from a later article stands with its beginning: the order may differ.
    assert sorted("".join(held.split())) == sorted("".join(text.split()))
    assert "".join(
        "".join(row.text for row in layout_rows(page, split_articles(page))).split()
    ) == "".join(text.split())


@pytest.mark.parametrize(
    "line",
    [
        "2019年8月1日 星期四", "２０１９年８月１日 农历七月初一 星期四", "第3版 要闻", "今日8版",
        "责任编辑：苏禾 电话：5550123", "版式：白露", "新闻热线：5550123", "广告", "【公益广告】",
        "江城晚报 2021年5月12日 星期三 A04版 城事", "A04版：城事", "本版责任编辑：苏禾",
    ],
)  # fmt: skip
def test_what_is_of_the_page_belongs_to_no_article(line: str) -> None:
    (article,) = split(
        f"柳林渡口昨日恢复通航\n\n本报讯 停航两年的渡口昨日恢复通航，旅客很多。\n\n{line}\n"
    )
    assert article.text == "本报讯 停航两年的渡口昨日恢复通航，旅客很多。"
    assert article.parts[-1].role is Role.OTHER


@pytest.mark.parametrize(
    "line", ["2019年8月1日", "第3版画在渡口展出。", "编辑部的故事", "广告费降了", "2版教材启用"]
)
def test_what_looks_like_it_stays(line: str) -> None:
    articles = split(f"柳林渡口昨日恢复通航\n\n本报讯 停航两年的渡口恢复通航。\n\n{line}\n")
    assert all(part.role is not Role.OTHER for article in articles for part in article.parts)
