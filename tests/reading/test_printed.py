from indexer.models import Block, Box, Role
from indexer.reading.printed import Paragraph, PrintedLine, compose


def test_lines_run_on_and_paragraphs_are_lines() -> None:
    box = Box(1, 2, 3, 4)
    text, blocks = compose(
        [
            Paragraph((PrintedLine("渡口通航", box, font_size=30),), Role.TITLE, "a1"),
            Paragraph((PrintedLine("本报讯 昨日通", confidence=0.5), PrintedLine(" 航。 ")), None),
            Paragraph((PrintedLine(" "),)),
            Paragraph((PrintedLine("the river"), PrintedLine("ferry 2"), PrintedLine("号"))),
        ]
    )
    assert text == "渡口通航\n本报讯 昨日通航。\nthe river ferry 2号"
    assert blocks[0] == Block(0, 4, box, None, 30, Role.TITLE, "a1")
    assert [text[block.start : block.end] for block in blocks] == [
        "渡口通航", "本报讯 昨日通", "航。", "the river", "ferry 2", "号",
    ]  # fmt: skip


def test_no_lines_no_text() -> None:
    assert compose([]) == ("", ())
