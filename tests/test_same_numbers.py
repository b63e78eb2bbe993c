"""The same numbers in every format: each file is parsed back and compared."""

import csv
import io
import json
import re

import docx
import openpyxl
import pypdfium2
import pytest
import reporting
from click.testing import CliRunner
from conftest import NOW
from test_exports import NUMBERS

from kiosk.cli import cli
from kiosk.reports import formats

TOTALS = [51, 5, 3, 4, 2, 1, 7]
# A row of the appendix: position, code, name and field, seven numbers, day of review.
PDF_ROW = re.compile(r"[0-9]+ ([0-9]\.[0-9]{6}) (?:\D|\d)*? ((?:[0-9.]+ ){7})Chưa xác")
PDF_TOTAL = re.compile(r"Tổng cộng ((?:[0-9.]+ ){7})")


@pytest.fixture
def export(monkeypatch, tmp_path, db, database_path):
    """`kiosk stats export` of March 2026: the bytes of a format."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    monkeypatch.setenv("KIOSK_BASE_URL", reporting.ADDRESS)
    monkeypatch.setattr("kiosk.clock.utc_now", lambda: NOW)
    reporting.count_events(db)
    reporting.type_in(db)

    def written(form, *words):
        command = ["stats", "export", "--period", "2026-03", "--format", form, "-o", f"r.{form}"]
        result = CliRunner().invoke(cli, [*command, *words])
        assert (result.exit_code, result.stderr) == (0, "")
        return (tmp_path / f"r.{form}").read_bytes()

    return written


def of_json(content):
    document = json.loads(content)
    rows = {row["code"]: [row[n] for n in NUMBERS] for row in document["rows"]}
    return rows, list(document["totals"].values())


def of_csv(content):
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    rows = {line[1].removeprefix("'"): [int(n) for n in line[4:11]] for line in lines[1:168]}
    return rows, [int(n) for n in lines[168][4:]]


def of_xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Số liệu"]
    lines = list(sheet.iter_rows(min_row=6, values_only=True))
    return {line[1]: list(line[4:11]) for line in lines[:-1]}, list(lines[-1][4:11])


def of_docx(content):
    (table,) = [
        table
        for table in docx.Document(io.BytesIO(content)).tables
        if table._tbl.tr_lst[0].tc_lst[1].xpath("string(.)") == "Mã TTHC"
        and len(table.columns) == 13
    ]
    lines = [[tc.xpath("string(.)") for tc in row.tc_lst] for row in table._tbl.tr_lst[1:]]
    return {line[1]: whole(line[4:11]) for line in lines[:-1]}, whole(lines[-1][4:11])


def of_pdf(content):
    words = plain("pdf", content)
    rows = {code: whole(numbers.split()) for code, numbers in PDF_ROW.findall(words)}
    totals = PDF_TOTAL.findall(words)
    assert len(set(totals)) == 1
    return rows, whole(totals[-1].split())


def whole(numbers):
    return [int(number.replace(".", "")) for number in numbers]


READERS = {"json": of_json, "csv": of_csv, "xlsx": of_xlsx, "docx": of_docx, "pdf": of_pdf}


def test_every_format_holds_the_same_numbers(export):
    found = {form: read(export(form)) for form, read in READERS.items()}
    rows, totals = found["json"]
    assert (len(rows), totals) == (167, TOTALS)
    assert rows["1.001193"] == [42, 5, 0, 4, 0, 0, 7]
    assert {form: parsed for form, parsed in found.items() if parsed != (rows, totals)} == {}


@pytest.mark.parametrize("form", READERS)
def test_every_format_states_the_days_and_that_a_hand_over_is_no_dossier(export, form):
    words = plain(form, export(form, "--report-cutoff"))
    for day in ("2026-02-15", "2026-03-14"):
        year, month, of_month = day.split("-")
        assert day in words or f"{of_month}/{month}/{year}" in words
    assert "không phải số hồ sơ đã nộp" in words


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf"])
def test_the_dossier_figures_stand_in_every_document(export, form):
    words = plain(form, export(form))
    for shown in ("Hồ sơ nộp trực tuyến", "99,2%", "80%", "Hồ sơ đang giải quyết"):
        assert shown in words


@pytest.mark.parametrize("form", READERS)
def test_every_format_gives_the_same_bytes_when_made_twice(export, form):
    assert export(form, "--by", "field") == export(form, "--by", "field")


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize(("by", "title"), [("field", "theo lĩnh vực"), ("day", "theo ngày")])
def test_the_appendix_has_the_rows_asked_for(export, form, by, title):
    words = plain(form, export(form, "--by", by))
    assert f"SỐ LƯỢT SỬ DỤNG {title.upper()}" in words


def plain(form, content):
    """All words of a file, white space as one blank."""
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        words = " ".join(str(cell.value) for cell in cells)
    elif form == "docx":
        body = docx.Document(io.BytesIO(content)).element.body
        words = " ".join(part.xpath("string(.)") for part in body.iter("{*}p"))
    elif form == "pdf":
        document = pypdfium2.PdfDocument(content)
        words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    else:
        words = content.decode("utf-8-sig")
    return " ".join(words.split())


def test_the_command_offers_every_format():
    command = cli.commands["stats"].commands["export"]
    (option,) = [option for option in command.params if option.name == "form"]
    assert sorted(option.type.choices) == sorted(formats.ALL)
