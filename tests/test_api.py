"""The API: what it answers, in which form, who may keep it, and how it refuses."""

import csv
import gzip
import io
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from catalog_files import edit, shipped
from conftest import CATALOG, NOW, load_catalog

from kiosk.catalog import json_file, schema
from kiosk.clock import local_day
from kiosk.web.api.operations import OPERATIONS, ROOT

HOME = "https://motcua.example.gov.vn"
# An address of every operation that finds something.
FOUND = {
    "procedures": "/api/v1/procedures?field=ho-tich",
    "procedure": "/api/v1/procedures/1.001193",
    "fields": "/api/v1/fields",
    "search": "/api/v1/search?q=khai+sinh",
    "changes": "/api/v1/changes",
    "catalog": "/api/v1/catalog.jsonld",
    "counts": "/api/v1/counts?period=2026-03",
}
PUBLIC = [FOUND[one.name] for one in OPERATIONS if one.is_public]


def rows_of(name):
    with (CATALOG / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_of(answer):
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def follow(client, path, relation="next"):
    """The JSON of *path* and of all pages that follow it."""
    while path:
        answer = client.get(path)
        yield answer.json
        found = re.search(rf'<([^>]+)>; rel="{relation}"', answer.headers.get("Link", ""))
        path = found and found[1]


# What is answered ----------------------------------------------------------------------------


def test_procedures_have_the_columns_and_values_of_the_catalog(client):
    (page,) = follow(client, "/api/v1/procedures?limit=500")
    rows = rows_of("procedures")
    assert page["total"] == len(page["procedures"]) == len(rows) == 167
    for row, found in zip(rows, page["procedures"], strict=True):
        for name in ("code", "name", "field", "agency", "as_of", "audience", "summary"):
            assert (found[name] or "") == row[name], (row["code"], name)
        assert found["posted"] is (row["posted"] == "1"), row["code"]
        assert found["url"] == f"{HOME}/thu-tuc/{row['code']}"
        assert set(schema.PROCEDURES.names) < set(found)
    for table in schema.CHILDREN:
        held = sum(len(found[table.name]) for found in page["procedures"])
        assert held == len(rows_of(table.name)), table.name


def test_one_procedure_is_the_same_as_in_the_list_whatever_its_code_is_written_like(client):
    listed = client.get("/api/v1/procedures?limit=1").json["procedures"][0]
    for code in ("1.001193", "1001193", "1.001193.000.00.00.H23", "%201.001193"):
        assert client.get(f"/api/v1/procedures/{code}").json == listed


def test_what_is_read_can_be_read_as_a_catalog(client, tmp_path):
    document = {
        "fields": client.get("/api/v1/fields").json["fields"],
        "procedures": client.get("/api/v1/procedures?limit=500").json["procedures"],
    }
    path = tmp_path / "read.json"
    json_file.write(path, document, {})
    raw = json_file.read(path)
    assert [p for p in raw.problems if not p.is_warning] == []
    assert len(raw.tables["procedures"].rows) == 167
    assert len(raw.tables["documents"].rows) == len(rows_of("documents"))


def test_pages_hold_every_procedure_once(client):
    pages = list(follow(client, "/api/v1/procedures?limit=60"))
    assert [len(page["procedures"]) for page in pages] == [60, 60, 47]
    codes = [one["code"] for page in pages for one in page["procedures"]]
    assert codes == [row["code"] for row in rows_of("procedures")]
    back = follow(client, "/api/v1/procedures?limit=60&page=3", "prev")
    assert [page["page"] for page in back] == [3, 2, 1]
    beyond = client.get("/api/v1/procedures?page=99").json
    assert (beyond["total"], beyond["procedures"]) == (167, [])


@pytest.mark.parametrize(
    ("query", "is_wanted"),
    [
        ("field=ho-tich", lambda row: row["field"] == "ho-tich"),
        ("sector=police", lambda row: row["sector"] == "police"),
        ("posted=true", lambda row: row["posted"] == "1"),
        ("posted=false&sector=military", lambda row: row["sector"] == "military"),
        ("field=khong-co", lambda row: False),
    ],
)
def test_the_list_is_narrowed(client, query, is_wanted):
    found = client.get(f"/api/v1/procedures?limit=500&{query}").json["procedures"]
    assert [one["code"] for one in found] == [
        r["code"] for r in rows_of("procedures") if is_wanted(r)
    ]


def test_fields_are_told_with_their_numbers(client):
    found = client.get("/api/v1/fields").json["fields"]
    rows = rows_of("fields")
    assert [(one["slug"], one["number"], one["name"]) for one in found] == [
        (row["slug"], int(row["number"]), row["name"]) for row in rows
    ]
    assert sum(one["procedures"] for one in found) == 167


def test_the_search_is_that_of_the_pages(client):
    html = client.get("/tim-kiem?q=làm+giấy+khai+sinh").get_data(as_text=True)
    shown = list(dict.fromkeys(re.findall(r'href="/thu-tuc/([^"]+)"', html.split("<main")[1])))
    found = client.get("/api/v1/search?q=làm+giấy+khai+sinh&limit=100").json
    assert [one["code"] for one in found["procedures"]][: len(shown)] == shown
    assert shown[0] == "1.001193"
    assert client.get("/api/v1/search?q=xyzzyx").json["unknown"] == ["xyzzyx"]


def test_asking_the_api_is_neither_counted_nor_noted_as_a_miss(client, db):
    for path in PUBLIC:
        assert client.get(path).status_code == 200
    client.get("/api/v1/search?q=khong+tim+thay+gi+ca")
    assert next(db.query("select count(*) as n from event"))["n"] == 0
    assert next(db.query("select count(*) as n from missed_search"))["n"] == 0


def test_only_what_is_published_is_answered(client, db, tmp_path):
    folder = shipped(tmp_path / "catalog")
    tomorrow = (local_day(NOW) + timedelta(days=1)).isoformat()
    edit(folder / "procedures.csv", 0, name="Tên mới", effective_from=tomorrow, status="amended")
    edit(folder / "procedures.csv", 1, status="repealed")
    load_catalog(db, folder)
    assert client.get("/api/v1/procedures/1.001193").json["name"] == "Đăng ký khai sinh"
    assert "Tên mới" not in client.get("/api/v1/changes").get_data(as_text=True)
    assert client.get("/api/v1/procedures").json["total"] == 166
    (retired,) = client.get("/api/v1/procedures?state=retired").json["procedures"]
    assert (retired["code"], retired["status"]) == ("1.000894", "repealed")
    assert client.get("/api/v1/procedures?state=all").json["total"] == 167
    assert client.get("/api/v1/procedures/1.000894").json == retired
    (change,) = client.get("/api/v1/changes").json["changes"]
    assert (change["code"], change["change"], change["starts_on"]) == (
        "1.000894",
        "repealed",
        "2026-03-10",
    )


# In which form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        (None, "", "application/json"),
        ("*/*", "", "application/json"),
        ("text/html,*/*;q=0.8", "", "application/json"),
        ("text/csv", "", "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, application/json", "", "application/json"),
        ("text/csv", "?format=json", "application/json"),
        (None, "?format=csv", "text/csv; charset=utf-8"),
        ("text/html", "", "application/problem+json"),
    ],
)
def test_the_form_is_negotiated(client, accept, query, kind):
    headers = {"Accept": accept} if accept else {}
    answer = client.get(f"/api/v1/fields{query}", headers=headers)
    assert answer.headers["Content-Type"] == kind
    assert answer.status_code == (406 if "problem" in kind else 200)


def test_tables_are_safe_to_open_in_a_spreadsheet(app, client):
    running = app.extensions["kiosk"]
    shown = running.shelf.current(running.pool)
    known = shown.procedures["1.001193"]
    hostile = replace(known, name="=cmd|' /C calc'!A0", summary='+84 "1"')
    running.shelf.current = lambda pool: replace(shown, procedures={known.code: hostile})
    answer = client.get("/api/v1/procedures?format=csv")
    heading, row = table_of(answer)
    assert heading[:4] == ["code", "name", "field", "sector"]
    assert row[:4] == ["'1.001193", "'=cmd|' /C calc'!A0", "ho-tich", "commune"]
    assert row[heading.index("summary")] == '\'+84 "1"'
    assert answer.headers["Content-Disposition"] == "attachment; filename=procedures.csv"


def test_tables_hold_what_the_json_holds(client):
    for path in ("/api/v1/fields", "/api/v1/search?q=khai+sinh", "/api/v1/procedures?limit=7"):
        answer = client.get(path)
        (rows,) = [value for value in answer.json.values() if value and isinstance(value, list)]
        heading, *lines = table_of(client.get(path, headers={"Accept": "text/csv"}))
        key = heading.index("name")
        assert [line[key] for line in lines] == [row["name"] for row in rows]


# Who may keep it ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_known_already_is_not_sent_again(client, path):
    answer = client.get(path)
    etag = answer.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_strong_etag_is_of_one_form_only(client):
    plain = client.get("/api/v1/fields")
    packed = client.get("/api/v1/fields", headers={"Accept-Encoding": "gzip"})
    table = client.get("/api/v1/fields?format=csv")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len({answer.headers["ETag"] for answer in (plain, packed, table)}) == 3
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept, Accept-Encoding"


def test_the_etag_changes_with_the_catalog(client, db, tmp_path):
    path = "/api/v1/procedures/1.001193"
    before = client.get(path).headers["ETag"]
    folder = shipped(tmp_path / "catalog")
    edit(folder / "procedures.csv", 0, summary="Khác")
    load_catalog(db, folder)
    answer = client.get(path, headers={"If-None-Match": before})
    assert (answer.status_code, answer.json["summary"]) == (200, "Khác")


@pytest.mark.parametrize("path", [*PUBLIC, "/api/v1/openapi.json"])
def test_head_and_options_say_what_get_would(client, path):
    answer, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control", "Vary"):
        assert head.headers[name] == answer.headers[name], name
    asked = {"Origin": "https://xa.example", "Access-Control-Request-Method": "GET"}
    options = client.options(path, headers=asked)
    assert options.status_code == 200
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert options.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for one in (answer, head, options):
        assert one.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in one.headers


# How it refuses -----------------------------------------------------------------------------


def problem(answer):
    """The problem of *answer*, which is one in form."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = answer.json
    assert found["status"] == answer.status_code
    assert found["type"] == "about:blank"
    assert found["title"] and found["detail"]
    return found


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/api/v1/khong-co", 404, "/api/v1/openapi.json"),
        ("GET", "/api/v1", 404, "/api/v1/openapi.json"),
        ("GET", "/api/v2/procedures", 404, "/api/v1/openapi.json"),
        ("GET", "/api/v1/procedures/9.999999", 404, 'mã "9.999999"'),
        ("GET", "/api/v1/procedures/1.001193/", 200, ""),
        ("GET", "/api/v1/changes?page=2", 404, "trang 2"),
        ("POST", "/api/v1/procedures", 405, "GET"),
        ("DELETE", "/api/v1/procedures/1.001193", 405, "GET"),
        ("GET", "/api/v1/procedures?limit=0", 400, "từ 1 đến 500"),
        ("GET", "/api/v1/procedures?limit=501", 400, "từ 1 đến 500"),
        ("GET", "/api/v1/procedures?limit=1e2", 400, "số nguyên"),
        ("GET", "/api/v1/procedures?limit=", 400, "số nguyên"),
        ("GET", "/api/v1/procedures?limit=1&limit=2", 400, "một lần"),
        ("GET", "/api/v1/procedures?page=0", 400, "1000000"),
        ("GET", "/api/v1/procedures?field=H%E1%BB%99+t%E1%BB%8Bch", 400, "field"),
        ("GET", "/api/v1/procedures?field=ho-tich%0A", 400, "field"),
        ("GET", "/api/v1/procedures?posted=1", 400, "true, false"),
        ("GET", "/api/v1/procedures?sector=x", 400, "commune, military, police"),
        ("GET", "/api/v1/procedures?feild=ho-tich", 400, "field, sector, posted"),
        ("GET", "/api/v1/search", 400, "Bắt buộc"),
        ("GET", "/api/v1/search?q=", 400, "từ 1 đến 200"),
        ("GET", "/api/v1/search?q=" + "a" * 201, 400, "từ 1 đến 200"),
        ("GET", "/api/v1/fields?format=xml", 400, "json, csv"),
        ("GET", "/api/v1/procedures/" + "1" * 61, 400, "từ 1 đến 60"),
    ],
)
def test_every_refusal_is_a_problem_in_words(client, method, path, status, said):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    if status != 200:
        found = problem(answer)
        told = [found["detail"], *(one["detail"] for one in found.get("errors", []))]
        assert said in " ".join(told)
    if status == 405:
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_every_wrong_parameter_is_named(client):
    found = problem(client.get("/api/v1/procedures?limit=x&page=y&z=1"))
    assert [one["parameter"] for one in found["errors"]] == ["limit", "page", "z"]


def test_in_english_the_refusal_is_english(client):
    answer = client.get("/en/api/v1/procedures/9.999999")
    assert problem(answer)["detail"].startswith("No procedure has the code")
    assert answer.headers["Content-Language"] == "en"


def test_a_foreign_host_gets_a_problem_too(client):
    assert problem(client.get("/api/v1/fields", headers={"Host": "evil.example"}))["status"] == 400


def test_a_bug_is_an_apology_and_no_trace(app, client):
    app.extensions["kiosk"].shelf.current = lambda pool: 1 / 0
    found = problem(client.get("/api/v1/procedures"))
    assert found["status"] == 500
    assert "Zero" not in str(found)


# Strings that break out of SQL that is put together from input (S16).
INJECTIONS = [
    "' or '1'='1",
    "'; drop table event; --",
    '" or ""="',
    "1) union select name from sqlite_master --",
    "1;attach database '/tmp/x' as x",
    "%' and 1=randomblob(1000000000) --",
    "\\' or 1=1 #",
    "0x27206f722031",
    "' || (select password_hash from account) || '",
    ":unit",
    "?1",
    "1/**/or/**/1=1",
    "\x00' or 1 --",
    "ho-tich' and '1'='1",
]


def asked(injected):
    """Every address of the API, once a parameter, with *injected* in its place."""
    for one in OPERATIONS:
        usual = {p.name: p.example for p in one.parameters if p.is_required}
        for parameter in one.parameters:
            given = {**usual, parameter.name: injected}
            path = ROOT + one.path.format(code=quote(given.pop("code", ""), safe=""))
            yield path, given


@pytest.mark.parametrize("injected", INJECTIONS)
def test_no_parameter_reaches_the_database_as_sql(client, db, injected):
    def state():
        names = [row["name"] for row in db.query("select name from sqlite_master order by name")]
        return names, next(db.query("select count(*) as n from procedure_version"))["n"]

    before = state()
    for path, given in asked(injected):
        answer = client.get(path, query_string=given)
        assert answer.status_code in (200, 400, 401, 404), (path, given)
    assert state() == before
