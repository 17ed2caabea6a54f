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
    ],
)  # fmt: skip
def test_what_is_of_the_page_belongs_to_no_article(line: str) -> None:
    (article,) = split(
        f"柳林渡口昨日恢复通航\n\n本报讯 停航两年的渡口昨日恢复通航，旅客很多。\n\n{line}\n"
    )
    assert article.text == "本报讯 停航两年的渡口昨日恢复通航，旅客很多。"
    assert article.parts[-1].role is Role.OTHER


@pytest.mark.parametrize(
    "line", ["2019年8月1日", "第3版画在渡口展出。", "编辑部的故事", "广告费降了"]
)
def test_what_looks_like_it_stays(line: str) -> None:
    articles = split(f"柳林渡口昨日恢复通航\n\n本报讯 停航两年的渡口恢复通航。\n\n{line}\n")
    assert all(part.role is not Role.OTHER for article in articles for part in article.parts)
