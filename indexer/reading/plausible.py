"""Tell Chinese from bytes of another encoding that happen to decode as GB18030.

Five signs, each against what it was made for (tests/reading/test_encoding.py has a case of each):

- print keeps to GB 2312 and, in traditional characters, to Big5: against Big5, Shift-JIS, binary;
- of the characters a good part are in level 1 of GB 2312, the 3,755 in common use: against
  Latin-1, where an accented letter takes the ASCII letter after it along (`für` reads as f黵),
  and against Cyrillic, whose letters pair into level 2;
- every Chinese text is full of the same few hundred characters: against Thai, and most Cyrillic,
  whose letters pair into level 1, but into any of it;
- Korean pairs only into the first 25 rows of level 1, and knows no ，。、;
- kana is as strange as private use: against EUC-JP.
"""

from __future__ import annotations

from collections import Counter

# Some 600 frequent characters of newspapers, and the traditional forms of many that have one: most
# of any Chinese text, and one in ten of letters that merely decode.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"
    "子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体"
    "制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内"
    "数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提"
    "直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计"
    "别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海"
    "口东导器压志世金增争济阶油思术极交受联认六共权收证改清己美再采转更单风切打白教速花带安场身车"
    "例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记"
    "需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省"
    "列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼"
    "王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严村镇街企投融农户讯"
    "這個國時來們會對發動說產種後學經進著電裡裏現實為爲於與點從業應開還關間樣無軍黨員總長資統領東導"
    "區強運農將見論則據處隊給門規熱壓爭濟階術極聯認權證採轉單風帶場車務萬達積議聲報類離華確張馬節話"
    "許廣記觀織裝眾眞書復兒須際驗連斷難備辦習響約團歷構稱準號維劃選標寫親養層專狀廠識適屬圓調滿縣參"
    "紅細聽鐵價嚴鎭鎮並當兩體變條結問題軆滬署函電令職銀貨"
)
# Forms of the old press that neither GB 2312 nor Big5 has.
_OLD_FORMS = frozenset("爲旣衆羣卽敎囘峯衞僞屛啓靑眞鄕産淸吿卨値槪氷寃鬭敍濶𨻶")
_FREQUENT_SHARE = 0.2
_LEVEL_1_SHARE = 0.3
_STRANGE_SHARE = 0.06
_SURE = 8  # fewer characters than these are not counted by frequency
_SURE_KOREAN = 10


def is_plausible(text: str) -> bool:
    """Tell whether `text`, decoded as GB18030, is Chinese."""
    strange = korean = level_1 = level_2 = traditional = frequent = 0
    for char, times in Counter(text).items():
        if char < "\x80":
            continue
        place = _gb2312(char)
        if 0xB0 <= place <= 0xD7:
            level_1 += times
            korean += times * (place <= 0xC8)
        elif place >= 0xD8:
            level_2 += times
        elif char in _OLD_FORMS or ("\u4e00" <= char <= "\u9fff" and _in_big5(char)):
            traditional += times
        elif not 0xA1 <= place <= 0xA3 and char not in "—·〇":
            strange += times
            continue
        frequent += times * (char in _FREQUENT)
    hanzi = level_1 + level_2 + traditional
    if strange > _STRANGE_SHARE * (hanzi + strange):
        return False
    if level_1 < max(level_2, _LEVEL_1_SHARE * hanzi):
        return False
    if hanzi >= _SURE_KOREAN and hanzi == korean and not any(mark in text for mark in "，。、"):
        return False
    return hanzi < _SURE or frequent >= _FREQUENT_SHARE * hanzi


def _gb2312(char: str) -> int:
    """Return the first byte of a character in GB 2312, which names its row; 0 if it is not there."""
    try:
        return char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0


def _in_big5(char: str) -> bool:
    try:
        return bool(char.encode("big5"))
    except UnicodeEncodeError:
        return False
