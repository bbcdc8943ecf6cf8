"""An invitation or form to get mail, and its fields.

## What it removes
Lines that invite to a newsletter or to text messages, the form's labels, its errors and its small print.

## Why
Sign-up boxes stand between paragraphs or right after the last.

## Example
Sign up for our morning briefing
* indicates required
Invalid email Invalid email
Abonnieren Sie unseren Newsletter

## What it must keep
"Subscribe to the theory or not, the numbers are clear." · "The newsletter, first printed in 1911, has 300 readers."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, prose, shorten
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "newsletter_signup"
SHAPE = Shape(
    r"subscribe|sign up|abonn|inscri|suscr|assine|inscr|iscriv|schrijf|zapisz|подпи",
    has=(
        "ewsletter",
        "NEWSLETTER",
        "inbox",
        "this field",
        "eave this",
        "briefing",
        "ulletin",
        "igest",
        "-mail",
        "email",
        "ailing list",
        "oletín",
        "oletim",
        "nfolettre",
        "ассылк",
        "на почту",
        "bülten",
        "ενημερωτικ",
        "iuletyn",
        "ieuwsbrief",
        "النشرة",
        "邮件",
        "電子報",
        "メール",
        "メルマガ",
        "postfach",
        "osteingang",
        "correo",
        "skrzynk",
    ),
)

# The page speaks to its reader: an order or an offer, at the start of the line or after the first words.
_CALL = re.compile(
    r"(?:[^.!?]{0,40}[.!?:–—-] )?(?:please |why not |want to |don't miss )?(?:sign[- ]?up|subscribe"
    r"|join|get|receive|enter|register|stay"
    r"|never miss|become|start your|delivered|like (?:this|what)|abonnier\w{0,3}|jetzt|melden sie"
    r"|bleiben sie|erhalten sie|hol(?:en)?"
    r"|abonnez|inscrivez|recevez|suscríb\w{0,6}|suscrib\w{0,5}|recib\w{1,4}|apúnt\w{0,4}"
    r"|inscrev\w{1,5}|receba|assine|cadastre|iscriv\w{1,6}"
    r"|ricevi|schrijf|meld je|ontvang|zapisz|otrzymuj|подпи[шс]\w{1,8}|получайте|εγγραφ\w{1,5}"
    r"|abone ol\w{0,5}|kayd[ıo]\w{0,4}|اشترك|订阅|訂閱|登録)(?!\w)",
    re.I,
)
_MAIL = re.compile(
    r"newsletter|your inbox|(?:daily|weekly|morning|evening) (?:bulletin|briefing|e-?mail|digest)"
    r"|e-?mail (?:alert|update|list|digest)"
    r"|mailing list|per e-?mail|par e-?mail|posteingang|ins postfach|boîte mail|boletín|boletim"
    r"|infolettre|tu correo|seu e-?mail"
    r"|tua e-?mail|nieuwsbrief|biuletyn|skrzynk|рассылк|на почту|ενημερωτικ|bülten|النشرة"
    r"|邮件列表|電子報|メルマガ|メールマガジン",
    re.I,
)
_TRAP = re.compile(
    r"(?:leave|keep) this field (?:blank|empty)|this field (?:is for validation purposes"
    r"|should be left (?:blank|unchanged))|leave this empty if you're human",
    re.I,
)
_FIELD = re.compile(r"(?:your )?e-?mail(?:-adresse|adres| address)?\s?[*※:]?", re.I)
# "Subscribe to the Harbour Updates": an order, a name with capitals and nothing more.
_SUBSCRIBE = re.compile(
    r"(?:[Ss]ubscribe|SUBSCRIBE|[Ss]ign up|SIGN UP|[Aa]bonnieren Sie|[Aa]bonnez-vous|[Ii]nscrivez-vous"
    r"|[Ss]uscríbete|[Ss]uscríbase|[Aa]ssine|[Ii]nscreva-se|[Ii]scriviti"
    r"|[Ss]chrijf je in|[Zz]apisz się|[Пп]одпишитесь|[Пп]одписывайтесь) (?:to |for |à |au |a |al "
    r"|alla |voor |do |na |на )?(?:the |our |la |le |el |o |unseren? |den |notre |nuestr[oa] "
    r"|noss[oa] |nostr[oa] |onze |наш\w{0,2} )?"
    r"(?P<what>[^\W\d_a-zа-яà-ÿ][^.!?]{2,80})"
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if _FIELD.fullmatch(block.text):  # of a form for comments or a row of share buttons as often
        return Finding(block.index, 0.65, f"a field for an address: {shorten(block.text)}")
    if finding := by_phrase(block, cues, patience=18):
        return finding
    if trap := _TRAP.search(block.text):
        return Finding(block.index, 0.9, f"a field of a form that nobody should fill in: “{trap.group()}”")
    if block.features.words <= 14 and not block.features.ends and (to := _SUBSCRIBE.fullmatch(block.text)):
        return Finding(block.index, 0.85, f"calls on the reader to subscribe to {shorten(to['what'])}")
    if block.features.words <= 30 and _CALL.match(block.text) and (mail := _MAIL.search(block.text)):
        sure = 0.7 if prose(block, 20) else 0.85
        return Finding(block.index, sure, f"calls on the reader to sign up, and speaks of “{mail.group()}”")
    return None
