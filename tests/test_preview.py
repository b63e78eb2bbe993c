"""A proposal seen before it is published is the catalog that its publishing gives."""

from dataclasses import fields, replace

from catalog_files import edit, put, shipped
from conftest import NOW

from kiosk.catalog import preview, published, publishing
from kiosk.clock import local_day

TODAY = local_day(NOW)


def test_what_is_previewed_is_what_is_published(db, tmp_path):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 3, name="Tên mới của một thủ tục")
    edit(folder / "procedures.csv", 4, status="repealed")
    edit(folder / "fields.csv", 0, desk="Quầy 2")
    text = (folder / "unit.toml").read_text(encoding="utf-8")
    put(folder, **{"unit.toml": text.replace('phone = ""', 'phone = "0220 3123 456"', 1)})
    checked, _ = publishing.check(folder, db, TODAY)
    with db.transaction():
        proposal = publishing.propose(db, checked, TODAY)
        before = preview.of(db, proposal)
        number = publishing.publish(db, proposal, NOW, "tester", "test")
    after = published.load(db, TODAY)
    assert number == after.version == before.version + 1
    assert replace(before, version=number) == after
    assert {field.name for field in fields(after)} >= {"unit", "procedures", "fields", "guides"}


def test_a_day_to_come_shows_what_begins_then(db, tmp_path):
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 3, name="Tên từ tháng sau", effective_from="2026-04-01")
    checked, _ = publishing.check(folder, db, TODAY)
    proposal = publishing.propose(db, checked, TODAY)
    (changed,) = proposal.to_store
    now = preview.of(db, proposal)
    later = preview.of(db, proposal, TODAY.replace(month=4))
    assert now.procedures[changed.code].name != "Tên từ tháng sau"
    assert later.procedures[changed.code].name == "Tên từ tháng sau"
