"""Dates as the world's newsrooms write them, and what is not a date."""

from __future__ import annotations

import pytest

from app.results.dates import iso


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("en", "Published May 20, 2021", "2021-05-20"),
        ("en", "Updated: Thu, May 20th, 2021 at 5:12 pm", "2021-05-20"),
        ("en", "20 May 2021 10:15 GMT", "2021-05-20"),
        ("en", "OSLO, Sept. 3, 2019 (Agency)", "2019-09-03"),
        ("en", "21st of March 2020", "2020-03-21"),
        ("en", "May 20, 2021 Updated June 1, 2021", "2021-05-20"),
        ("en", "2021-05-20T10:00:00Z", "2021-05-20"),
        ("en", "5/20/2021", "2021-05-20"),
        ("en", "20/05/2021", "2021-05-20"),
        ("en", "03/04/2021", "2021-03-04"),
        ("en", "20.05.2021 14:30", "2021-05-20"),
        ("en", "May 2021", "2021-05"),
        ("en", "2021-05", "2021-05"),
        ("de", "Veröffentlicht am 3. März 2020, 10:15 Uhr", "2020-03-03"),
        ("de", "Stand: 03.04.21, 12:00 Uhr", "2021-04-03"),
        ("de", "Dezember 2020", "2020-12"),
        ("fr", "Publié le 20 mai 2021 à 10h15", "2021-05-20"),
        ("fr", "1er août 2020", "2020-08-01"),
        ("fr", "03/04/2021", "2021-04-03"),
        ("es", "20 de mayo de 2021", "2021-05-20"),
        ("es", "mar 20 mayo 2021", "2021-05-20"),
        ("pt", "20 de maio de 2021 às 10h15", "2021-05-20"),
        ("pt", "5 mar. 2020", "2020-03-05"),
        ("it", "Pubblicato il 1 dicembre 2020", "2020-12-01"),
        ("nl", "Gepubliceerd op 3 maart 2020 om 10:15", "2020-03-03"),
        ("pl", "Opublikowano: 3 września 2020, 10:15", "2020-09-03"),
        ("ru", "3 сентября 2020 г., 10:15", "2020-09-03"),
        ("ru", "20 МАЯ 2021", "2021-05-20"),
        ("el", "Πέμπτη, 20 Μαΐου 2021 10:15", "2021-05-20"),
        ("tr", "3 Eylül 2020 Perşembe", "2020-09-03"),
        ("ar", "نشر في 3 سبتمبر/أيلول 2020", "2020-09-03"),
        ("ar", "٢٠ مايو ٢٠٢١", "2021-05-20"),
        ("ar", "نشر في 14 أيار 2022", "2022-05-14"),
        ("ar", "3 تشرين الثاني 2020", "2020-11-03"),
        ("zh", "发布时间：2021年5月20日 10:15", "2021-05-20"),
        ("zh", "2021-05-20 10:15:00", "2021-05-20"),
        ("zh", "2021年5月", "2021-05"),
        ("ja", "2021年5月20日(木) 10時15分", "2021-05-20"),
        ("ja", "2021/5/20 10:15", "2021-05-20"),
        ("ja", "令和3年5月20日", "2021-05-20"),
        ("ja", "２０２１年５月２０日", "2021-05-20"),
        ("ko", "2021년 5월 20일", "2021-05-20"),
        (None, "20 mai 2021", "2021-05-20"),
        ("xx", "20 мая 2021", "2021-05-20"),
        ("../../x", "20 May 2021", "2021-05-20"),
    ],
)
def test_a_date(language: str | None, text: str, date: str) -> None:
    assert iso(text, language) == date


@pytest.mark.parametrize(
    "text",
    [
        "", "2 hours ago", "Yesterday", "1 day ago", "Monday", "May 20", "Mon 20 May", "10:15", "3 min read",
        "1.2K shares", "12345", "2021", "in 2021", "The 2020 election", "2021-22 season", "Score 3-2-21", "v1.2.2021",
        "99/99/9999", "2021-13-45", "Feb 30, 2021", "hace 3 horas", "vor 2 Stunden", "昨天", "\0", "\u0661" * 300,
        "May " * 100_000,
    ],
)  # fmt: skip
def test_no_date_or_one_that_depends_on_today(text: str) -> None:
    assert iso(text, "en") is None
