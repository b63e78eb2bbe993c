"""Ours, outdated, or not ours: by the text of a code alone."""

import pytest

from kiosk.boards.meaning import Addresses, bases_of

OURS = Addresses(
    base_url="https://motcua.example.gov.vn",
    former=frozenset({"https://cu.example.vn", "http://127.0.0.1:8000"}),
    hosts=frozenset({"motcua.example.gov.vn", "dichvu.example.vn", "localhost"}),
    paths=frozenset({"/q", "/q/1001193", "/q/1001193/d", "/q/f07"}),
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://motcua.example.gov.vn/q/1001193", "/q/1001193"),
        ("https://motcua.example.gov.vn/q/1001193/d", "/q/1001193/d"),
        ("https://motcua.example.gov.vn/q", "/q"),
        ("HTTPS://MOTCUA.EXAMPLE.GOV.VN/Q/F07", "/q/f07"),
    ],
)
def test_what_is_posted_under_our_address_is_current(text, path):
    meaning = OURS.meaning(text)
    assert (meaning.kind, meaning.path) == ("current", path)


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("https://cu.example.vn/q/1001193", "/q/1001193", "it has an old base address"),
        ("http://127.0.0.1:8000/q/f07", "/q/f07", "it has an old base address"),
        ("http://motcua.example.gov.vn/q/f07", "/q/f07", "it has an old base address"),
        ("https://dichvu.example.vn/q/f07", "/q/f07", "it has an old base address"),
        ("https://dichvu.example.vn:443/q/f07", "/q/f07", "it has an old base address"),
        (
            "https://motcua.example.gov.vn/q/1009999",
            "/q/1009999",
            "what it opens is not posted any more",
        ),
        (
            "https://motcua.example.gov.vn/thu-tuc/1.001193",
            None,
            "it opens our site, but no page that has a code",
        ),
        (
            "https://motcua.example.gov.vn",
            None,
            "it opens our site, but no page that has a code",
        ),
    ],
)
def test_what_was_ours_is_outdated(text, path, reason):
    meaning = OURS.meaning(text)
    assert (meaning.kind, meaning.path, str(meaning.reason)) == ("outdated", path, reason)
    assert meaning.looks_like_ours


@pytest.mark.parametrize(
    "text",
    [
        "https://motcua-example.gov.vn/q/1001193",
        "https://motcua.example.gov.vn.evil.example/q/1001193",
        "https://motcua.example.gov.vn@evil.example/q/1001193",
        "https://motcua.example.gov.vn\\@evil.example/q/1001193",
        "https://motcua.exa\nmple.gov.vn/q/1001193",
        "https://motcua.example.gov.vn/q/1001193 ",
        "https://motcua.example.gov.vn:8443/q/1001193",
        "https://mоtcua.example.gov.vn/q/1001193",  # a Cyrillic o
        "https://evil.example/q/1001193",
    ],
)
def test_what_only_looks_like_ours_is_foreign(text):
    meaning = OURS.meaning(text)
    assert (meaning.kind, meaning.path) == ("foreign", None)
    assert meaning.looks_like_ours


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://dichvucong.gov.vn/p/home", "it is not ours"),
        ("WIFI:S:UBND;T:WPA;P:mot-cua;;", "it is not ours"),
        ("", "it is not ours"),
        ("00020101021138540010A000000727012400069704", "it is a code for payments"),
    ],
)
def test_anything_else_is_foreign_and_no_lookalike(text, reason):
    meaning = OURS.meaning(text)
    assert (meaning.kind, str(meaning.reason)) == ("foreign", reason)
    assert not meaning.looks_like_ours


def test_the_addresses_under_which_codes_were_printed():
    payloads = ["https://cu.example.vn/q/1001193", "http://127.0.0.1:8000/q", "not an address"]
    assert bases_of(payloads) == {"https://cu.example.vn", "http://127.0.0.1:8000"}
