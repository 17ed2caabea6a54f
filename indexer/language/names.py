"""Tell by its letters what a name is the name of: a person, a place, a body."""

from __future__ import annotations

import re

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤温康施文牛樊葛"
)
PLACES = re.compile(
    r"(?:村|镇|乡|县|市|区|省|州|街道?|路|港|渡口|车站|码头|机场|公园|广场|岛|山|湖|江|河|城)$"
)
BODIES = re.compile(
    r"(?:公司|集团|企业|厂|单位|机构|部门|局|院|学校|小学|中学|大学|银行|协会|学会|合作社|中心|法院|报社|竹业)$"
)
_PERSON = re.compile(rf"[{SURNAMES}][一-鿿]{{1,2}}")


def part_of_speech(name: str) -> str:
    """Return jieba's part of speech for a folded name that its dictionary lacks: nr, ns, nt, nz, eng."""
    if name.isascii():
        return "eng"
    if BODIES.search(name):
        return "nt"
    if PLACES.search(name):
        return "ns"
    return "nr" if _PERSON.fullmatch(name) else "nz"
