"""Codes on paper answer for ever: replaced and repealed procedures say so."""

import shutil

import pytest
from conftest import CATALOG, load_catalog


@pytest.fixture
def retired(app, db, tmp_path):
    """1.000656 is replaced by 1.001193, and 1.000593 is repealed."""
    edited = tmp_path / "edited"
    shutil.copytree(CATALOG, edited)
    path = edited / "procedures.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    for number, line in enumerate(lines):
        if line.startswith("1.000656,"):
            lines[number] = line.replace(",2026-07,,,,", ",2026-07,replaced,1.001193,,")
        if line.startswith("1.000593,"):
            lines[number] = line.replace(",2026-07,,,,", ",2026-07,repealed,,2026-03-01,")
    assert names[11:15] == ["as_of", "status", "replaced_by", "effective_from"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert load_catalog(db, edited) is not None


def test_a_replaced_code_names_its_successor(client, retired):
    answer = client.get("/q/1000656")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<h1>Đăng ký khai tử</h1>" in html
    assert "Mã này thuộc bản niêm yết cũ" in html
    assert 'href="/thu-tuc/1.001193"' in html


def test_a_repealed_code_says_since_when(client, retired):
    html = client.get("/q/1000593").get_data(as_text=True)
    assert "Đã bãi bỏ từ ngày 01/03/2026" in html
    assert 'action="/tim-kiem"' in html


def test_a_scan_of_a_retired_code_is_counted(client, db, retired):
    client.get("/q/1000656")
    (row,) = db.query("select target, class from event where unit_id = :unit")
    assert row == {"target": "1.000656", "class": "person"}


def test_nothing_is_handed_over_for_a_retired_procedure(client, db, retired):
    answer = client.post("/nop/1.000656")
    assert answer.status_code == 200
    assert "Mã này thuộc bản niêm yết cũ" in answer.get_data(as_text=True)
    assert list(db.query("select 1 from event where unit_id = :unit")) == []
