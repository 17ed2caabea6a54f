"""Questions asked after others: what is completed, from where, and what is left alone."""

from __future__ import annotations

import pytest

from indexer import Archive
from indexer.answer.follow_up import complete
from indexer.models import Answer, Citation, Claim, Refusal


def answered(question: str, words: str, quote: str = "") -> Answer:
    quote = quote or f"{words}。"
    start = quote.index(words)
    cited = Citation(
        "a#1", "澜州日报", "2023-04-10", "1", "题", "", quote, 0, len(quote), "题[N].",
    )  # fmt: skip
    return Answer(question, (Claim(quote, (cited,), 0.9, (start, start + len(words))),))


BRIDGE = answered(
    "澜江大桥由哪家单位承建？",
    "澜州江桥建设集团",
    "工程于2020年9月16日开工，由澜州江桥建设集团承建。",
)
CLOSED = answered("澜江大桥什么时候合龙", "4月9日", "4月9日上午，澜江大桥精准合龙。")
MANAGER = answered("青禾竹业的总经理是谁", "黄维嘉")
INN = answered("鹭汀村的民宿是谁回乡办起来的？", "冯知夏")
BUSES = answered("2019年柳荫镇有多少辆校车", "29辆")
FELLOW = answered("张鹤年院士与哪家单位共建工作站", "澜州港务集团")
CRATES = answered("装着竹制餐桌椅的集装箱发往哪里", "鹿特丹")
WATER = answered("船厂新村从什么时候开始停水", "4月13日22时", "船厂新村4月13日22时起停水。")
FILM = answered("《渡船记》的导演是谁", "沈一舟")
TRADITIONAL = answered("瀾江大橋由哪家單位承建？", "澜州江桥建设集团")
DAM = answered("青岩水库除险加固投资多少", "4280万元")
SEAT = answered("锦川丝绸公司在哪个镇", "柳荫镇")
REFUSED = Answer("石桥老桥哪一年建成", refusal=Refusal("没有"))


@pytest.mark.parametrize(
    ("before", "question", "completed"),
    [
        (BRIDGE, "它什么时候合龙", "澜江大桥什么时候合龙"),
        (BRIDGE, "其主跨多少米", "澜江大桥主跨多少米"),
        (BRIDGE, "该桥造价多少", "澜江大桥造价多少"),
        (BRIDGE, "这座桥主跨多少米", "澜江大桥主跨多少米"),
        (BRIDGE, "这家公司还建过什么", "澜州江桥建设集团还建过什么"),
        (BRIDGE, "那年开工的还有什么", "2020年开工的还有什么"),
        (BRIDGE, "谁设计的", "澜江大桥谁设计的"),
        (BRIDGE, "那谁设计的？", "澜江大桥谁设计的？"),
        (BRIDGE, "多少钱呢", "澜江大桥多少钱呢"),
        (BRIDGE, "造价多少", "澜江大桥造价多少"),
        (BRIDGE, "什么时候通车", "澜江大桥什么时候通车"),
        (BRIDGE, "后来呢", "澜江大桥后来怎么样了"),
        (BRIDGE, "那后来怎么样了？", "澜江大桥后来怎么样了"),
        (BRIDGE, "石桥老桥呢", "石桥老桥由哪家单位承建？"),
        (MANAGER, "他今年多大", "黄维嘉今年多大"),
        (MANAGER, "她是哪里人", "黄维嘉是哪里人"),
        (MANAGER, "它在哪里", "青禾竹业在哪里"),
        (MANAGER, "这家公司有多少人", "青禾竹业有多少人"),
        (INN, "她多大", "冯知夏多大"),
        (INN, "那里有几户人家", "鹭汀村的民宿有几户人家"),
        (INN, "它有几间房", "鹭汀村的民宿有几间房"),
        (CLOSED, "为什么呢", "澜江大桥为什么合龙"),
        (CLOSED, "当时有多少人在场", "澜江大桥2023年4月9日有多少人在场"),
        (BUSES, "白鹭镇呢", "2019年白鹭镇有多少辆校车"),
        (BUSES, "2021年呢", "2021年柳荫镇有多少辆校车"),
        (BUSES, "那去年呢？", "去年柳荫镇有多少辆校车"),
        (BUSES, "那年新增了几辆", "柳荫镇2019年新增了几辆"),
        (FELLOW, "他来自哪里", "张鹤年来自哪里"),
        (FELLOW, "那位院士来自哪里", "张鹤年来自哪里"),
        (CRATES, "那里离澜州多远", "鹿特丹离澜州多远"),
        (WATER, "为什么呢", "船厂新村为什么开始停水"),
        (WATER, "什么时候恢复", "船厂新村什么时候恢复"),
        (BRIDGE, "其造价多少", "澜江大桥造价多少"),
        (BRIDGE, "对其进行改造的是谁", "对澜江大桥进行改造的是谁"),
        (BRIDGE, "那它多长", "那澜江大桥多长"),
        (MANAGER, "那他毕业于哪里", "那黄维嘉毕业于哪里"),
        (MANAGER, "他家在哪里", "黄维嘉家在哪里"),
        # Traditional characters stay as they were typed.
        (BRIDGE, "該橋造價多少", "澜江大桥造價多少"),
        (BRIDGE, "這座橋主跨多少米", "澜江大桥主跨多少米"),
        (BRIDGE, "它什麼時候合龍？", "澜江大桥什麼時候合龍？"),
        (BRIDGE, "請問，造價多少？", "澜江大桥造價多少？"),
        (BRIDGE, "後來呢", "澜江大桥后来怎么样了"),
        (BRIDGE, "石橋老橋呢", "石橋老橋由哪家单位承建？"),
        (CLOSED, "為什麼呢", "澜江大桥为什么合龙"),
        (MANAGER, "那位總經理多大", "黄维嘉多大"),
        (TRADITIONAL, "这座桥主跨多少米", "瀾江大橋主跨多少米"),
        (TRADITIONAL, "它造价多少", "瀾江大橋造价多少"),
        # What is pointed at: only its noun, and only a thing that it can stand for.
        (MANAGER, "那位总经理毕业于哪里", "黄维嘉毕业于哪里"),
        (MANAGER, "这家企业总部在哪里", "青禾竹业总部在哪里"),
        (BRIDGE, "这座大桥桥墩多高", "澜江大桥桥墩多高"),
        (BRIDGE, "该桥梁造价多少", "澜江大桥造价多少"),
        (BRIDGE, "这个项目投资多少", "澜江大桥投资多少"),
        (BRIDGE, "这项目投资多少", "澜江大桥投资多少"),
        (BRIDGE, "那主跨多少米", "澜江大桥主跨多少米"),
        (BRIDGE, "这项工程什么时候完工", "澜江大桥什么时候完工"),
        (BRIDGE, "该项目设计单位是谁", "澜江大桥设计单位是谁"),
        (BRIDGE, "这件事的结果如何", "澜江大桥的结果如何"),
        (BUSES, "这个镇有多少人", "柳荫镇有多少人"),
        (FILM, "这部电影的编剧是谁", "《渡船记》的编剧是谁"),
        (FILM, "该剧讲了什么", "《渡船记》讲了什么"),
        (MANAGER, "董事长是谁", "青禾竹业董事长是谁"),
        (BRIDGE, "总监理工程师是谁", "澜江大桥总监理工程师是谁"),
        (BRIDGE, "那年除夕有多少人没回家", "澜江大桥2020年除夕有多少人没回家"),
        (DAM, "这座水库什么时候建成", "青岩水库什么时候建成"),
        (SEAT, "董事长是谁", "锦川丝绸公司董事长是谁"),
        (FELLOW, "还说了什么", "张鹤年还说了什么"),
        (SEAT, "那里有多少人", "柳荫镇有多少人"),
        (REFUSED, "它造价多少", "石桥老桥造价多少"),  # the question's own words are enough
    ],
)
def test_completed(before: Answer, question: str, completed: str) -> None:
    found = complete(question, [before])
    assert found.question == completed
    assert found.notes


@pytest.mark.parametrize(
    "question",
    [
        "青岩水库的总监理工程师是谁",
        "码头为什么停航",
        "世界杯谁夺冠",
        "三家医院为什么开夜间门诊",
        "养老院一个床位多少钱",
        "陈伯钧说他守了几个夜晚",
        "7路公交改线后它的起点在哪里",
        "“看不出我来过，它才算修好了”",
        "《他们》的作者是谁",
        "其他大桥造价多少",
        "那么多人为什么来",
        "应该怎么申请新校车",
        "因此造成的损失是多少",
        "这个月有什么活动",
        "2019年那年的春耕面积是多少",
        "金帆纺织厂那次演练有多少人",
        "今年高考状元是谁",
        "吉他多少钱",
        "哪些省份启动了应急响应",
        "有多少处水产养殖场关闭",
        "你是谁",
        "土耳其地震死亡多少人",
        "土耳其总统是谁",
        "北马其顿总统是谁",
        "他汀类药物有哪些",
        "利他林是什么药",
        "维他命吃多了会怎样",
        "这次台风造成多少损失",
        "本次台风造成多少损失",
        "那场火灾的原因是什么",
        "那位设计师是谁",
        "那位是谁",
        "这台风造成多少损失",
        "那个工人文化宫在哪里",
        "该怎么办理",
        "本次活动有多少人",
        "此次活动有多少人",
        "該鎮有多少人",
        "该剧讲了什么",
        "那艘船载重多少",
        "澜州日报",
        "“恢复通航”",
        "",
    ],
)
def test_left_alone(question: str) -> None:
    assert complete(question, [BRIDGE]).question == question
    assert complete(question, [BRIDGE]).notes == ()


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (MANAGER, "马耳他在哪里"),
        (MANAGER, "他汀类药物有哪些"),
        (MANAGER, "利他林多少钱"),
        (MANAGER, "维他命吃多了会怎样"),
        (FILM, "这次台风造成多少损失"),
        (BUSES, "那座塔多高"),
    ],
)
def test_left_alone_after_another_question(before: Answer, question: str) -> None:
    assert complete(question, [before]).question == question


def test_left_alone_where_nothing_suits() -> None:
    assert complete("他多大", [BUSES]).question == "他多大"  # no person was spoken of
    assert complete("冯知夏呢", [MANAGER]).question == "冯知夏呢"  # a person for a company
    assert complete("它多高", []).question == "它多高"


def test_the_question_before_counts_where_the_last_has_none() -> None:
    assert complete("他多大", [MANAGER, BUSES]).question == "黄维嘉多大"
    assert complete("它造价多少", [BUSES, BRIDGE]).question == "澜江大桥造价多少"


def test_a_name_that_was_an_answer_stays_whole() -> None:
    who = answered("水库的总监理工程师是谁", "郑国强")  # the segmenter makes it 郑国|强
    said = answered("郑国强说了什么", "过去靠人看")
    assert complete("他多大", [who, said]).question == "郑国强多大"
    assert complete("为什么要加固", [who, said]).question == "水库为什么要加固"


def test_a_day_is_that_of_a_question_that_tells_one() -> None:
    aged = answered("张鹤年今年多大", "74岁")
    visit = answered("张鹤年院士在哪里考察", "澜州", "4月11日，张鹤年院士到澜州考察。")
    assert complete("当天还做了什么", [visit, aged]).question == "张鹤年2023年4月11日还做了什么"
    assert complete("当天还做了什么", [aged]).question == "当天还做了什么"
    assert complete("那年还做了什么", [visit, aged]).question == "张鹤年今年还做了什么"


def test_says_how_it_was_understood() -> None:
    (note,) = complete("它什么时候合龙", [BRIDGE]).notes
    assert note.startswith("“它”按“澜江大桥”理解 / ")
    (whole,) = complete("谁设计的", [BRIDGE]).notes
    assert whole.startswith("“谁设计的”按“澜江大桥谁设计的”理解 / ")


def test_a_session_carries_its_subject_on(archive: Archive) -> None:
    first = archive.ask("柳林渡口停航是什么原因")
    second = archive.ask("它的管理站站长是谁", previous=[first])
    assert second.question == "柳林渡口的管理站站长是谁"
    assert second.notes[0].startswith("“它”按“柳林渡口”理解")
    assert "罗启明" in second.claims[0].text
    third = archive.ask("首日运送旅客多少人次", previous=[first, second])
    assert "1260" in third.claims[0].text
