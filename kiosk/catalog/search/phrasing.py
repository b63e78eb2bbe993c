"""What people say around what they mean: questions, politeness, chat."""

import re
from collections.abc import Sequence

from kiosk.catalog.search.text import Word, found_in, words

# These say nothing of the procedure. They count where they stand together with others
# ("qua đời", "tạm trú"), and little alone.
_FUNCTION = """
    tôi tớ tui tao mình anh chị bạn ta bọn tụi ai ông/bà ad admin
    ạ à dạ vâng thưa ơi nhé nha nhe nhỉ hả há ha nhờ giúp dùm giùm cám cảm ơn chào xin vui lòng với
    chi răng mô rứa ni nớ hỉ gì nào đâu mấy bao nhiêu thế vậy vầy zậy chăng chứ
    không hông hổng hong hem hok
    là thì mà và hoặc hay nhưng nên nếu vì do bởi để cho của về ở tại trong ngoài trên dưới vào vô
    lên xuống đến tới từ theo qua khi lúc các những mỗi một này kia đó ấy đây nọ như
    đã đang sẽ vừa rồi luôn cũng còn vẫn giờ nay hiện bây hôm tuần tháng năm xong thôi
    muốn mún cần phải được bị thể biết hỏi xem nói kể quá lắm lệ mần
    k ko kg kh khg dc đc j z zì r rùi ròi vs cx mk mn ntn nthn e a c m t d ak ah
    bit bik trc thui lun oy hix nhá hen hén nghen tn
"""
_FEW_MARKED = 0.35  # of the words of a text
# Without marks these are as likely something else: `dang` is đang, but also đăng.
_MAY_MEAN_MORE = frozenset("nha ban xuong tu ho dang trong tai mo chi rang ni".split())

# How one asks about any procedure: its papers, time, cost, place and way.
_ASKING = """
    thủ tục hành chính; thủ tục; tthc; hồ sơ; giấy tờ gì; giấy tờ nào; giấy gì; giấy nào
    cần giấy tờ; những giấy tờ; các giấy tờ; loại giấy tờ; gồm; bao gồm; chuẩn bị; mang theo
    cần mang; cần gì; cần những gì; làm gì; mất mấy ngày; mất bao lâu; mất bao nhiêu; mất phí
    mấy ngày; bao lâu; bao nhiêu tiền; bao nhiêu; hết bao nhiêu; mấy tiền; tốn bao nhiêu; tốn tiền
    tốn phí; lệ phí; phí bao nhiêu; mất tiền; thời hạn; thời gian giải quyết; ở đâu; đi đâu
    chỗ nào; nơi nào; làm sao; như thế nào; thế nào; ra sao; làm thế nào; cách nào; sao z; lm sao
    được không; có cần; có phải; phải không; trực tuyến; online; onl; qua mạng; trên mạng
    dịch vụ công; cổng dịch vụ công; dvc; dvctt; cho hỏi; xin hỏi; hướng dẫn; ntn; bn; bnhiu; nhiu
"""


def _phrases(joined: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words(part)) for part in re.split(r"[;\n]", joined) if part.strip())


_FUNCTION_MARKED = frozenset(word.marked for word in found_in(_FUNCTION))
_FUNCTION_PLAIN = frozenset(words(_FUNCTION)) - _MAY_MEAN_MORE
_ASKED = _phrases(_ASKING)
_LONGEST_ASKED = max(map(len, _ASKED))
# All these words without marks.
COMMON = _FUNCTION_PLAIN | {word for phrase in _ASKED for word in phrase}


def is_typed_with_marks(typed: Sequence[Word]) -> bool:
    """
    Were marks typed throughout, so that a word without one has none?

    About three in four Vietnamese words have one.
    """
    return sum(word.is_marked for word in typed) > _FEW_MARKED * len(typed)


def is_function(word: Word, text_is_marked: bool) -> bool:
    """Does *word* say little by itself? Without marks, only where it can mean nothing else."""
    if text_is_marked or word.is_marked:
        return word.marked in _FUNCTION_MARKED
    return word.plain in _FUNCTION_PLAIN


def without_asking(typed: Sequence[Word]) -> list[Word]:
    """*typed* without the phrases that ask about any procedure; all of it when that is all."""
    found: list[Word] = []
    at = 0
    while at < len(typed):
        for length in range(min(_LONGEST_ASKED, len(typed) - at), 0, -1):
            if tuple(word.plain for word in typed[at : at + length]) in _ASKED:
                at += length
                break
        else:
            found.append(typed[at])
            at += 1
    return found or list(typed)
