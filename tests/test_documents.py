"""The documents stage: charsets, formats, hostile nesting, limits."""

from __future__ import annotations

import json
import random

import pytest

from app.documents import read
from app.documents.charset import decode
from app.documents.nesting import check
from app.documents.sniff import sniff
from app.errors import InvalidOption, TooDeep, TooLarge, UnreadableDocument
from app.model import Document, Format, Limits

RUSSIAN = "Совет города утвердил бюджет на будущий год. Мост отремонтируют к осени, сообщил мэр. "
JAPANESE = "市議会は来年の予算を承認した。橋の修理は秋までに終わる予定だと市長は述べた。 "
CHINESE = "市议会今天批准了明年的预算，市长说大桥将在秋天之前修好，居民对此表示欢迎。 "
TAIWANESE = "市議會今天批准了明年的預算，市長說大橋將在秋天之前修好，居民對此表示歡迎。 "
GREEK = "Άνοιξε η γέφυρα. Το δημοτικό συμβούλιο ενέκρινε τον προϋπολογισμό του επόμενου έτους, είπε ο δήμαρχος. "
POLISH = "Rada miasta przyjęła budżet na przyszły rok, a most będzie gotów jesienią, mówiła żona wójta Łukasza. "
TURKISH = "Belediye meclisi gelecek yılın bütçesini onayladı, köprünün sonbaharda açılacağını söyledi. "
ARABIC = "وافق مجلس المدينة اليوم على ميزانية العام المقبل وقال رئيس البلدية إن الجسر سيفتح في الخريف "
HEBREW = "מועצת העיר אישרה היום את התקציב לשנה הבאה וראש העיר אמר כי הגשר ייפתח בסתיו "
KOREAN = "시의회는 오늘 내년 예산을 승인했으며 시장은 다리가 가을까지 수리될 것이라고 말했다. "
FRENCH = "Le conseil a voté le budget de l’année prochaine ; le pont rouvrira à l’été, a déclaré le maire. "

ENCODED = [
    (RUSSIAN, "cp1251", "windows-1251"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (JAPANESE, "cp932", "shift_jis"),
    (JAPANESE, "euc-jp", "euc-jp"),
    (JAPANESE, "iso2022-jp", "iso-2022-jp"),
    (CHINESE, "gb18030", "gb18030"),
    (TAIWANESE, "big5", "big5"),
    (GREEK, "cp1253", "windows-1253"),
    (POLISH, "cp1250", "windows-1250"),
    (TURKISH, "cp1254", "windows-1254"),
    (ARABIC, "cp1256", "windows-1256"),
    (HEBREW, "cp1255", "windows-1255"),
    (KOREAN, "euc-kr", "euc-kr"),
    (FRENCH, "cp1252", "windows-1252"),
    (RUSSIAN, "utf-16-le", "utf-16le"),
    (FRENCH, "utf-16-be", "utf-16be"),
    (JAPANESE, "utf-16-le", "utf-16le"),
]


def document(content: bytes | str, format: str = "auto", charset: str | None = None, **limits: int) -> Document:
    return read(content, format=format, url=None, charset=charset, limits=Limits(**limits))


# ------------------------------------------------------------------------------------------------ charsets


@pytest.mark.parametrize(("text", "codec", "name"), ENCODED, ids=[name for _, _, name in ENCODED])
def test_the_bytes_alone_tell_the_charset(text: str, codec: str, name: str) -> None:
    found = decode((text * 4).encode(codec))
    assert (found.charset, found.text, found.warnings) == (name, text * 4, ())


@pytest.mark.parametrize(("text", "codec", "name"), ENCODED, ids=[name for _, _, name in ENCODED])
def test_a_right_declaration_is_taken_without_a_word(text: str, codec: str, name: str) -> None:
    found = decode(text.encode(codec), codec)
    assert (found.charset, found.text, found.warnings) == (name, text, ())


@pytest.mark.parametrize(("text", "codec", "name"), ENCODED, ids=[name for _, _, name in ENCODED])
def test_bytes_that_are_declared_utf8_and_are_not(text: str, codec: str, name: str) -> None:
    found = decode((text * 4).encode(codec), "utf-8")
    assert (found.charset, found.text) == (name, text * 4)
    assert name in found.warnings[0]


@pytest.mark.parametrize("text", [RUSSIAN, JAPANESE, FRENCH])
def test_utf8_that_is_declared_latin1(text: str) -> None:
    found = decode(text.encode(), "iso-8859-1")
    assert (found.charset, found.text) == ("utf-8", text)
    assert "windows-1252" in found.warnings[0]


def test_cyrillic_that_is_declared_latin1() -> None:
    found = decode((RUSSIAN * 4).encode("cp1251"), "latin1")
    assert (found.charset, found.text) == ("windows-1251", RUSSIAN * 4)


@pytest.mark.parametrize(
    ("codec", "mark", "name"),
    [
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16le"),
        ("utf-16-be", b"\xfe\xff", "utf-16be"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32le"),
    ],
)
def test_a_mark_wins_over_every_declaration(codec: str, mark: bytes, name: str) -> None:
    found = decode(mark + RUSSIAN.encode(codec), "windows-1252")
    assert (found.charset, found.text) == (name, RUSSIAN)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin-1", "windows-1252"),
        ("US-ASCII", "windows-1252"),
        ("ISO-8859-9", "windows-1254"),
        (" X-SJIS ", "shift_jis"),
        ("'cp1251'", "windows-1251"),
        ("win-1251", "windows-1251"),
        ("GB2312", "gb18030"),
        ("ks_c_5601-1987", "euc-kr"),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(label: str, name: str) -> None:
    # Two bytes that are a character, or two, in all of these.
    assert decode(b"<p>\xc0\xc1", label).charset == name


def test_the_euro_sign_of_a_page_that_calls_itself_latin1() -> None:
    assert decode(b"It costs \x80 5, \x93really\x94.", "iso-8859-1").text == "It costs € 5, “really”."


@pytest.mark.parametrize("label", ["utf-7", "base64", "rot13", "zip", "no-such-charset", "a" * 5_000, "\0", "é"])
def test_what_is_no_charset_of_the_web_is_not_read(label: str) -> None:
    found = decode(b"+ADw-script+AD4-", label)
    assert (found.text, found.charset) == ("+ADw-script+AD4-", "utf-8")
    assert "not one that is read" in found.warnings[0]


def test_the_meta_of_a_page_after_ten_kilobytes_of_scripts() -> None:
    head = "<html><head><script>" + "var a = 1; " * 1_000 + "</script>"
    page = f'{head}<meta charset="koi8-u"></head><body><p>Їжак і ґава</p></body></html>'
    found = decode(page.encode("koi8-u"))
    assert (found.charset, found.text, found.warnings) == ("koi8-u", page, ())


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">',
        "<META CHARSET=ISO-8859-2>",
        '<!-- <meta charset="windows-1251"> --><meta charset="iso-8859-2">',
        "<script>x = '<meta charset=windows-1251>'</script><meta charset='iso-8859-2'/>",
    ],
)
def test_the_ways_a_page_declares_its_charset(declaration: str) -> None:
    page = f"<html><head>{declaration}</head><body>{POLISH}</body></html>"
    found = decode(page.encode("iso-8859-2", "replace"))
    assert (found.charset, found.warnings) == ("iso-8859-2", ())


def test_a_page_that_declares_latin1_and_is_not() -> None:
    page = f"<html><head><meta charset=iso-8859-1></head><body>{RUSSIAN * 4}</body></html>"
    found = decode(page.encode("cp1251"))
    assert (found.charset, found.text) == ("windows-1251", page)


def test_a_declaration_in_the_body_is_part_of_the_text() -> None:
    page = f"<html><head></head><body>{RUSSIAN * 4}<meta charset=iso-8859-2></body></html>"
    assert decode(page.encode("cp1251")).charset == "windows-1251"


def test_an_xml_declaration() -> None:
    page = f'<?xml version="1.0" encoding="ISO-8859-5"?><html><body>{RUSSIAN}</body></html>'
    assert decode(page.encode("iso-8859-5")).text == page


def test_the_page_and_its_bytes_agree_against_the_sender() -> None:
    page = f"<html><head><meta charset=windows-1250></head><body>{POLISH * 4}</body></html>"
    found = decode(page.encode("cp1250"), "iso-8859-1")
    assert (found.charset, found.text) == ("windows-1250", page)


def test_broken_utf8_is_utf8_with_a_few_characters_lost() -> None:
    found = decode(RUSSIAN.encode() + b"\xff\xc3 end", "utf-8")
    assert found.charset == "utf-8"
    assert found.text.startswith(RUSSIAN)
    assert found.text.endswith(" end")
    assert "U+FFFD" in found.warnings[0]


def test_declared_multibyte_text_survives_a_broken_byte() -> None:
    found = decode((JAPANESE * 4).encode("cp932") + b"\x82\xff end", "shift_jis")
    assert found.charset == "shift_jis"
    assert found.text.startswith(JAPANESE * 4)
    assert found.warnings


def noise(count: int) -> bytes:
    return random.Random(7).randbytes(count)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + noise(2_000),
        b"\xff\xd8\xff\xe0" + noise(2_000),
        b"%PDF-1.4\nall of it ASCII",
        b"\x1f\x8b\x08" + noise(2_000),
        b"PK\x03\x04" + noise(2_000),
        bytes(1_000),
        noise(5_000),
    ],
    ids=["png", "jpeg", "pdf", "gzip", "zip", "zeros", "noise"],
)
@pytest.mark.parametrize("charset", [None, "utf-8", "latin-1"])
def test_binary_data_is_refused_with_a_mend(content: bytes, charset: str | None) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        document(content, charset=charset)
    assert caught.value.field == "content"
    assert caught.value.mend


@pytest.mark.parametrize("content", [b"", b"  \n", "", " \t "])
@pytest.mark.parametrize("format", ["auto", "html", "text", "markdown"])
def test_nothing_is_fine(content: bytes | str, format: str) -> None:
    assert document(content, format).text.strip() == ""


def test_lone_surrogates_are_replaced_and_pairs_joined() -> None:
    found = document("a\ud800b \ud83d\ude00 c")
    assert found.text == "a\ufffdb 😀 c"
    assert found.charset is None
    assert "1 broken" in found.warnings[0]
    assert json.dumps(found.text, ensure_ascii=False).encode()


@pytest.mark.parametrize("format", ["html", "text", "markdown"])
@pytest.mark.parametrize("content", ["a\0b <p>c\0d</p>", b"a\0b <p>c\0d</p>", "\0", b"\0\0<b>\0"])
def test_nul_characters_never_hurt(content: bytes | str, format: str) -> None:
    if isinstance(content, bytes) and content.count(0) * 10 > len(content):
        with pytest.raises(UnreadableDocument):
            document(content, format)
    else:
        assert document(content, format).format == format


# ------------------------------------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><p>One",
        "  <!-- saved from somewhere -->\n<html lang=en>",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>One</body></html>',
        "<p>The bridge opens.</p><p>The mayor came.</p>",
        "<p>The bridge opens on <b>Monday</b>.</p>",
        '<div class="x">The bridge opens.</div>\n',
        "<p>The bridge opens\n<p>The mayor came\n<p>It rained",
        '<div class="story"><h1>Bridge</h1><p>It opens.</p></div>',
        "The bridge opens.<br>The mayor came.<br/>It rained.<br>All went home.",
        "Intro words <p>the bridge opens on a Monday</p><p>the mayor came along to see it</p>",
    ],
)
def test_html_is_recognised(text: str) -> None:
    assert sniff(text) is Format.HTML


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A *loud* and _quiet_ day #sunny with <b>one</b> tag.",
        "Use the <div> element around a <p>. The <p> holds a paragraph, the <div> holds anything.",
        'Write a box like this:\n\n<div class="box">\n  <p>Hello</p>\n</div>\n\nand it will stand on a line of its '
        "own, whatever stands around it, in every browser that people use today.",
        "In Markdown `<p>one</p><p>two</p><p>three</p>` is code.",
        "# of visitors: 3\nsee #1 and #2",
        "a | b | c\nd | e | f",
        "- one\n- two\n* three\n1. four",
        "Bridge\n======\n\nIt opens.",
        "1 < 2 and 3 > 2 <- true",
        "He said [sic] (twice) and left.",
        "* * *\n**Note** well",
        "The bridge opens.\n" * 100 + "![](https://example.org/a.png)\n",
        '{"html": "no tags here"}',
    ],
)
def test_text_that_looks_a_little_like_something_else(text: str) -> None:
    assert sniff(text) is Format.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "# Bridge opens\n\nThe mayor came.",
        "Words.\n\n## One\n\nWords.\n\n## Two\n\nWords.",
        "See [a](https://example.org/a), [b](/b) and [c](#c).",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n--- | ---\n1 | 2",
        "## One\n\nWith a [link](https://example.org) and **bold** words.",
        "```\ncode\n```\n\n## One\n\nWords.",
    ],
)
def test_markdown_is_recognised(text: str) -> None:
    assert sniff(text) is Format.MARKDOWN


def test_a_format_that_does_not_exist_is_named() -> None:
    with pytest.raises(InvalidOption, match="docx") as caught:
        document("a", "docx")
    assert caught.value.field == "format"
    assert "markdown" in caught.value.mend


def test_text_and_markdown_are_exactly_what_was_sent() -> None:
    for format in ("text", "markdown"):
        text = " \u00a0A\r\nB\u200b\t<p>\x0c"
        assert document(text.encode(), format).text == text


# ------------------------------------------------------------------------------------------------ limits


def test_too_many_characters_are_counted_in_the_message() -> None:
    with pytest.raises(TooLarge, match="11 characters; the limit is 10") as caught:
        document("a" * 11, chars=10)
    assert caught.value.field == "content"
    with pytest.raises(TooLarge, match="41 bytes"):
        document(b"a" * 41, chars=10)


MANY = 200_000
NESTED = {
    "div": "<div>" * MANY,
    "span": "<span>" * MANY,
    "unknown": "<x-y>" * MANY,
    "svg": "<svg>" * MANY,
    "svg html": "<svg><foreignObject><div>" * MANY,
    "svg title": "<svg><title><div>" * MANY,
    "lists": "<ul><li>" * MANY,
    "definition lists": "<dl><dd>" * MANY,
    "tables": "<table><tr><td>" * MANY,
    "formatting": "<b>" * MANY,
    "formatting with attributes": "".join(f"<b a={i}>" for i in range(MANY)),
    "upper case": "<DIV>" * MANY,
    "slash": "<div/>" * MANY,
    "mixed": "<i><div>" * MANY,
    "ignored end tags": "<div></span>" * MANY,
    "end tags in comments": "<div><!-- </div> -->" * MANY,
    "end tags in an abrupt comment": "<!--><div>-->" * MANY,
    "end tags in attributes": '<div a="</div>">' * MANY,
    "end tags in scripts": "<div><script></div></script>" * MANY,
    "end tags in scripts in scripts": "<div><script><!--<script></script></div>--></script>" * MANY,
    "end tags in titles": "<div><title></div></title>" * MANY,
    "end tags in CDATA": "<div><svg><![CDATA[></svg></div>]]></svg>" * MANY,
    "end tags behind a scope": "<div><object></div></object>" * MANY,
    "end tags in a select": "<div><select></div></select>" * MANY,
    "end tags behind a table": "<div><table><td></div></table>" * MANY,
    "end tags behind a block": "<span><div></span></div>" * MANY,
    "opened again": "<p>" + "".join(f"<b a={i}>" for i in range(1_500)) + "</p>" + "<p>x</p>" * 3_000,
    "opened again, beside closed ones": "<p>" + "".join(f"<b>x</b><b a={i}>" for i in range(1_500)) + "<p>x" * 3_000,
    "opened again, closed in an attribute": "".join(f'<b title="</b>" a={i}>' for i in range(1_500)) + "<p>x" * 3_000,
    "opened again, closed after a quote": "".join(f'<b x" c="></b>" a{i}>' for i in range(1_500)) + "<p>x" * 3_000,
    "opened again, few at a time": "<p>" + "".join(f"<i a={i}>" for i in range(300)) + "</p>" + "<p>x" * MANY,
    "opened again, growing": "".join(f"<p><font a={i}>x</p>" for i in range(MANY)),
    "opened again, without attributes": "<p>" + "<b><b><b><i><i><i><u><u><u><s><s><s>" + "</p>" + "<p>x" * MANY * 2,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(MANY)) + ">",
    "attributes with brackets": "<p " + " ".join(f'a{i}="<>"' for i in range(MANY)) + ">",
    "searched behind a block": "<span><div>" + "<i>" * 900 + "</span>" * MANY,
}


@pytest.mark.parametrize("markup", NESTED.values(), ids=NESTED.keys())
def test_markup_that_hurts_the_parser_is_refused_before_it_is_parsed(markup: str) -> None:
    with pytest.raises(TooDeep) as caught:
        check(markup, Limits().depth)
    assert caught.value.field == "content"
    assert caught.value.mend


FLAT = {
    "p": "<p>" * 1_000_000,
    "br": "<br>" * 1_000_000,
    "closed divs": "<div>x</div>" * 300_000,
    "list items": "<ul>" + "<li>x" * 300_000,
    "definitions": "<dl>" + "<dt>x<dd>y" * 100_000,
    "rows": "<table>" + "<tr><td>x<td>y" * 100_000,
    "options": "<select>" + "<option>x" * MANY,
    "anchors": "<a href=x>" * MANY,
    "buttons": "<button>" * MANY,
    "headings": "<h1>x<h2>y" * 100_000,
    "end tags": "</div>" * MANY,
    "closed formatting": "<p><b a=1><i b=2>x</i></b></p>" * 100_000,
    "a thousand icons": '<p><i class="icon"></i><b>x</b></p>' * 3_000,
    "misnested formatting": "<p><b><i>x</b></i></p>" * 50_000,
    "scripts full of tags": "<script>" + "'<div>'" * MANY + "</script>",
    "a comment full of tags": "<!--" + "<div>" * MANY + "-->",
    "void elements": "<p><img src=x><input><hr><wbr>" * 50_000,
    "svg icons": "<svg><path d='M0'/><g><circle r=1 /></g></svg>" * 50_000,
    "brackets": "<" * MANY,
}


@pytest.mark.parametrize("markup", FLAT.values(), ids=FLAT.keys())
def test_long_flat_markup_is_taken(markup: str) -> None:
    check(markup, Limits().depth)  # or it raises


def test_two_hundred_thousand_nested_tags_are_answered() -> None:
    with pytest.raises(TooDeep, match="1,000"):
        document("<div>" * MANY, "html")


def test_a_million_sibling_tags_are_answered() -> None:
    found = document("<p>" * 1_000_000, "html")
    assert found.tree.css_first("p") is not None


def test_a_single_line_of_markup_without_an_end() -> None:
    for markup in ("<p a='" + "x" * 1_000_000, "<!-- " + "-" * 1_000_000, "<p " + "<" * 1_000_000, "&" * 1_000_000):
        assert document(markup, "html").format is Format.HTML


def test_depth_is_a_limit() -> None:
    page = "<div>" * 15_000 + "</div>" * 15_000
    with pytest.raises(TooDeep, match="2,000"):
        check(page, 2_000)
    check(page, 20_000)


def test_text_is_the_same_whether_bytes_or_their_text_are_parsed() -> None:
    page = "<p>Brücke \0 öffnet</p><p>桥</p>"
    assert document(page.encode(), "html").tree.html == document(page, "html").tree.html
