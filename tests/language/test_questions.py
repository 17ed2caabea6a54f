from __future__ import annotations

import pytest

from indexer.language.questions import (
    Asked,
    asked_for,
    asked_unit,
    content_words,
    gap_of,
    is_question,
    says_something,
)


@pytest.mark.parametrize(
    ("question", "asked", "unit"),
    [
        ("养老院一个床位多少钱", Asked.MONEY, ""),
        ("累计完成改造多少户", Asked.NUMBER, "户"),
        ("项目预计几月投产", Asked.DATE, ""),
        ("大桥什么时候合龙", Asked.DATE, ""),
        ("哪位院士来投资", Asked.PERSON, ""),
        ("码头为什么停航", Asked.REASON, ""),
        ("新馆建在哪里", Asked.PLACE, ""),
        ("木工课学些什么", Asked.WHAT, ""),
        ("哪家单位承建大桥", Asked.WHICH, ""),
        ("新设了哪三个站", Asked.LIST, ""),
        ("大桥是否收费？", Asked.YES_NO, ""),
        ("怎样申请新校车", Asked.MANNER, ""),
        ("近几年房价涨了多少元", Asked.MONEY, "元"),
    ],
)
def test_what_a_question_asks_for(question: str, asked: Asked, unit: str) -> None:
    assert asked_for(question) is asked
    assert asked_unit(question) == unit
    assert is_question(question)


@pytest.mark.parametrize("query", ["柳林渡口", "“恢复通航”", "苏禾", "2019年8月"])
def test_a_query_is_no_question(query: str) -> None:
    assert not is_question(query)


def test_content_words_leave_the_asking_out() -> None:
    assert "多少" not in content_words("夜校有多少学员")
    assert "学员" in content_words("夜校有多少学员")


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("今年3月澜州偏暖少雨是什么原因", "澜州"),  # the segmenter makes it 月澜州
        ("４月９日瀾江大橋合龍了嗎", "澜江"),
        ("2022年澜州粮食产量是多少", "澜州"),
        ("一九九八年澜州抗洪", "澜州"),
        ("2022年底澜州有几座桥", "年底"),
        ("2022年产量是多少", "年产量"),
    ],
)
def test_a_date_ends_before_a_name(question: str, word: str) -> None:
    assert word in content_words(question)


def test_where_all_is_asking_all_is_kept() -> None:
    assert content_words("多少") == ["多少"]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2021年春耕报名人数", Asked.NUMBER),
        ("青石水库竣工时间", Asked.DATE),
        ("《渡船记》的导演", Asked.PERSON),
        ("青石水库", Asked.OTHER),
        ("2021年龙舟赛女子组亚军", Asked.PERSON),
        ("《渡船记》女主角", Asked.PERSON),
        ("青禾竹业2021年净利润", Asked.MONEY),
        ("澜州市2021年GDP", Asked.MONEY),
        ("澜州市常住人口", Asked.NUMBER),
        ("青石水库面积", Asked.NUMBER),
        ("春茶收购价涨幅", Asked.NUMBER),
    ],
)
def test_what_is_asked_for_without_a_word_of_asking(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("澜江大桥由哪家单位承建？", ("澜江大桥由", "哪家", "单位承建")),
        ("谁负责设计", ("", "谁", "负责设计")),
        ("柳林渡口站长", ("柳林渡口站长", "", "")),
        ("《哪吒》票房是多少", ("《哪咤》票房是", "多少", "")),
        ("近几年房价涨了多少！", ("近几年房价涨了", "多少", "")),
        ("众多高校为何扩招", ("众多高校", "为何", "扩招")),
        ("开工日定为何时", ("开工日定为", "何时", "")),
        ("大桥的设计者是“谁”", ("大桥的设计者是“", "谁", "”")),
        ("瀾江大橋由誰設計？", ("澜江大桥由", "谁", "设计")),
    ],
)
def test_the_gap_of_a_question(question: str, parts: tuple[str, str, str]) -> None:
    assert gap_of(question) == parts


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("石桥老桥和澜江大桥哪个更长", Asked.COMPARISON),
        ("两座桥谁更长", Asked.COMPARISON),
        ("新渡船和旧渡船有什么区别", Asked.COMPARISON),
        ("澜江大桥与石桥老桥的区别", Asked.COMPARISON),
        ("澜江大桥比石桥老桥长多少米", Asked.NUMBER),  # the measure is the answer
        ("哪个季节最美", Asked.WHICH),
        ("张院士把奖金捐给了谁", Asked.PERSON),  # whom
        ("渡口交给谁管理", Asked.PERSON),
        ("夜校收不收学费", Asked.YES_NO),
        ("澜江大桥合龙了没有", Asked.YES_NO),
        ("哪几家公司参加承建", Asked.LIST),
        ("来了几家公司", Asked.NUMBER),
        ("造价几何", Asked.NUMBER),
        ("码头为啥停航", Asked.REASON),
        ("啥时候通车", Asked.DATE),
        ("校车咋申请", Asked.MANNER),
        ("青禾竹业的总经理", Asked.PERSON),
        ("几何图形", Asked.OTHER),
    ],
)
def test_kinds_that_say_it_another_way(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


@pytest.mark.parametrize(
    "question",
    [
        "请介绍澜江大桥",
        "谈谈夜校",
        "说说竹编传承",
        "列出大桥的参建单位",
        "有没有写过鹭汀村",
        "《渡船记》的导演",
        "青禾竹业的总经理",
        "澜江大桥的竣工时间",
        "澜江大桥与石桥老桥的区别",
        "夜校收不收学费",
        "大桥合龙了没有",
        "码头为啥停航",
        "造价几何",
        "大桥合龙了没有！",
        "地铁几号线开通",
        # As Taiwan and Hong Kong write them.
        "澜江大橋由誰設計",
        "渡口為什麼停航",
        "大橋什麼時候合龍",
        "碼頭為何停航",
        "「澜江大橋」由誰設計",
        # It asks beside what it quotes, or asks for nothing but that.
        "《十万个为什么》由哪家出版社出版",
        "“谁来养老”是哪天的报道",
        "大桥的设计者是“谁”",
        "我想知道“大桥何时合龙”",
        "“大桥何时合龙”？",
    ],
)
def test_asking_without_the_usual_words(question: str) -> None:
    assert is_question(question)


@pytest.mark.parametrize(
    "query",
    [
        "介绍信",
        "介绍所",
        "总结会",
        "差不多",
        "对不起",
        "了不起的人",
        "几何图形",
        "奈何桥",
        "请假条",
        "导演",
        "众多高校联合招生",
        "许多大学生返乡",
        "近几年房价走势",
        "最近几个月的降水",
        "十几个村庄",
        "几十年老店",
        "哪吒票房",
        "几内亚总统",
        "降水几率",
        "任何人不得入内",
        "拼多多大促",
        "多重因素",
        "《十万个为什么》",
        "《谁来养老》",
        "“大桥何时合龙”",
        "“大桥何时合龙？”",
        '"大桥何时合龙"',
        "「大橋何時合龍」",
        "“谁来养老”报道",
    ],
)
def test_words_that_only_look_like_asking(query: str) -> None:
    assert not is_question(query)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("近几年澜州房价涨了多少", Asked.NUMBER),
        ("过去几年建了哪些桥", Asked.LIST),
        ("这几年谁当过校长", Asked.PERSON),
        ("前几名是谁", Asked.PERSON),
        ("最近几天有哪些活动", Asked.LIST),
        ("那几个村为什么停水", Asked.REASON),
        ("几十年的老店为啥关门", Asked.REASON),
        ("大桥用了几年建成", Asked.DATE),
        ("周三几点开门", Asked.DATE),
        ("看桃花最好几月去", Asked.DATE),
        ("好几年没通航的渡口谁管", Asked.PERSON),
        ("开车过去几个钟头", Asked.NUMBER),
        ("初二几个班参加", Asked.NUMBER),
        ("地铁几号线开通", Asked.NUMBER),
        ("几号通车", Asked.DATE),
        ("几年级开设木工课", Asked.NUMBER),
        ("提出了哪几点建议", Asked.LIST),
        ("许多大学生为什么返乡", Asked.REASON),
        ("众多高校为何扩招", Asked.REASON),
        ("大桥多高", Asked.NUMBER),
        ("澜州为何人才流失", Asked.REASON),
        ("老桥为何人所建", Asked.PERSON),
        ("何人设计", Asked.PERSON),
        ("为何时隔三年重启", Asked.REASON),
        ("开工日定为何时", Asked.DATE),
        ("如何人工授粉", Asked.MANNER),
        ("如何地震逃生", Asked.MANNER),
        ("任何人都可以申请吗", Asked.YES_NO),
        ("新主任何时到任", Asked.DATE),
        ("哪所大学更名", Asked.WHICH),
        ("哪个小区更换了电梯", Asked.WHICH),
        ("谁更换了电梯", Asked.PERSON),
        ("两座桥哪座更新", Asked.COMPARISON),
        ("《十万个为什么》由哪家出版社出版", Asked.WHICH),
        ("《爸爸去哪儿》的导演", Asked.PERSON),
        ("“大桥何时合龙”", Asked.DATE),  # nothing else is said
        ("请问“大桥何时合龙”", Asked.DATE),
        ("几内亚总统是谁", Asked.PERSON),
        ("大桥合龙了吗！", Asked.YES_NO),
    ],
)
def test_what_only_looks_like_asking_is_not_heard(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


def test_whether_anything_but_asking_is_said() -> None:
    assert says_something("夜校有多少学员")
    assert not says_something("有哪些是什么")
    assert not says_something("")
