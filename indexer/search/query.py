"""Read what a person typed: plain words, or the query language of docs/query.md.

Nothing a person types is an error of syntax: what cannot be read as the language is read as plain
words, and a note says why and where. The grammar is Lark's; which characters are operators at all
depends on what stands beside them (C++, 3:0 and 中国（上海）自贸区 are words), so the tokens are
cut here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from indexer.errors import QueryError
from indexer.language import Folding, letters
from indexer.search.periods import read_period
from indexer.search.syntax import And, Field, Near, Node, Not, Or, Period, Query, Term, Wildcard

CHANNELS = ("both", "words", "meaning")
MAX_QUERY_CHARS = 2000
_MOST_UNITS = 64
_MOST_PARTS = 9  # of one wildcard, with eight * between, and of one “…”~10
_WIDEST_GAP = 999
_DEEPEST = 20

_FIELDS = {
    "标题": Field.TITLE, "title": Field.TITLE, "引题": Field.KICKER, "kicker": Field.KICKER,
    "副题": Field.SUBTITLE, "subtitle": Field.SUBTITLE, "作者": Field.AUTHOR,
    "author": Field.AUTHOR, "报纸": Field.NEWSPAPER, "newspaper": Field.NEWSPAPER,
    "paper": Field.NEWSPAPER, "版": Field.PAGE, "版次": Field.PAGE, "page": Field.PAGE,
    "版名": Field.SECTION, "section": Field.SECTION, "栏目": Field.COLUMN,
    "column": Field.COLUMN, "地点": Field.PLACE, "place": Field.PLACE, "正文": Field.BODY,
    "body": Field.BODY,
}  # fmt: skip
_DATES = ("日期", "date")
_SWITCHES = {
    "繁简": "variants", "variants": "variants", "宽窄": "width", "width": "width",
    "数字": "numbers", "numbers": "numbers",
}  # fmt: skip
_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』"}
_GRAMMAR = """
start: either
either: both (_OR both)*
both: row (_AND row)*
row: signed+
signed: NOT signed | MINUS signed | PLUS signed | unit
unit: WORD | PHRASE | FIELD unit | _OPEN either _CLOSE
%declare WORD PHRASE FIELD NOT MINUS PLUS _AND _OR _OPEN _CLOSE
"""
_OPERATORS = {"AND": "_AND", "OR": "_OR", "NOT": "NOT"}
_NAMED = re.compile(rf"({'|'.join([*_FIELDS, *_DATES])})[:：](?=[^\s:：/])", re.IGNORECASE)
_AROUND = re.compile(r"[\s()]")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』')
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()\"“「『]|$)")
_FREE = r"(?<![^\s()\"”」』])"  # where an operator may begin
# Brackets group where there is an operator, or one stands before them; 通知：（一） is text.
_GROUPING = (
    re.compile(_FREE + _OPERATOR.pattern),
    re.compile(rf"{_FREE}(?:[+-]|{_NAMED.pattern})+\(", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int  # in what was typed, from 0
    gap: int = -1  # of "…"~10


def parse_query(typed: str, *, folding: Folding | None = None) -> Query:
    """Read a query.

    Raises QueryError where there is nothing to look for (nothing typed, marks or operators only),
    and for more than MAX_QUERY_CHARS characters or 64 conditions.
    """
    if len(typed) > MAX_QUERY_CHARS:
        raise QueryError(
            f"查询太长（{len(typed)} 字）：请缩短到 {MAX_QUERY_CHARS} 字以内，留下关键的词句 / "
            f"the query has {len(typed)} characters: shorten it to {MAX_QUERY_CHARS}"
        )
    clean = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in typed)
    folding = folding or Folding()
    for switch, name in _SWITCHES.items():
        pattern = rf"(?<!\S)[!！]{switch}(?!\S)"
        if re.search(pattern, clean):
            folding = replace(folding, **{name: False})
            clean = re.sub(pattern, " " * (1 + len(switch)), clean)
    notes: list[str] = []
    tokens = list(_tokens(clean, notes))
    if (count := _conditions(tokens)) > _MOST_UNITS:
        raise QueryError(
            f"条件太多（{count} 项）：一次最多 {_MOST_UNITS} 项，请分几次查 / "
            f"{count} conditions: use at most {_MOST_UNITS}, and search in parts"
        )
    query = _plain(typed, tokens, notes, folding)
    if any(token.kind != "WORD" or "*" in token.text for token in tokens):
        try:
            query = _read(typed, tokens, notes, folding)
        except _Mistake as mistake:
            notes.append(
                f"第 {mistake.at + 1} 字处{mistake.chinese}；已按普通词语查找 / "
                f"at character {mistake.at + 1}: {mistake.english}; read as plain words"
            )
            query = replace(query, notes=tuple(notes))
    if not letters(query.text) and query.required is None:
        raise QueryError(
            "查询里没有可查的字：请输入词语、“原句”或一个问题 / "
            "nothing to look for: type words, a “phrase” in quotes, or a question"
        )
    return query


class _Mistake(Exception):
    def __init__(self, at: int, chinese: str, english: str) -> None:
        super().__init__(english)
        self.at, self.chinese, self.english = at, chinese, english


def _tokens(text: str, notes: list[str]) -> Iterator[_Token]:
    """Cut a query into words, phrases and operators; brackets only group where operators are."""
    syntax = "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text
    )
    text = "".join("*" if sign == "*" else c for c, sign in zip(text, syntax, strict=True))
    unquoted = _QUOTED.sub(
        lambda found: f"{found[0][0]}{'x' * (len(found[0]) - 2)}{found[0][-1]}", syntax
    )
    grouping = any(pattern.search(unquoted) for pattern in _GROUPING)
    at = after = 0  # `after` a phrase or an operator another may begin
    while at < len(text):
        char = syntax[at]
        begins = at == after or bool(_AROUND.match(syntax[at - 1])) or syntax[at - 1] in ":：+-"
        if char.isspace():
            at += 1
        elif grouping and char in "()":
            yield _Token("_OPEN" if char == "(" else "_CLOSE", char, at)
            at += 1
        elif begins and char in "+-" and re.match(r"[^\W\d]|[\"“「『(]", syntax[at + 1 : at + 2]):
            yield _Token("PLUS" if char == "+" else "MINUS", char, at)
            at += 1
        elif begins and (named := _NAMED.match(syntax, at)):
            yield _Token("FIELD", named[1].lower(), at)
            at = named.end()
        elif begins and grouping and (operator := _OPERATOR.match(syntax, at)):
            yield _Token(_OPERATORS[operator[1]], operator[1], at)
            at = after = operator.end()
        elif (begins or char == '"') and (phrase := _phrase(text, syntax, at)):
            yield phrase[0]
            at = after = phrase[1]
        else:
            end = _word_end(syntax, at, grouping)
            word = syntax[at:end]
            if letters(word):
                if word[0] in _CLOSING and _CLOSING[word[0]] not in syntax[at + 1 :]:
                    notes.append(
                        f"第 {at + 1} 字处的引号没有另一半，已略去 / "
                        f"the quotation mark at character {at + 1} is unpaired and was ignored"
                    )
                yield _Token("WORD", text[at:end], at)
            elif "*" in word:
                notes.append(
                    f"第 {at + 1} 字处的 * 前后没有字，已略去 / "
                    f"the * at character {at + 1} stands beside no letter and was ignored"
                )
            at = end


def _word_end(syntax: str, at: int, grouping: bool) -> int:
    """Return where the word at `at` ends: at white space, a bracket, or a straight quotation mark."""
    end = at + 1
    while end < len(syntax) and not syntax[end].isspace():
        if (grouping and syntax[end] in "()") or syntax[end] == '"':
            break
        end += 1
    return end


def _phrase(text: str, syntax: str, at: int) -> tuple[_Token, int] | None:
    """Return the phrase that begins at `at` and where it ends; None where none does.

    “引号” inside a running sentence is punctuation, not an operator: the mark that closes a phrase
    is followed by white space, a bracket, AND and its like, ~, or nothing. Straight quotes always
    make a phrase.
    """
    close = _CLOSING.get(syntax[at])
    end = syntax.find(close, at + 1) if close else -1
    if end < 0 or not letters(text[at + 1 : end]):
        return None
    near = re.compile(r"~(\d+)").match(syntax, end + 1)
    after = near.end() if near else end + 1
    ends = after == len(syntax) or _AROUND.match(syntax[after]) or _OPERATOR.match(syntax, after)
    if syntax[at] != '"' and not ends:
        return None
    gap = int(near[1]) if near else -1
    return _Token("PHRASE", text[at + 1 : end], at, gap), after


def _plain(typed: str, tokens: list[_Token], notes: list[str], folding: Folding) -> Query:
    """Read a query as plain words: operators and names of fields are left out."""
    kept = [token.text for token in tokens if token.kind in ("WORD", "PHRASE")]
    text = " ".join(kept)
    return Query(typed, text, text, None, tuple(notes), folding)


def _read(typed: str, tokens: list[_Token], notes: list[str], folding: Folding) -> Query:
    """Read a query in the language; raises _Mistake."""
    _check_depth(tokens)
    tree = _parse(tokens, len(typed))
    operators = {"_AND", "_OR", "NOT", "_OPEN"}
    loose: list[str] = []
    looked_for: list[str] = []
    required: Node | None
    if operators.isdisjoint(token.kind for token in tokens):
        nodes = []
        for signed in _rows(tree):
            token = _lone_word(signed)
            if token is not None and "*" not in token.text:
                loose.append(token.text)
                looked_for.append(token.text)
            else:
                nodes.append(_node(signed, Field.ANY, looked_for, True))
        required = And(tuple(nodes)) if nodes else None
    else:
        required = _node(tree, Field.ANY, looked_for, True)
    return Query(typed, " ".join(looked_for), " ".join(loose), required, tuple(notes), folding)


def _check_depth(tokens: list[_Token]) -> None:
    open_at: list[int] = []
    for token in tokens:
        if token.kind == "_OPEN":
            open_at.append(token.at)
            if len(open_at) > _DEEPEST:
                raise _Mistake(token.at, "括号套得太深", "brackets are nested too deeply")
        elif token.kind == "_CLOSE":
            if not open_at:
                raise _Mistake(token.at, "的右括号没有左括号", "this bracket was never opened")
            open_at.pop()
    if open_at:
        raise _Mistake(open_at[-1], "的左括号没有右括号", "this bracket is never closed")


@cache
def _parser() -> Any:
    from lark import Lark
    from lark.lexer import Lexer, Token

    class Given(Lexer):
        """Hands Lark the tokens that were cut here."""

        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
            for token in data:
                given = Token(token.kind, token)
                given.start_pos = token.at
                yield given

    return Lark(_GRAMMAR, parser="lalr", lexer=Given)


def _parse(tokens: list[_Token], end: int) -> Any:
    from lark.exceptions import UnexpectedInput

    try:
        return _parser().parse(tokens).children[0]
    except UnexpectedInput as error:
        token = getattr(getattr(error, "token", None), "value", None)
        if isinstance(token, _Token):
            raise _Mistake(
                token.at, f"的“{token.text}”前后缺了要查的词", f"{token.text!r} lacks its words"
            ) from error
        raise _Mistake(end - 1, "缺了要查的词", "something to look for is missing") from error


def _rows(tree: Any) -> list[Any]:
    """Return the `signed` parts of a query without operators: it is one row of them."""
    row: list[Any] = tree.children[0].children[0].children
    return row


def _lone_word(signed: Any) -> _Token | None:
    """Return the word that `signed` is, None where it is more than a plain word."""
    if len(signed.children) != 1:
        return None
    unit = signed.children[0]
    token = unit.children[0]
    if len(unit.children) == 1 and getattr(token, "type", "") == "WORD":
        found: _Token = token.value
        return found
    return None


def _node(tree: Any, field: Field, looked_for: list[str], wanted: bool) -> Node:
    """Turn a tree of Lark's into a condition; put what is looked for into `looked_for`."""
    children = tree.children
    match tree.data:
        case "either" | "both" | "row":
            nodes = tuple(_node(child, field, looked_for, wanted) for child in children)
            if len(nodes) == 1:
                return nodes[0]
            return Or(nodes) if tree.data == "either" else And(nodes)
        case "signed" if len(children) == 2:
            if children[0].type == "PLUS":
                return _node(children[1], field, looked_for, wanted)
            return Not(_node(children[1], field, looked_for, not wanted))
        case "signed":
            return _node(children[0], field, looked_for, wanted)
        case _ if getattr(children[0], "type", "") == "FIELD":
            name = children[0].value.text
            field = Field.DATE if name in _DATES else _FIELDS[name]
            return _node(children[1], field, looked_for, wanted)
        case _ if not hasattr(children[0], "type"):
            return _node(children[0], field, looked_for, wanted)
    return _leaf(children[0].value, field, looked_for, wanted)


def _leaf(token: _Token, field: Field, looked_for: list[str], wanted: bool) -> Node:
    if field is Field.DATE:
        period = read_period(token.text)
        if period is None:
            raise _Mistake(
                token.at, f"的“{token.text}”不是日期，应写成 2019、2019-08 或 2019-08-01..2019-08-31",
                f"{token.text!r} is no date: write 2019, 2019-08 or 2019-08-01..2019-08-31",
            )  # fmt: skip
        return Period(*period)
    if not letters(token.text):
        raise _Mistake(token.at, "没有可查的字", "nothing to look for")
    if wanted and field in (Field.ANY, Field.BODY, Field.TITLE, Field.KICKER, Field.SUBTITLE):
        looked_for.append(token.text.replace("*", " "))
    if token.gap > _WIDEST_GAP:
        raise _Mistake(
            token.at, f"的“{token.text}”，~ 后面最多写 {_WIDEST_GAP}",
            f"at most {_WIDEST_GAP} may follow the ~ of {token.text!r}",
        )  # fmt: skip
    if token.gap >= 0:
        texts = tuple(
            {letters(part): part for part in token.text.split() if letters(part)}.values()
        )
        _check_parts(token, len(texts))
        return Near(texts, token.gap, field) if len(texts) > 1 else Term(texts[0], field)
    if token.kind == "WORD" and "*" in token.text:
        first, *others = token.text.split("*")
        parts = (first, *filter(letters, others[:-1]), others[-1])
        _check_parts(token, len(parts))
        return Wildcard(tuple(part if letters(part) else "" for part in parts), field)
    return Term(token.text, field)


def _check_parts(token: _Token, count: int) -> None:
    if count > _MOST_PARTS:
        raise _Mistake(
            token.at, f"的“{token.text}”有 {count} 段，最多 {_MOST_PARTS} 段",
            f"{token.text!r} has {count} parts, and may have {_MOST_PARTS}",
        )  # fmt: skip


def _conditions(tokens: list[_Token]) -> int:
    """Return how many conditions the tokens make: with operators, words count as well."""
    if all(token.kind == "WORD" for token in tokens):
        tokens = [token for token in tokens if "*" in token.text]
    return sum(_parts(token) for token in tokens)


def _parts(token: _Token) -> int:
    if token.gap >= 0:
        return len(token.text.split())
    return sum(map(bool, token.text.split("*"))) if token.kind == "WORD" else 1
