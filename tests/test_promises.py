"""What is printed on paper or written in other people's scripts does not change by accident."""

import re

import click
import pytest
from conftest import ROOT

from kiosk.cli import cli
from kiosk.config import Settings

# A route that goes or changes breaks addresses on paper: add to this list, do not take away.
ROUTES = """
GET /
GET /Q
GET /Q/<code>
GET /Q/<code>/<place>
GET /an-toan
GET /api
GET /api/v1/catalog.jsonld
GET /api/v1/changes
GET /api/v1/counts
GET /api/v1/fields
GET /api/v1/openapi.json
GET /api/v1/procedures
GET /api/v1/procedures/<code>
GET /api/v1/search
GET /bao-cao
GET /bao-cao/chi-tieu
GET /bao-cao/chot
GET /bao-cao/chot/<name>.<any(csv, json, xlsx, pdf, docx):form>
GET /bao-cao/ho-so-minh-chung/<name>.zip
GET /bao-cao/loi-van
GET /bao-cao/so/<name>.pdf
GET /bao-cao/tai/<name>.<any(csv, json, xlsx, pdf, docx):form>
GET /bao-cao/thoi-gian
GET /bao-cao/thu-tuc
GET /bao-cao/tom-tat/<name>.pdf
GET /bao-sai/<code>
GET /bao-sai/<code>/cam-on
GET /bieu-mau/<form_id>
GET /can-bo
GET /can-bo/api
GET /can-bo/api/<int:token_id>
GET /can-bo/ban-nhap
GET /can-bo/bang
GET /can-bo/bang/bo/<name>
GET /can-bo/bang/doi-dia-chi
GET /can-bo/bang/in
GET /can-bo/bang/in/xem/<name>.png
GET /can-bo/bang/ma-qr
GET /can-bo/bang/ma-qr.zip
GET /can-bo/bang/ra-ma
GET /can-bo/bang/ra-ma/<int:round_id>
GET /can-bo/bang/ra-ma/<int:round_id>.csv
GET /can-bo/cong-bo
GET /can-bo/cong-bo/<int:number>
GET /can-bo/dang-nhap
GET /can-bo/danh-muc.<any(xlsx, zip, json):kind>
GET /can-bo/de-xuat
GET /can-bo/de-xuat.csv
GET /can-bo/don-vi
GET /can-bo/huong-dan
GET /can-bo/huong-dan/<slug>
GET /can-bo/mat-khau
GET /can-bo/may-nay
GET /can-bo/nhap
GET /can-bo/nhap/<int:draft_id>
GET /can-bo/nhap/<int:draft_id>/xem/<code>
GET /can-bo/nhat-ky
GET /can-bo/nhat-ky.csv
GET /can-bo/quay
GET /can-bo/quay-linh-vuc
GET /can-bo/ra-soat
GET /can-bo/ra-soat/bao-sai
GET /can-bo/ra-soat/bao-sai.csv
GET /can-bo/ra-soat/kip-thoi
GET /can-bo/ra-soat/kip-thoi.csv
GET /can-bo/ra-soat/lien-ket
GET /can-bo/ra-soat/nhat-ky
GET /can-bo/ra-soat/nhat-ky.csv
GET /can-bo/ra-soat/thieu
GET /can-bo/ra-soat/tim-khong-thay
GET /can-bo/ra-soat/tim-khong-thay.csv
GET /can-bo/tai-khoan
GET /can-bo/tai-khoan/<int:account_id>
GET /can-bo/thu-tuc
GET /can-bo/thu-tuc/<code>
GET /can-bo/thu-tuc/<code>/lich-su
GET /can-bo/thu-tuc/<code>/nhap
GET /can-bo/thu-tuc/<code>/nhap/xem
GET /can-bo/thu-tuc/<code>/sua
GET /can-bo/thu-tuc/<code>/viec/<slug>
GET /can-bo/thu-tuc/<code>/viec/<slug>/xem
GET /can-bo/thu-tuc/moi
GET /goi-y
GET /healthz
GET /huong-dan/<slug>
GET /linh-vuc/<slug>
GET /ma-qr/<path:name>.<any(svg, png):kind>
GET /nhom/<slug>
GET /nhung
GET /nhung/danh-sach
GET /nop/<code>
GET /phan-anh-kien-nghi
GET /phieu/<code>
GET /q
GET /q/<code>
GET /q/<code>/<place>
GET /su-kien/<slug>
GET /thay-doi
GET /thu-tuc/<code>
GET /tim-kiem
POST /bao-cao/chi-tieu
POST /bao-cao/chot
POST /bao-cao/loi-van
POST /bao-sai/<code>
POST /can-bo/api
POST /can-bo/api/<int:token_id>/thu-hoi
POST /can-bo/bang/bo-danh-dau
POST /can-bo/bang/bo/<name>/thoi
POST /can-bo/bang/in
POST /can-bo/bang/ra-ma
POST /can-bo/bang/treo
POST /can-bo/cong-bo/<int:number>/hoan-tac
POST /can-bo/dang-nhap
POST /can-bo/dang-xuat
POST /can-bo/dang-xuat-het
POST /can-bo/de-xuat/<int:number>
POST /can-bo/don-vi
POST /can-bo/don-vi/xem
POST /can-bo/huong-dan
POST /can-bo/huong-dan/<slug>
POST /can-bo/huong-dan/<slug>/xem
POST /can-bo/mat-khau
POST /can-bo/may-nay
POST /can-bo/nhap
POST /can-bo/nhap/<int:draft_id>
POST /can-bo/nhap/<int:draft_id>/bo
POST /can-bo/nhap/<int:draft_id>/cong-khai
POST /can-bo/quay
POST /can-bo/quay-linh-vuc
POST /can-bo/quay-linh-vuc/xem
POST /can-bo/ra-soat
POST /can-bo/ra-soat/bao-sai
POST /can-bo/ra-soat/hoan-tac
POST /can-bo/ra-soat/lien-ket
POST /can-bo/ra-soat/lien-ket/xac-nhan
POST /can-bo/ra-soat/tim-khong-thay
POST /can-bo/tai-khoan
POST /can-bo/tai-khoan/<int:account_id>/khoa
POST /can-bo/tai-khoan/<int:account_id>/ma-moi
POST /can-bo/tai-khoan/<int:account_id>/vai-tro
POST /can-bo/thu-tuc/<code>/ghi-chu
POST /can-bo/thu-tuc/<code>/nhap/bo
POST /can-bo/thu-tuc/<code>/nhap/duyet
POST /can-bo/thu-tuc/<code>/nhap/ghep
POST /can-bo/thu-tuc/<code>/nhap/gui
POST /can-bo/thu-tuc/<code>/nhap/tra-lai
POST /can-bo/thu-tuc/<code>/sua
POST /can-bo/thu-tuc/<code>/viec/<slug>
POST /can-bo/thu-tuc/moi
POST /nop/<code>
"""


def commands(group=cli, name="kiosk"):
    for word, command in group.commands.items():
        yield f"{name} {word}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")


def test_the_addresses_are_those_promised(app):
    found = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert sorted(found) == ROUTES.split("\n")[1:-1]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda value: str(value)[:30])
def test_every_command_has_help_and_stands_in_the_readme(name, command):
    assert command.help
    assert name in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in Settings.__dataclass_fields__:
        assert f"`KIOSK_{name.upper()}`" in readme


def test_every_column_stands_in_the_catalog_readme():
    from kiosk.catalog import schema

    readme = (ROOT / "catalog/README.md").read_text(encoding="utf-8")
    for table in schema.TABLES:
        assert f"`{table.name}.csv`" in readme
        for column in table.names:
            assert f"`{column}`" in readme, (table.name, column)


def test_the_product_reads_nothing_outside_the_repository():
    for path in [*(ROOT / "kiosk").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]:
        assert not re.search(r"\bshared/", path.read_text(encoding="utf-8")), path
