"""English under `/en`: the interface in English, official texts in Vietnamese, links that stay."""

import re

import pytest
from test_pages import page


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/en", "What do you need to do?"),
        ("/en/", "What do you need to do?"),
        ("/en/thu-tuc/1.001193", "Documents to prepare"),
        ("/en/linh-vuc/ho-tich", "Search procedures"),
        ("/en/tim-kiem?q=khai+sinh", "Search results"),
        ("/en/phieu/1.001193", "Document checklist"),
    ],
)
def test_a_page_in_english(client, path, text):
    html = page(client, path)
    assert '<html lang="en">' in html
    assert text in html


def test_an_english_page_links_to_english_pages_and_once_to_its_vietnamese_self(client):
    html = page(client, "/en/thu-tuc/1.001193")
    inner = re.findall(r'href="(/[^"]*)"', html)
    assert [href for href in inner if not re.match(r"/en(/|$)", href)] == ["/thu-tuc/1.001193"]
    assert "Đăng ký khai sinh" in html


def test_a_page_names_itself_in_both_languages(client):
    html = page(client, "/q/1001193")
    assert re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', html) == [
        ("vi", "https://motcua.example.gov.vn/thu-tuc/1.001193"),
        ("en", "https://motcua.example.gov.vn/en/thu-tuc/1.001193"),
    ]
    assert 'href="/en/thu-tuc/1.001193" lang="en"' in html


def test_a_search_keeps_its_words_in_the_other_language(client):
    assert 'href="/en/tim-kiem?q=khai+sinh"' in page(client, "/tim-kiem?q=khai+sinh")
    assert 'href="/tim-kiem?q=khai+sinh"' in page(client, "/en/tim-kiem?q=khai+sinh")


def test_the_same_procedure_read_in_two_languages_is_counted_as_one(client, db):
    for path in ("/thu-tuc/1.001193", "/en/thu-tuc/1.001193"):
        for _ in range(2):  # the second answer comes from the ready bytes
            assert client.get(path).status_code == 200
    rows = list(db.query("select class, count(*) as n from event group by class order by class"))
    assert rows == [{"class": "person", "n": 1}, {"class": "repeat", "n": 3}]


def test_another_form_of_a_code_stays_in_its_language(client):
    answer = client.get("/en/thu-tuc/1001193")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/thu-tuc/1.001193")


def test_words_that_only_begin_like_the_prefix_are_no_language(client):
    assert client.get("/enx").status_code == 404


@pytest.mark.parametrize(
    "path", ["/phan-anh-kien-nghi", "/an-toan", "/", "/thu-tuc/1.001193", "/nhom/cu-tru-can-cuoc"]
)
@pytest.mark.parametrize("order", [("/en", ""), ("", "/en")], ids=["English first", "last"])
def test_each_language_has_a_page_of_its_own_whoever_comes_first(client, path, order):
    for _ in range(2):
        for prefix in order:
            lang = "en" if prefix else "vi"
            assert f'<html lang="{lang}">' in page(client, prefix + path)
