"""`codes build`: a PNG and an SVG for everything that has a code; only what changed is written."""

import json
from hashlib import sha256

import pytest
from conftest import NOW
from test_symbol import store_symbol, with_mask

from kiosk.catalog import published
from kiosk.clock import local_day
from kiosk.codes import build, draw, read
from kiosk.codes.targets import Target, all_targets
from kiosk.errors import CodesError

BASE = "https://motcua.example.gov.vn"
KHAI_SINH = Target("1.001193", "procedure", "Đăng ký khai sinh")
KET_HON = Target("1.000894", "procedure", "Đăng ký kết hôn")
FIELD = Target("f07", "field", "Bảo trợ xã hội")
GROUP = Target("g03", "group", "Cư trú, căn cước")
PAGE = Target("p1", "page", "Phản ánh, kiến nghị")
MASTER = Target("master", "master", "Bạn cần làm thủ tục gì?")
ALL = [KHAI_SINH, KET_HON, FIELD, GROUP, PAGE, MASTER]
IDS = ["1.001193", "1.000894", "f07", "g03", "p1", "master"]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "qr_out"


def done(db, out, targets=ALL, base=BASE, **choice):
    """What a build reports: created, updated, unchanged, removed."""
    report = build.build(db, targets, base, out, **choice)
    return report.created, report.updated, report.unchanged, report.removed


def files(out):
    """Every picture: its path -> its content."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.suffix in (".png", ".svg")
    }


def written(out):
    """Every picture: its path -> when it was last written."""
    return {name: (out / name).stat().st_mtime_ns for name in files(out)}


def manifest(out):
    return json.loads((out / "manifest.json").read_text(encoding="utf-8"))


# What is made -------------------------------------------------------------------------------


def test_each_target_gets_two_files_in_the_folder_of_its_kind(empty_db, out):
    assert done(empty_db, out) == (IDS, [], [], [])
    assert list(files(out)) == [
        "fields/f07.png",
        "fields/f07.svg",
        "groups/g03.png",
        "groups/g03.svg",
        "master.png",
        "master.svg",
        "pages/p1.png",
        "pages/p1.svg",
        "procedures/1.000894.png",
        "procedures/1.000894.svg",
        "procedures/1.001193.png",
        "procedures/1.001193.svg",
    ]


def test_the_manifest_has_its_fixed_form(empty_db, out):
    done(empty_db, out, [KHAI_SINH, MASTER])
    found = manifest(out)
    assert list(found) == ["base_url", "revision", "codes"]
    assert found["base_url"] == "https://motcua.example.gov.vn"
    assert len(found["revision"]) == 64
    assert found["codes"] == [
        {
            "target": "1.001193",
            "kind": "procedure",
            "payload": "https://motcua.example.gov.vn/q/1001193",
            "png": "procedures/1.001193.png",
            "svg": "procedures/1.001193.svg",
            "sha256": sha256(files(out)["procedures/1.001193.png"]).hexdigest(),
        },
        {
            "target": "master",
            "kind": "master",
            "payload": "https://motcua.example.gov.vn/q",
            "png": "master.png",
            "svg": "master.svg",
            "sha256": sha256(files(out)["master.png"]).hexdigest(),
        },
    ]


def test_every_picture_says_the_address_of_the_manifest(empty_db, out):
    done(empty_db, out)
    for entry in manifest(out)["codes"]:
        assert read.text_in(out / entry["png"]) == entry["payload"]
        assert read.text_in(out / entry["svg"]) == entry["payload"]
    assert [entry["payload"].removeprefix(BASE) for entry in manifest(out)["codes"]] == [
        "/q/1001193",
        "/q/1000894",
        "/q/f07",
        "/q/g03",
        "/q/p1",
        "/q",
    ]


def test_the_catalog_gives_its_targets(db):
    kinds = [target.kind for target in all_targets(published.load(db, local_day(NOW)))]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "procedure": 141,
        "field": 34,
        "group": 13,
        "page": 2,
        "master": 1,
    }


def test_a_stored_symbol_is_the_one_that_is_drawn(empty_db, out):
    stored = with_mask(f"{BASE}/q/1001193", 7)
    store_symbol(empty_db, stored)
    done(empty_db, out)
    assert files(out)["procedures/1.001193.svg"].decode() == draw.svg(stored)


def test_two_builds_make_the_same_bytes(empty_db, out, tmp_path):
    done(empty_db, out)
    done(empty_db, tmp_path / "other")
    assert files(out) == files(tmp_path / "other")
    assert manifest(out) == manifest(tmp_path / "other")


# What is written again ----------------------------------------------------------------------


def test_a_second_build_writes_no_picture(empty_db, out):
    done(empty_db, out)
    before = written(out)
    assert done(empty_db, out) == ([], [], IDS, [])
    assert written(out) == before


def test_force_writes_every_file_with_the_same_bytes(empty_db, out):
    done(empty_db, out)
    before, contents, symbols = written(out), files(out), stored_symbols(empty_db)
    assert done(empty_db, out, force=True) == ([], [], IDS, [])
    assert [name for name, at in written(out).items() if at == before[name]] == []
    assert files(out) == contents
    assert stored_symbols(empty_db) == symbols


def stored_symbols(db):
    return list(db.query("select * from symbol order by payload"))


def test_a_new_target_is_created_and_the_others_are_left(empty_db, out):
    done(empty_db, out, [KHAI_SINH, MASTER])
    before = written(out)
    assert done(empty_db, out, [KHAI_SINH, KET_HON, MASTER]) == (
        ["1.000894"],
        [],
        ["1.001193", "master"],
        [],
    )
    assert {name: at for name, at in written(out).items() if name in before} == before


def test_a_target_that_is_no_more_loses_its_files(empty_db, out):
    done(empty_db, out)
    assert done(empty_db, out, [KHAI_SINH, MASTER]) == (
        [],
        [],
        ["1.001193", "master"],
        ["1.000894", "f07", "g03", "p1"],
    )
    assert list(files(out)) == [
        "master.png",
        "master.svg",
        "procedures/1.001193.png",
        "procedures/1.001193.svg",
    ]
    assert [entry["target"] for entry in manifest(out)["codes"]] == ["1.001193", "master"]


@pytest.mark.parametrize("name", ["procedures/1.001193.png", "procedures/1.001193.svg"])
@pytest.mark.parametrize("content", [b"", b"damaged", None])
def test_a_damaged_or_deleted_file_is_mended(empty_db, out, name, content):
    done(empty_db, out)
    whole, before = files(out), written(out)
    if content is None:
        (out / name).unlink()
    else:
        (out / name).write_bytes(content)
    others = [target for target in IDS if target != "1.001193"]
    assert done(empty_db, out) == ([], ["1.001193"], others, [])
    assert files(out) == whole
    untouched = {name: at for name, at in before.items() if "1.001193" not in name}
    assert untouched.items() <= written(out).items()


def test_a_picture_of_another_code_is_mended(empty_db, out):
    done(empty_db, out)
    whole = files(out)
    other = whole["procedures/1.000894.png"]
    (out / "procedures/1.001193.png").write_bytes(other)
    assert done(empty_db, out)[1] == ["1.001193"]
    assert files(out) == whole


def test_another_base_address_updates_every_code(empty_db, out):
    done(empty_db, out)
    revision = manifest(out)["revision"]
    assert done(empty_db, out, base="https://xa.example.vn") == ([], IDS, [], [])
    assert manifest(out)["base_url"] == "https://xa.example.vn"
    assert manifest(out)["revision"] != revision
    assert read.text_in(out / "master.png") == "https://xa.example.vn/q"


def test_going_back_to_an_address_brings_its_printed_codes_back(empty_db, out):
    done(empty_db, out)
    whole, first = files(out), manifest(out)
    done(empty_db, out, base="https://xa.example.vn")
    done(empty_db, out)
    assert (files(out), manifest(out)) == (whole, first)


def test_the_revision_hangs_on_the_codes_and_not_on_their_order(empty_db, out, tmp_path):
    done(empty_db, out)
    done(empty_db, tmp_path / "turned", ALL[::-1])
    done(empty_db, tmp_path / "fewer", ALL[1:])
    revisions = [manifest(folder)["revision"] for folder in (out, tmp_path / "turned")]
    assert revisions[0] == revisions[1] != manifest(tmp_path / "fewer")["revision"]


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"1.001193": 3}'])
def test_without_a_record_of_inputs_all_is_made_again(empty_db, out, content):
    done(empty_db, out)
    whole = files(out)
    (out / ".inputs.json").write_text(content)
    created, _, unchanged, _ = done(empty_db, out)
    assert (created, unchanged) == (IDS, [])
    assert files(out) == whole


def test_other_files_in_the_folder_are_left_alone(empty_db, out):
    ours = ["README.md", "procedures/notes.txt", "procedures/9.999999.png", "photo.png"]
    for name in ours:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(b"mine")
    done(empty_db, out)
    done(empty_db, out, [MASTER], force=True)
    assert [(out / name).read_bytes() for name in ours] == [b"mine"] * 4


def test_no_drafts_are_left_behind(empty_db, out):
    done(empty_db, out)
    assert list(out.rglob("*.new")) == []


# The manifest as input ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../victim.png",
        "procedures/../../victim.png",
        "/tmp/victim.png",
        "..\\victim.png",
        "C:/victim.png",
        "C:victim.png",
        "procedures\\..\\..\\victim.png",
        "./victim.png",
        "procedures//victim.png",
        "a/b/victim.png",
        ".hidden.png",
        "victim.png\n",
        "victim.txt",
        "manifest.json",
        "",
        None,
        3,
        ["victim.png"],
    ],
)
def test_a_manifest_that_leads_out_of_the_folder_is_refused(empty_db, out, tmp_path, name):
    done(empty_db, out)
    victim = tmp_path / "victim.png"
    victim.write_bytes(b"precious")
    hostile = manifest(out)
    hostile["codes"][0]["png"] = name
    (out / "manifest.json").write_text(json.dumps(hostile), encoding="utf-8")
    with pytest.raises(CodesError, match="is not a manifest of ours"):
        done(empty_db, out, [MASTER])
    assert victim.read_bytes() == b"precious"
    assert len(files(out)) == 12


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not json",
        "[]",
        "null",
        "{}",
        '{"codes": []}',
        '{"codes": null, "base_url": "", "revision": ""}',
        '{"codes": ["x"], "base_url": "", "revision": ""}',
        '{"codes": [{"png": "a.png", "svg": "a.svg"}], "base_url": "", "revision": ""}',
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(empty_db, out, content):
    out.mkdir()
    (out / "manifest.json").write_text(content)
    with pytest.raises(CodesError, match="manifest.json is not a manifest of ours"):
        done(empty_db, out)


def test_a_folder_without_a_manifest_names_the_next_step(out):
    with pytest.raises(CodesError, match="Run `kiosk codes build` first"):
        build.read_manifest(out)
