"""The site's own promotion: app, shop, membership, donation, channel, event, contest.

## What it removes
Lines that send the reader to the site's app, channels, shop or events, or ask for support.

## Why
Publishers end their stories with appeals of their own.

## Example
Download our app for breaking news alerts
Support our journalism
Join our WhatsApp channel
Подписывайтесь на наш канал в Telegram

## What it must keep
"Support for the government fell." · "The group, which runs a channel on Telegram, denied it."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, opens_quote, prose
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding

CATEGORY = "promotion"
SHAPE = Shape(
    has=(
        " app",
        "App",
        "APP",
        "hannel",
        "anal ",
        "anal.",
        "anal!",
        "anais",
        "anali",
        "haîne",
        "elegram",
        "TELEGRAM",
        "hats",
        "HATS",
        "oogle News",
        "google news",
        "odcast",
        "acebook",
        "FACEBOOK",
        "nstagram",
        "ouTube",
        "outube",
        "witter",
        "ikTok",
        " X",
        "iber",
        "ommunity",
        "anał",
        "анал",
        "群",
        "频道",
        "قناة",
        "ανάλι",
        "контакте",
        "Дзен",
        "дзен",
    ),
)

_CALL = re.compile(
    r"(?:[^.!?]{0,40}[!?:] )?(?:please |click here to |tap here to |also "
    r"|you can (?:also )?)?(?:follow|join|download|install|get|subscribe|listen|tune in|folgen sie"
    r"|folge|abonnier\w{0,3}|laden sie|lade|suivez|rejoignez|téléchargez|abonnez|sigue|síguenos|únete"
    r"|descarga|suscríb\w{0,6}|siga"
    r"|baixe|entre|participe|inscreva|segui|seguici|scarica|iscriv\w{1,6}|unisciti|volg|download|śledź"
    r"|obserwuj|pobierz|dołącz"
    r"|подпи[шс]\w{1,8}|читайте|скачайте|присоединя\w{1,6}|следите|ακολουθ\w{1,6}|κατεβάσ\w{1,3}|takip"
    r"|indir|abone|تابع\w{0,3}|انضم|حمّل|حمل|اشترك"
    r"|关注|下载|加入|訂閱|追蹤|ダウンロード|フォロー)(?!\w)",
    re.I,
)
_OURS = re.compile(
    r"\b(?:our|unser\w{0,3}|notre|nos|nuestr\w{1,2}|noss\w{1,2}|nostr\w|onze?|nasz\w{0,4}|наш\w{0,3}"
    r"|μας)\b[^.!?]{0,40}"
    r"\b(?:app|apps|channels?|kanal|kanälen|chaînes?|canal|canais|canali|canale|kanale?|kanał\w{0,2}"
    r"|канал\w{0,2}|telegram|whatsapp|youtube"
    r"|google news|podcasts?|viber|facebook|instagram|κανάλι|group|community|page)\b"
    r"|\b(?:on|auf|sur|en|no|su|op|na|в|στο)\b (?:google news|telegram|whatsapp|facebook|instagram"
    r"|youtube|viber|x|twitter|tiktok|вконтакте|дзен)\b",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    if finding := by_phrase(block, cues, patience=10):
        return finding
    if block.features.words <= 30 and not opens_quote(block) and _CALL.match(block.text):
        if (ours := _OURS.search(block.text)) and not prose(block, 22):
            return Finding(block.index, 0.94, f"calls on the reader to go to “{ours.group()}”")
    return None
