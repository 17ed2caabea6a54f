"""Turn the radicals that PDFs have for characters into the characters they are printed as.

A font has one shape for 长 and for the radical ⻓, and what macOS or Word exports names either. NFKC
knows the Kangxi radicals (⽇ -> 日), but not those of the block before them.
"""

from __future__ import annotations

import unicodedata

# U+2E80–2EF3: those of which Unicode's charts show the same shape as of a unified character.
_SUPPLEMENT = (
    "⺃乚⺄乙⺅亻⺆冂⺉刂⺊卜⺋㔾⺎兀⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫"
    "⺦丬⺨犭⺫罒⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺹耂⺺肀⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶"
    "⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉"
    "⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_KANGXI = "".join(map(chr, range(0x2F00, 0x2FD6)))

# ⼾ is 戶 for NFKC; mainland fonts, in which nearly all such PDFs are set, print it as 户.
PRINTED_FORMS = (
    dict(zip(_KANGXI, unicodedata.normalize("NFKC", _KANGXI), strict=True))
    | dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))
    | {"⼾": "户"}
)
