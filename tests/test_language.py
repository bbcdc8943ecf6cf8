"""The language of a text."""

from __future__ import annotations

import pytest

from app.results.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor cut the ribbon on Monday and said that the bridge would carry many cars.", "en"),
        ("Der Bürgermeister sagte am Montag, die Brücke werde täglich zehntausend Autos tragen.", "de"),
        ("Ordføreren klippet snoren på mandag og sa at broen skal bære ti tusen biler om dagen.", "no"),
        ("Градоначелник је пресекао врпцу у понедељак и рекао да ће мост носити десет хиљада аутомобила.", "sr"),
        ("臺北市政府今天表示，新的大橋將於週一開放，市長將出席剪綵儀式，預計每天有一萬輛車通過。", "zh"),
        ("ראש העיר גזר את הסרט ביום שני ואמר כי הגשר יישא עשרת אלפים מכוניות ביום מעל הנהר", "he"),
        ("The mayor \x07 cut \x85 the \ufffe ribbon on Monday and said \ud800 that it rained all day.", "en"),
        ("1 2 3 4 5 6 7 8 9 10 " * 10, None),
        ("\0" * 100, None),
        ("😀" * 100, None),
        ("Too short to tell.", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert detect(text) == language
