"""Whether a password is one that everybody thinks of.

No list of leaked passwords is shipped. Those of twelve characters and more that head such lists are all built the same
way, from words like the ones below (our own choice), keyboard runs, rows of digits, years and repetitions, spelled
with @ for a and 0 for o. So a password is taken apart into such pieces; if fewer than four characters are left over,
somebody would try it early.
"""

import re
from functools import cache
from itertools import pairwise

SPARE = 4
"""So many characters that are in no piece make a password one's own."""

_WORDS = """
    password passwd passwort pass word admin administrator root user guest test tester testing login logon signin master
    manager system server default demo temp temporary change changeme changeit secret secure security private public
    letmein welcome hello access open enter unlock super superman batman spider hero ninja pirate wizard dragon tiger
    lion panda monkey eagle falcon horse wolf bear shark butterfly flower rose lily cherry orange apple banana lemon
    chocolate cookie coffee cheese pepper ginger sugar honey sweet candy summer winter spring autumn sunday monday
    tuesday wednesday thursday friday saturday january february march april june july august september october november
    december sunshine rainbow shadow thunder lightning storm star moon ocean river mountain forest earth world heaven
    angel devil princess prince queen king soccer football baseball basketball hockey tennis golf player winner champion
    money gold silver diamond platinum crystal computer internet network windows linux oracle mysql android iphone
    google microsoft huawei xiaomi tencent alibaba baidu weixin wechat taobao samsung office email mail mobile phone
    michael jennifer jessica daniel thomas charlie robert andrew ashley jordan matthew hunter harley george maggie
    liverpool chelsea arsenal barcelona america china chinese beijing peking shanghai shenzhen guangzhou hangzhou
    nanjing wuhan chengdu tianjin suzhou xian hefei zhongguo zhonghua woaini iloveyou loveyou love lover baby forever
    friend friends family mother father trustno trust freedom peace nihao mima guanliyuan yonghu ceshi denglu xitong
    wangluo anquan gongsi zhengfu keji chengguo zhuanhua xiangmu pingtai asd qwe zxc qaz wsx edc abc xyz aaa zhang wang
    zhao chen yang huang zhou liu lin
    密码 管理员 系统 测试 中国 科技 成果 转化 平台 项目 政府 你好 我爱你 用户 登录 欢迎 北京 上海 公司 安全
"""
WORDS = frozenset(_WORDS.split())
ROWS = (
    "1234567890-=", "!@#$%^&*()_+", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "abcdefghijklmnopqrstuvwxyz",
    "01234567890", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/", "147258369",
    "789456123", "5201314", "1314520",
)  # fmt: skip
UNLEET = str.maketrans("@4301$5!7", "aaeoissit")
RUN = 3
PATTERNS = (
    re.compile(r"(.)\1{2,}"),
    re.compile(r"(?:19|20)\d\d(?:[-./年]?(?:0[1-9]|1[0-2])(?:[-./月]?(?:[0-2]\d|3[01])日?)?)?"),
    re.compile(r"\d{4,}"),
)
LONGEST_READ = 128
LONGEST_WORD = max(map(len, WORDS))


def is_common(password: str) -> bool:
    """Reads at most 128 characters. What repeats one unit is judged by the unit, and that more strictly."""
    text = password.casefold()[:LONGEST_READ]
    if repeated := re.fullmatch(r"(.+?)\1+", text):
        return _left_over(repeated.group(1)) < 2 * SPARE
    return _left_over(text) < SPARE


def _left_over(text: str) -> int:
    """How many characters are in no piece, when the pieces are chosen to leave the fewest."""
    fewest = [0] + [len(text)] * len(text)
    for start in range(len(text)):
        fewest[start + 1] = min(fewest[start + 1], fewest[start] + 1)
        for end in _ends(text, start):
            fewest[end] = min(fewest[end], fewest[start])
    return fewest[-1]


def _ends(text: str, start: int) -> list[int]:
    """Where the pieces that begin at `start` end."""
    spelled_out = text.translate(UNLEET)
    longest = min(start + LONGEST_WORD, len(text))
    ends = [
        end
        for end in range(start + 2, longest + 1)
        if text[start:end] in WORDS or spelled_out[start:end] in WORDS
    ]
    ends += range(start + RUN, _run_end(text, start) + 1)
    for pattern in PATTERNS:
        if found := pattern.match(text, start):
            ends.extend(range(start + RUN, found.end() + 1))
    return ends


def _run_end(text: str, start: int) -> int:
    """Where the keys stop being neighbours, in either direction; a turn ends the run."""
    best = start
    for neighbours in _neighbours():
        end = start + 1
        while end < len(text) and text[end - 1 : end + 1] in neighbours:
            end += 1
        best = max(best, end)
    return best


@cache
def _neighbours() -> tuple[frozenset[str], ...]:
    forward = frozenset("".join(pair) for row in ROWS for pair in pairwise(row))
    return forward, frozenset(pair[::-1] for pair in forward)
