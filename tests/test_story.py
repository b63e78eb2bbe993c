"""The whole loop on the real catalog: file, codes, scan, hand-over, count, export."""

import csv
import http.client
import json
import shutil
import time
from urllib.parse import urlsplit

import pytest
import zxingcpp
from conftest import CATALOG, PHONE
from PIL import Image
from serving import kiosk, server

from kiosk import clock

BASE = "https://motcua.example.gov.vn"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def folder(tmp_path):
    """A directory with spaces and accents, in which `kiosk init` has run."""
    folder = tmp_path / "Một cửa xã"
    folder.mkdir()
    kiosk("init", cwd=folder, base_url=BASE)
    return folder


def ask(address, path, method="GET", **headers):
    """One request on a fresh connection: status, headers, page."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.request(method, path, headers=names)
    answer = connection.getresponse()
    page = answer.read().decode("utf-8")
    connection.close()
    return answer.status, dict(answer.getheaders()), page


def month_counts(folder, *more):
    month = clock.local_day(clock.utc_now()).strftime("%Y-%m")
    kiosk(
        "stats", "export", "--period", month, *more, "--format", "json", "-o", "counts.json",
        cwd=folder, base_url=BASE,
    )  # fmt: skip
    return json.loads((folder / "counts.json").read_text(encoding="utf-8"))


def test_every_picture_opens_the_page_of_its_procedure(folder):
    said = kiosk("codes", "build", cwd=folder, base_url=BASE)
    assert "created 191, updated 0, unchanged 0, removed 0" in said
    manifest = json.loads((folder / "qr_out/manifest.json").read_text(encoding="utf-8"))
    with (CATALOG / "procedures.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with server(folder, base_url=BASE) as address:
        for entry in manifest["codes"]:
            if entry["kind"] != "procedure":
                continue
            with Image.open(folder / "qr_out" / entry["png"]) as image:
                (found,) = zxingcpp.read_barcodes(image)
            assert found.text.startswith(f"{BASE}/q/")
            status, _, page = ask(address, found.text.removeprefix(BASE), User_Agent=PHONE)
            assert status == 200
            assert f"<h1>{names[entry['target']]}</h1>" in page
            assert entry["target"] in page
    assert "all 382 pictures were read" in kiosk("codes", "check", cwd=folder, base_url=BASE)


def test_from_scan_to_exported_count(folder):
    with server(folder, base_url=BASE) as address:
        _, first, page = ask(address, "/q/1001193", User_Agent=PHONE)
        assert "<h1>Đăng ký khai sinh</h1>" in page
        memory = first["Set-Cookie"].split(";")[0]
        ask(address, "/q/1001193", User_Agent=PHONE, Cookie=memory)  # a reload
        ask(address, "/q/1001193", User_Agent=IPHONE)  # a second phone
        ask(address, "/q/1001193", method="HEAD", User_Agent=PHONE)
        ask(address, "/q/1001193", User_Agent=PHONE, Sec_Purpose="prefetch")
        ask(address, "/q/1001193", User_Agent="facebookexternalhit/1.1")
        time.sleep(5)
        ask(address, "/q/1001193", User_Agent=PHONE)  # a third phone, of the same agent
        status, headers, _ = ask(
            address, "/nop/1.001193", method="POST", User_Agent=PHONE, Cookie=memory
        )
        assert status == 303
        assert headers["Location"].startswith("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/")
        found = month_counts(folder)
    row = next(row for row in found["rows"] if row["code"] == "1.001193")
    assert (row["scan"], row["submit"], row["view"], row["excluded"]) == (3, 1, 0, 3)
    assert (found["totals"]["scan"], found["totals"]["submit"]) == (3, 1)
    assert len(found["rows"]) == 167


def test_one_edited_fee_is_the_only_change_and_no_code_changes(folder):
    kiosk("codes", "build", cwd=folder, base_url=BASE)
    edited = folder / "danh mục"
    shutil.copytree(CATALOG, edited)
    channels = (edited / "channels.csv").read_text(encoding="utf-8")
    before = '2.000815,direct,1,day,2000,"2.000 đồng'
    assert channels.count(before) == 1
    changed = channels.replace(before, '2.000815,direct,1,day,3000,"2.000 đồng')
    (edited / "channels.csv").write_text(changed, encoding="utf-8")
    said = kiosk("catalog", "import", edited, cwd=folder).splitlines()
    assert [line for line in said if line.lstrip().startswith(("~", "+", "-"))] == [
        "    ~ channels: direct Trong ngày tiếp nhận (nguồn năm 2020): fee_vnd: 2000 -> 3000"
    ]
    assert "new 0, amended 1, replaced 0, repealed 0, restored 0, unchanged 166, absent 0" in said
    assert "Nothing to change" in kiosk("catalog", "import", edited, cwd=folder)
    said = kiosk("codes", "build", cwd=folder, base_url=BASE)
    assert "created 0, updated 0, unchanged 191, removed 0" in said


def test_a_running_server_shows_what_was_published_since(folder):
    edited = folder / "danh mục"
    shutil.copytree(CATALOG, edited)
    procedures = (edited / "procedures.csv").read_text(encoding="utf-8")
    changed = procedures.replace(",Giấy khai sinh,163/QĐ-BTP", ",Giấy khai sinh mới,163/QĐ-BTP", 1)
    (edited / "procedures.csv").write_text(changed, encoding="utf-8")
    with server(folder, base_url=BASE) as address:
        assert "Giấy khai sinh mới" not in ask(address, "/thu-tuc/1.001193")[2]
        kiosk("catalog", "import", edited, cwd=folder)
        assert "Giấy khai sinh mới" in ask(address, "/thu-tuc/1.001193")[2]


def test_a_busy_port_is_one_readable_line(folder):
    with server(folder, base_url=BASE) as address:
        port = urlsplit(address).port
        said = kiosk("serve", "--port", port, cwd=folder, expect=1, base_url=BASE)
    assert said.strip() == (
        f"Error: Cannot listen on 127.0.0.1:{port}: another program listens there. "
        "Stop it, or give another --port."
    )


def test_a_missing_database_is_one_readable_line(tmp_path):
    said = kiosk("serve", cwd=tmp_path, expect=1, secret_key="k")
    assert said.strip() == (
        "Error: There is no database at instance/kiosk.db. Run `kiosk init` first."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_secret_is_one_readable_line(folder):
    (folder / "instance/secret.key").unlink()
    said = kiosk("serve", cwd=folder, expect=1, base_url=BASE)
    assert said.startswith("Error: There is no secret key: instance/secret.key is missing")
    assert len(said.strip().splitlines()) == 1
