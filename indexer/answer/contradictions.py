"""Tell what a claim says that the words it cites deny, doubt or say the opposite of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from indexer.answer.quantities import quantities, stated, supports
from indexer.language import TaggedWord, fold_text, letters, tagged_words

_DENIALS = frozenset(
    "不 没 没有 未 并未 尚未 从未 并非 非 无 不是 没能 未能 不能 不会 无法 不再 不得 不可 不曾 未曾 勿 别 拒绝 否认 停止 取消".split()
)
_DOUBTS = frozenset(
    "可能 或许 也许 恐怕 拟 拟定 计划 打算 预计 有望 据称 据传 传闻 疑似 涉嫌 建议 倡议 呼吁 如果 假如 "
    "网传 传言 谣传 谣言 是否".split()
)
_AHEAD = frozenset("即将 将要 力争 争取".split())  # and 将于; they doubt deeds: 将在北京召开
# Deeds that are no verbs to jieba.
_DEEDS = frozenset("通车 通航 开业 奠基 上市 上线 开馆 开学 动工 迁址 涨价 首航 合龙".split())
_REACH = 4  # words after a denial or a doubt that it may concern
# What makes all of its sentence doubtful; to spread 谣言 is a deed like any other.
_RUMOUR = re.compile(
    r"(?<!散布|传播|编造|制造|发布|转发|捏造|杜撰|抵制|打击|听信|网络)(?:谣言|不实[信消]息|不实言论)|辟谣|失实"
    r"|[息容况法道言传频属为系均是全论]不实(?![施行名际用现践])"  # but not 作风不实
    r"|(?:网上|网络上?|朋友圈|微信群里?)流传|吗[?？]"
)
# Words that are the opposite of those beside them, and what else says the same in a quote.
_FIGURE_NEXT = r"(?=[\d一二两三四五六七八九十百千万几半])"
_NOT_DENIED = r"(?<![不未没])(?<!没有|未获|不予)"
_OPPOSITES = tuple(
    tuple(
        (re.compile(f"{_NOT_DENIED}(?:{words})"), re.compile(f"{words}|{more}"))
        for words, more in pair
    )
    for pair in (
        (
            ("增长|增加|上升|上涨|提高|扩大|上调|回升|攀升", "增|涨|扩|提升|升[至到高]|翻[番倍]"),
            ("下降|减少|下跌|降低|缩减|回落|缩小|下调|下滑", "减|跌|缩|降[至到幅]|[调走]低"),
        ),
        (
            ("支持|赞成|同意|批准", "赞同|拥护|通过|认可|[准允]许|获批|准予|核准|扶持"),
            ("反对|否决|驳回|拒绝", "抵制|不予|[不未没]有?[获予]?(?:支持|赞成|同意|批准)"),
        ),
        (
            (f"超过|高于|多于|逾{_FIGURE_NEXT}", "超|逾|突破|以上|[不未][低少]于"),
            (
                f"低于|少于|(?:不足|不到|未满){_FIGURE_NEXT}",
                "不足|不到|未满|以下|以内|[不未][超高多][过于]",
            ),
        ),
        (("上午", "早[上晨]|清晨|凌晨"), ("下午", "傍晚|晚|午后|夜")),
        (("盈利", "盈"), ("亏损", "亏")),
    )
)
_SIDES = tuple(side for pair in _OPPOSITES for side in pair)


def contradicted(claim: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return what `claim` says and `quotes` deny, doubt or say the opposite of, or the other way round."""
    if is_one_of(claim, quotes):
        return ()
    texts = [fold_text(quote) for quote in quotes]
    found = [*_turned_round(claim, "\n".join(texts)), *_in_other_moods(claim, texts)]
    return tuple(dict.fromkeys(found))


def is_one_of(claim: str, quotes: Sequence[str]) -> bool:
    """Tell whether a claim is a quote as it stands: 四不两直 is no denial of itself.

    Letters leave out what makes another figure: 5℃ and -5℃.
    """
    said = letters(claim)
    same = [quote for quote in quotes if said and letters(quote) == said]
    return bool(same) and all(supports(quantities(same), item) for item in stated(claim))


def has_side(word: str) -> bool:
    """Tell whether a word holds one that has an opposite: 同比增加."""
    folded = fold_text(word)
    return any(told.search(folded) for told, _ in _SIDES)


def stands(word: str, spelt: str) -> bool:
    """Tell whether a word stands in letters, in itself or in one of its side: 增加 for 增长."""
    wanted = letters(word)
    return wanted in spelt or any(
        told.search(wanted) and same.search(spelt) and told.sub("", wanted) in spelt
        for told, same in _SIDES
    )


def _turned_round(claim: str, quoted: str) -> list[str]:
    """Return words of a claim of which the folded quotes say only the opposite: 增加 for 减少."""
    folded = fold_text(claim)
    found = []
    for one, other in (*_OPPOSITES, *(pair[::-1] for pair in _OPPOSITES)):
        (told, same), (opposite, _) = one, other
        if (match := told.search(folded)) and not same.search(quoted) and opposite.search(quoted):
            found.append(match[0])
    return found


def _in_other_moods(claim: str, texts: Sequence[str]) -> list[str]:
    """Return words that the claim affirms and the quotes deny or doubt, or denies and they affirm.

    What the quotes affirm may be doubted.
    """
    there = _moods(map(tagged_words, texts))
    found = []
    for word, moods in _moods([tagged_words(fold_text(claim))]).items():
        other = there.get(word, moods)
        for mood, said in moods.items():
            if mood not in other and not (mood == "doubted" and "" in other):
                printed = next(iter(other.values()))
                found.append(f"{said}…{word}" if said else f"{word}（原文是“{printed}…{word}”）")
    return found


def _moods(texts: Iterable[Sequence[TaggedWord]]) -> dict[str, dict[str, str]]:
    """Return for each word whether it is denied, doubted or, as "", neither, and by which word."""
    found: dict[str, dict[str, str]] = {}
    for words in texts:
        for clause, rumours in _with_rumours(words):
            left, mood, by, ahead = 0, "", "", False
            for at, (word, flag, *_) in enumerate(clause):
                is_deed = flag[:1] == "v" or word in _DEEDS
                if not letters(word):
                    left = 0
                elif flag not in ("m", "mq", "q") and (len(word) > 1 or flag == "v"):
                    says = (mood, by) if left and (is_deed or not ahead) else ("", "")
                    if rumours[at] and not says[0]:
                        says = ("doubted", rumours[at])
                    found.setdefault(word, {}).setdefault(*says)
                    left = max(left - 1, 0)
                is_ahead = _is_ahead(clause, at)
                if word in _DENIALS or word in _DOUBTS or is_ahead:
                    left, by, ahead = _REACH, word, is_ahead
                    mood = "denied" if word in _DENIALS else "doubted"
    return found


def _is_ahead(words: Sequence[TaggedWord], at: int) -> bool:
    """Tell whether a word says that a deed is still to be done: 即将, 将于, 将完工; not 争取到."""
    word = words[at][0]
    after, flag = words[at + 1][:2] if at + 1 < len(words) else ("", "")
    if word == "将":  # 将文件 and 将学习成果 take an object
        return flag in ("v", "d", "p") or after in _DEEDS
    return word in _AHEAD and after not in ("到", "了")


def _with_rumours(words: Sequence[TaggedWord]) -> Iterator[tuple[Sequence[TaggedWord], list[str]]]:
    """Yield the clauses of a text and for each of their words what makes a rumour of it, or "".

    大桥坍塌系谣言 and 辟谣：大桥坍塌 tell rumours; a clause that itself denies (大桥没有坍塌) tells none, and
    who says that it is one (警方辟谣) is in no doubt.
    """
    for sentence in _cut(words, "。！？!?;；\n"):
        clauses = list(_cut(sentence, ",，:："))
        signs = [_RUMOUR.search("".join(word for word, *_ in clause)) for clause in clauses]
        any_sign = next((sign[0] for sign in signs if sign and sign[0][0] != "吗"), "")
        for clause, sign in zip(clauses, signs, strict=True):
            denies = any(word in _DENIALS for word, *_ in clause)
            rumours: list[str] = []
            at = 0
            for word, flag, *_ in clause:
                is_before = sign is not None and at < sign.start()
                at += len(word)
                is_teller = is_before and any_sign == "辟谣" and flag[:1] != "v"
                is_told = is_before or not denies
                by = any_sign or (sign[0] if sign else "")
                rumours.append(by if is_told and not is_teller else "")
            yield clause, rumours


def _cut(words: Sequence[TaggedWord], marks: str) -> Iterator[Sequence[TaggedWord]]:
    """Yield the runs of words that end in one of the marks, with it."""
    start = 0
    for at, (word, *_) in enumerate(words):
        if word in marks:
            yield words[start : at + 1]
            start = at + 1
    if start < len(words):
        yield words[start:]
