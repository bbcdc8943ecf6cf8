"""Share, follow, print, save and like buttons, and counters (shares, likes, views).

## What it removes
Button labels, lines of nothing but names of social networks, handles alone in a line, and counters.

## Why
Buttons stand at both ends of an article and leave their labels, mostly without the icons that told what they are.

## Example
Share on Facebook
1.2K shares
Facebook Twitter WhatsApp Email
Compártelo en:

## What it must keep
"Share prices fell." · "Facebook and Twitter said that they would comply." · "The post was shared 3,000 times."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.filters.block._common import by_phrase, in_page, shorten
from app.filters.block._meta import counter, only, segments
from app.filters.block._shape import Shape
from app.model import Block, Cue, Finding, Kind

CATEGORY = "share_buttons"
SHAPE = Shape(
    r"@\w|\W{0,2}\d[\d.,]{0,15}\s?k?\s?[^\W\d]|A[-+ ]|(?:share|tweet|like|follow|print|send|email|pin|x\b"
    r"|vk\b|teilen|imprim|drucken|stampa|drukuj|печать|打印)",
    has=(
        "acebook",
        "ACEBOOK",
        "witter",
        "WITTER",
        "hats",
        "HATS",
        "elegram",
        "ELEGRAM",
        "inked",
        "INKED",
        "interest",
        "nstagram",
        "NSTAGRAM",
        "eddit",
        "outube",
        "ouTube",
        "umblr",
        "ik",
        "lipboard",
        "eibo",
        "контакте",
        "дноклас",
        "微博",
        "微信",
        "👍",
        "👎",
        "❤",
        "♥",
        "💬",
        "🔁",
        "👁",
        "👏",
    ),
    digits=r"[:(]\s?\d",
    chars=110,
)

_NETWORKS = frozenset(
    """
    facebook twitter x whatsapp whats app telegram linkedin pinterest instagram reddit youtube tumblr tiktok
    flipboard threads bluesky mastodon snapchat viber messenger line skype vk vkontakte вконтакте вк одноклассники
    ok твиттер фейсбук телеграм телеграмм livejournal жж мой мир дзен xing pocket digg stumbleupon delicious
    evernote weibo wechat qq qzone 微博 微信 新浪微博 朋友圈 wykop hatena はてな ブックマーク feedly mix gab parler
    google+ google plus gmail outlook yahoo mail email e-mail mailto rss copy link url print share tweet pin it post
    send save sms spotify discord twitch soundcloud vimeo medium buffer fark signal kakaotalk kakao naver nextdoor
    truth social copier lien partager teilen drucken compartir compartilhar imprimir condividi stampa drukuj
    udostępnij поделиться печать κοινοποίηση paylaş yazdır via on
    """.split()
)
_SURE_NETWORKS = frozenset(
    "facebook twitter whatsapp telegram linkedin pinterest instagram reddit youtube tumblr tiktok "
    "flipboard bluesky mastodon viber vk xing digg"
    " stumbleupon delicious вконтакте одноклассники 微博 微信 wechat weibo snapchat wykop threads "
    "soundcloud vimeo google+".split()
)
_PLACES = (*_SURE_NETWORKS, "x", "email", "mail")  # where a button takes the story
_BESIDE = re.compile(r"[\s,|/·•&+()]+")
_ON = re.compile(
    r"(?:@?\w{1,30} )?(?:share|tweet|post|pin|send|save|follow(?: us)?|like(?: us)?|find us|join us"
    r"|subscribe|follow me|connect(?: with us)?|teilen|auf|partager|suivez[- ]nous"
    r"|compartir|compártelo|síguenos|compartilh\w{1,4}|siga-nos|condividi|seguici|deel|volg ons"
    r"|udostępnij|obserwuj nas|поделиться|мы|κοινοποίηση|paylaş)"
    r"(?: this| it| article| page| story| post| the| diesen artikel| cet article| esto| esta nota| articolo)*"
    r"\s?(?:on|to|via|by|with|in|at|auf|über|per|sur|par|en|por|no|na|su|op|в"
    r"|στο)?\s?[:：]?\s?(?P<where>[\w+.() -]{1,24})",
    re.I,
)
_BRAND = re.compile(
    r"@?[A-Z][\w.]{1,20}(?: [A-Z][\w.]{1,20}){0,2}(?: (?:on|auf|sur|en|no|su"
    r"|в))? (?P<where>[^\W\d_]{6,13})"
)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥]")  # a price list of networks
_HANDLE = re.compile(r"@[\w.]{2,30}|(?:f|follow)(?:ollow)? @\w{2,30}", re.I)
_SIZE = re.compile(
    r"(?:A[-+]?\s?){2,4}(?:print|drucken|imprimer|imprimir|stampa|drukuj|печать|email|share)?|A[-+]", re.I
)
# "👍 348 · 💬 27": signs of approval and speech, each with its count.
_SIGNED = re.compile(
    r"(?:[👍👎❤♥💬🔁👁👏🔥😂🙏]\ufe0f?\s?\d[\d.,]{0,8}\s?[KkMm]?(?:\s[^\W\d_]{3,12})?\s?[·•|/,]?\s?){1,8}"
)
_NUMBERED = re.compile(
    r"(?:share|tweet|like|pin|teilen|partager|compartir|compartilhar|condividi|udostępnij|поделиться"
    r"|paylaş|facebook|twitter|linkedin)s?\s?\(?\d[\d.,]{0,8}k?\)?",
    re.I,
)


def judge(block: Block, cues: Sequence[Cue]) -> Finding | None:
    text = block.text
    if block.features.words > 24:
        return by_phrase(block, cues, patience=8)
    key = block.features.key.strip(" .:…")
    if next(filter(None, _BESIDE.split(key, 2)), "") in _NETWORKS:
        words = [word for word in _BESIDE.split(key) if word]
        found = sum(word in _SURE_NETWORKS for word in words)
        if all(word in _NETWORKS for word in words) and (found or len(words) > 2):
            return _networks(block, found)
    if finding := by_phrase(block, cues, patience=8):
        return None if _MONEY.search(text) else finding
    if text.casefold().endswith(_PLACES):
        if (on := _ON.fullmatch(text)) and on["where"].casefold().split()[-1] in _PLACES:
            return Finding(block.index, 0.93, f"a button: {shorten(text)}")
        if (brand := _BRAND.fullmatch(text)) and brand["where"].casefold() in _SURE_NETWORKS:
            return Finding(block.index, 0.6, f"a name and a social network: {shorten(text)}")
    if _NUMBERED.fullmatch(text) or counter(text):
        return Finding(block.index, 0.93, f"a counter: {shorten(text)}")
    if _SIGNED.fullmatch(text):
        return Finding(block.index, 0.9, f"signs with a count each: {shorten(text)}")
    if _HANDLE.fullmatch(text):
        return Finding(block.index, 0.75, f"only a handle: {shorten(text)}")
    if _SIZE.fullmatch(text):
        return Finding(block.index, 0.85, f"buttons for the size of the type: {shorten(text)}")
    if only(segments(text)[:6], "counter"):
        return Finding(block.index, 0.93, f"only counters: {shorten(text)}")
    return None


def _networks(block: Block, count: int) -> Finding:
    if count > 1 or in_page(block, "share", "social", "follow"):
        return Finding(block.index, 0.95, "only names of social networks and buttons")
    # One name alone may head a part of a story about that network.
    return Finding(
        block.index,
        0.45 if block.kind is Kind.HEADING or block.marker[:1].isdigit() else 0.75,
        f"only the name of a social network: {shorten(block.text)}",
    )
