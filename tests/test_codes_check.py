"""`codes check`: every picture is read back, and its address must open the page of its caption."""

import json
import shutil

import pytest

from kiosk.codes import build, check
from kiosk.codes.targets import Target
from kiosk.errors import CodesError

BASE = "https://motcua.example.gov.vn"
TARGETS = [
    Target("1.001193", "procedure", "Đăng ký khai sinh"),
    Target("1.000894", "procedure", "Đăng ký kết hôn"),
    Target("master", "master", "Bạn cần làm thủ tục gì?"),
]
PAGES = {
    "/q/1001193": ("1.001193", "Đăng ký khai sinh"),
    "/q/1000894": ("1.000894", "Đăng ký kết hôn"),
    "/q": ("master", "Bạn cần làm thủ tục gì?"),
}


def page(target, heading):
    return 200, f'<body><main data-target="{target}"><h1>{heading}</h1></main></body>'


def site(**changed):
    """A site that answers as PAGES, but for what *changed*: path without /q/ -> answer."""

    def open_page(path):
        name = path.removeprefix("/q").removeprefix("/") or "master"
        return changed.get(f"q{name}") or page(*PAGES[path])

    return open_page


@pytest.fixture
def out(empty_db, tmp_path):
    """A built folder of the three targets."""
    folder = tmp_path / "qr_out"
    build.build(empty_db, TARGETS, BASE, folder)
    return folder


def found(out, targets=TARGETS, base=BASE, open_page=None):
    return check.faults(out, targets, base, open_page or site())


def change_manifest(out, change):
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_good_folder_has_no_fault(out):
    assert found(out) == (6, [])


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_swapped_picture_is_found(out, kind):
    shutil.copy(out / f"procedures/1.000894.{kind}", out / f"procedures/1.001193.{kind}")
    assert found(out) == (
        6,
        [
            f"{out}/procedures/1.001193.{kind}: says {BASE}/q/1000894, not {BASE}/q/1001193. "
            "Run `kiosk codes build`."
        ],
    )


def test_a_missing_picture_is_found(out):
    (out / "master.png").unlink()
    assert found(out)[1] == [f"{out}/master.png: is missing. Run `kiosk codes build`."]


@pytest.mark.parametrize("name", ["master.png", "master.svg"])
def test_a_picture_that_cannot_be_read_is_found(out, name):
    (out / name).write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert found(out)[1] == [f"{out}/{name}: cannot be read. Run `kiosk codes build`."]


def test_codes_for_another_base_address_are_found(out):
    assert found(out, base="https://xa.example.vn")[1] == [
        f"{out}/manifest.json: codes are for https://motcua.example.gov.vn, but the base address "
        "is https://xa.example.vn. Run `kiosk codes build`."
    ]


def test_an_address_of_another_host_is_found(out):
    def change(manifest):
        manifest["codes"][2]["payload"] = "https://evil.example/q"

    change_manifest(out, change)
    assert found(out)[1][-1] == (
        "master: its address https://evil.example/q is not of https://motcua.example.gov.vn."
    )


def test_a_host_that_only_begins_like_ours_is_found(out):
    def change(manifest):
        manifest["codes"][2]["payload"] = "https://motcua.example.gov.vn.evil.example/q"

    change_manifest(out, change)
    assert found(out)[1][-1] == (
        "master: its address https://motcua.example.gov.vn.evil.example/q is not of "
        "https://motcua.example.gov.vn."
    )


def test_a_code_that_is_not_to_be_posted_is_found(out):
    assert found(out, TARGETS[1:]) == (
        4,
        ["1.001193: has a code but is not to be posted. Build again."],
    )


def test_a_target_without_a_code_is_found(out):
    new = Target("f07", "field", "Hộ tịch")
    assert found(out, [*TARGETS, new])[1] == ["f07: has no code. Run `kiosk codes build`."]


def test_a_code_listed_twice_is_found(out):
    change_manifest(out, lambda manifest: manifest["codes"].append(manifest["codes"][0]))
    assert found(out)[1] == ["1.001193: has a code but is not to be posted. Build again."]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        pytest.param((404, ""), "answers 404.", id="no page"),
        pytest.param((302, ""), "answers 302.", id="redirect"),
        pytest.param((200, ""), "shows '', not 'Đăng ký khai sinh'.", id="blank page"),
        pytest.param(
            page("1.001193", "Đăng ký kết hôn"),
            "shows 'Đăng ký kết hôn', not 'Đăng ký khai sinh'.",
            id="another name",
        ),
        pytest.param(
            page("1.000894", "Đăng ký khai sinh"),
            "shows the page of '1.000894'.",
            id="another page of that name",
        ),
    ],
)
def test_an_address_that_does_not_open_its_page_is_found(out, answer, fault):
    assert found(out, open_page=site(q1001193=answer))[1] == [
        f"1.001193: https://motcua.example.gov.vn/q/1001193 {fault}"
    ]


def test_line_breaks_and_marks_inside_a_heading_do_no_harm(out):
    answer = page("1.001193", "\n  Đăng ký\n <span>khai sinh</span> ")
    assert found(out, open_page=site(q1001193=answer))[1] == []


def test_every_fault_is_told(out):
    for name in ("master.png", "master.svg", "procedures/1.001193.png"):
        (out / name).unlink()
    assert len(found(out, open_page=site(q1000894=(500, "")))[1]) == 4


def test_without_a_manifest_the_next_step_is_named(tmp_path):
    with pytest.raises(CodesError, match="Run `kiosk codes build` first"):
        found(tmp_path)
