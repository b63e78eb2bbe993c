"""The catalog as a workbook: out, through the hands of a spreadsheet, and back."""

import json
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from catalog_files import TODAY, check, edit, exported, found_in, proposed, put, shipped, small
from conftest import load_catalog
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from test_catalog_carriers import FORM, with_form
from test_catalog_round_trip import catalogs

from kiosk import store
from kiosk.catalog import document, schema, versions, workbook_names, workbook_writing
from kiosk.errors import CatalogError


def resaved(path):
    """*path* opened and saved by LibreOffice, or by openpyxl where that is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    folder = path.parent / "resaved"
    folder.mkdir()
    if office:
        command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "xlsx", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    else:
        load_workbook(path).save(folder / path.name)
    return folder / path.name


def edited(path, sheet, **cells):
    """Set cells of *sheet* by place (`A2=…`); None takes the value away."""
    book = load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def of_small(tmp_path, db, **files):
    """The small catalog published in *db*, as a workbook."""
    load_catalog(db, small(tmp_path / "small", **files))
    return exported(db, tmp_path / "catalog.xlsx")


# Out and back ----------------------------------------------------------------------------------


def test_import_of_a_workbook_that_a_spreadsheet_saved_changes_nothing(tmp_path, db):
    path = resaved(exported(db, tmp_path / "catalog.xlsx"))
    assert check(path, db)[1] == []
    proposal = proposed(db, path)
    assert proposal.is_empty
    assert len(proposal.differences) == 167
    assert proposal.absent == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogs())
def test_any_catalog_comes_back_from_a_workbook(catalog):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "given.json").write_text(json.dumps(catalog), encoding="utf-8")
        db = store.create(folder / "1.db")
        load_catalog(db, folder / "given.json")
        path = exported(db, folder / "out.xlsx")
        load_workbook(path).save(folder / "again.xlsx")
        for carrier in (path, folder / "again.xlsx"):
            proposal = proposed(db, carrier)
            assert proposal.is_empty
            assert {d.kind for d in proposal.differences} <= {"unchanged"}
        db.close()


def test_the_same_catalog_gives_the_same_bytes(tmp_path, db):
    one, two = (exported(db, tmp_path / f"{name}.xlsx") for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_headings_are_vietnamese_and_stay_in_sight(tmp_path, db):
    book = load_workbook(exported(db, tmp_path / "catalog.xlsx"))
    sheet = book["Thủ tục"]
    assert [cell.value for cell in sheet[1]][:4] == ["Mã TTHC", "Tên TTHC", "Lĩnh vực", "Ngành"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:V168"
    assert all(9 <= column.width <= 62 for column in sheet.column_dimensions.values())


def test_codes_are_text_dates_are_dates_and_numbers_are_numbers(tmp_path, empty_db):
    path = of_small(
        tmp_path,
        empty_db,
        procedures="code,name,field,effective_from,as_of,posted\n"
        "1.001190,A,ho-tich,2026-03-01,2026-07,1\n2.000815,B,chung-thuc,,2026-08-06,\n",
        channels="code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note\n"
        "2.000815,direct,,,2000,=1+1,\n",
        documents="code,case,position,name,originals,copies,form\n",
        legal_bases="code,number\n",
    )
    book = load_workbook(path)
    procedures = {cell.value: cell.column_letter for cell in book["Thủ tục"][1]}
    channels = {cell.value: cell.column_letter for cell in book["Cách nộp"][1]}

    def cell(heading, row):
        return book["Thủ tục"][f"{procedures[heading]}{row}"]

    assert (cell("Mã TTHC", 2).value, cell("Mã TTHC", 2).data_type) == ("1.001190", "s")
    assert cell("Mã TTHC", 2).number_format == "@"
    assert cell("Áp dụng từ ngày", 2).value == datetime(2026, 3, 1)
    assert cell("Ngày của nguồn", 2).value == "2026-07"
    assert cell("Ngày của nguồn", 3).value == datetime(2026, 8, 6)
    assert cell("Niêm yết mã QR", 2).value == 1
    assert book["Cách nộp"][f"{channels['Phí, lệ phí (đồng)']}2"].value == 2000
    note = book["Cách nộp"][f"{channels['Ghi chú phí']}2"]
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert proposed(empty_db, path).is_empty


def test_every_sheet_and_heading_leads_back_to_its_table_and_column():
    names = [*schema.BY_NAME, *workbook_names.OTHER_SHEETS]
    assert [workbook_names.table_of(workbook_names.title(name)) for name in names] == names
    assert all(len(workbook_names.title(name)) <= 31 for name in names)
    for name in names:
        for column, heading in workbook_names.headings(name).items():
            assert workbook_names.column_of(name, heading) == column
            assert workbook_names.column_of(name, heading.upper()) == column


def test_days_that_spreadsheets_miscount_stand_as_text():
    assert workbook_writing._day("1900-02-28") is None
    assert workbook_writing._day("1900-03-01") == date(1900, 3, 1)


@pytest.mark.parametrize("text", ["x" * 32_768, "_x000D_", "x005F_"])
def test_text_that_a_workbook_would_change_is_not_exported(tmp_path, empty_db, text):
    with pytest.raises(CatalogError, match=r"catalog.xlsx\[Thủ tục\]:2: .*\.json file"):
        of_small(
            tmp_path,
            empty_db,
            procedures="code,name,field,conditions\n"
            f"1.001193,A,ho-tich,{text}\n2.000815,B,chung-thuc,\n",
        )
    assert not (tmp_path / "catalog.xlsx").exists()


def test_a_table_that_could_not_be_read_back_is_not_exported(tmp_path, db, monkeypatch):
    monkeypatch.setattr(workbook_writing, "ROW_LIMIT", 849)
    with pytest.raises(CatalogError, match=r"a.xlsx\[Căn cứ pháp lý\]: 849 rows .* a folder or"):
        exported(db, tmp_path / "a.xlsx")


# What people do to it --------------------------------------------------------------------------


def test_problems_name_sheet_row_and_heading(tmp_path, empty_db):
    path = of_small(tmp_path, empty_db)
    edited(path, "Thủ tục", A2=1.00119, B3=None, C3="khong-co")
    edited(path, "Cách nộp", E2="tám nghìn")
    # The rows of the procedure whose code is lost say so too.
    assert [line for line in found_in(path, empty_db) if '1.001193"' not in line] == [
        "catalog.xlsx[Thủ tục]:2: Mã TTHC: The code became the number 1.00119 and may have lost a"
        " zero: format the cell as text and type it again",
        "catalog.xlsx[Thủ tục]:3: Tên TTHC: Must not be empty",
        'catalog.xlsx[Cách nộp]:2: Phí, lệ phí (đồng): "tám nghìn" is not a whole number, such as'
        " 8000 or 8.000",
        'catalog.xlsx[Thủ tục]:3: Lĩnh vực: There is no field "khong-co"',
    ]


def test_columns_are_found_by_heading_wherever_they_stand(tmp_path, empty_db):
    path = of_small(tmp_path, empty_db)
    book = load_workbook(path)
    sheet = book["Thủ tục"]
    sheet.move_range("A1:B3", cols=30)
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Danh mục của xã"
    book.move_sheet("Thủ tục", 5)
    book.create_sheet("Sheet1")
    book.save(path)
    assert found_in(path, empty_db) == []
    assert proposed(empty_db, path).is_empty


def test_a_column_that_is_taken_out_leaves_what_is_stored(tmp_path, empty_db):
    path = of_small(
        tmp_path,
        empty_db,
        procedures="code,name,field,keywords\n1.001193,A,ho-tich,khai sinh\n2.000815,B,ho-tich,\n",
    )
    book = load_workbook(path)
    sheet = book["Thủ tục"]
    at = [cell.value for cell in sheet[1]].index("Từ khóa") + 1
    sheet.delete_cols(at)
    book.save(path)
    assert proposed(empty_db, path).is_empty


def test_a_day_typed_in_is_read_as_that_day(tmp_path, empty_db):
    path = of_small(tmp_path, empty_db)
    at = list(schema.PROCEDURES.names).index("reviewed_on")
    book = load_workbook(path)
    book["Thủ tục"].cell(2, at + 1).value = datetime(2026, 2, 3)
    book["Thủ tục"].cell(3, at + 1).value = "03/02/2026"
    book.save(path)
    found = [d.body["reviewed_on"] for d in proposed(empty_db, path).differences]
    assert found == ["2026-02-03", "2026-02-03"]


def test_a_number_that_still_is_the_whole_code_is_read(tmp_path, empty_db):
    path = edited(of_small(tmp_path, empty_db), "Thủ tục", A2=1.001193, A3=2000815)
    assert proposed(empty_db, path).is_empty


def test_notes_beside_the_table_and_further_sheets_are_ignored_with_a_warning(tmp_path, empty_db):
    path = edited(of_small(tmp_path, empty_db), "Thủ tục", Y2="hỏi lại", Z1="Người sửa", Z2="An")
    book = load_workbook(path)
    book.create_sheet("Nháp")["A1"] = "x"
    book.save(path)
    assert found_in(path, empty_db) == [
        'catalog.xlsx[Thủ tục]:2: -: warning: "hỏi lại" stands in a column without a heading;'
        " ignored",
        "catalog.xlsx[Nháp]:1: -: warning: Not a table of the catalog; ignored",
        "catalog.xlsx[Thủ tục]:1: Người sửa: warning: Not a column of this table; ignored",
    ]


def test_a_missing_sheet_a_double_one_and_a_failed_formula_are_problems(tmp_path, empty_db):
    path = edited(of_small(tmp_path, empty_db), "Thủ tục", B2="#N/A")
    book = load_workbook(path)
    del book["Giấy tờ"]
    book.copy_worksheet(book["Lĩnh vực"]).title = "LINH VUC "
    book.save(path)
    assert found_in(path, empty_db) == [
        "catalog.xlsx[Thủ tục]:2: Tên TTHC: A formula failed (#N/A): type the value into the cell",
        'catalog.xlsx[LINH VUC ]:1: -: The sheet "Lĩnh vực" holds the same table already: keep one'
        " of them",
        'catalog.xlsx:1: documents: The table "documents" is missing: add it, if only with its'
        " heading",
    ]


def test_the_unit_is_edited_by_what_its_values_are_called(tmp_path, empty_db):
    path = of_small(tmp_path, empty_db)
    book = load_workbook(path)
    rows = {row[0].value: row for row in book["Đơn vị"].iter_rows()}
    rows["Điện thoại"][1].value = "0203 888"
    rows["Tên miền của cổng dịch vụ công"][1].value = "dichvucong.gov.vn; không phải"
    rows["Cấp"][0].value = "Cấp bậc"
    book.save(path)
    assert found_in(path, empty_db) == [
        "catalog.xlsx[Đơn vị]:3: Cấp bậc: Not a value of the unit profile; check the spelling",
        "catalog.xlsx[Đơn vị]:16: Tên miền của cổng dịch vụ công: Must be a list of host names,"
        " such as dichvucong.gov.vn",
    ]
    rows["Tên miền của cổng dịch vụ công"][1].value = "dichvucong.gov.vn; example.gov.vn"
    rows["Cấp"][0].value = "level"
    book.save(path)
    assert [str(change) for change in proposed(empty_db, path).part_changes] == [
        "~ unit: phone: (empty) -> 0203 888",
        "~ unit: portal.hosts: dichvucong.gov.vn -> dichvucong.gov.vn, example.gov.vn",
    ]


def test_guides_travel_whole_with_their_line_ends(tmp_path, empty_db):
    guide = "# Nộp hồ sơ\n\n- một\n\n  hai {{ unit }}\n"
    path = of_small(tmp_path, empty_db, **{"guides/nop.md": guide})
    assert proposed(empty_db, resaved(path)).is_empty
    edited(path, "Hướng dẫn", B2="Không tên")
    assert found_in(path, empty_db) == [
        'catalog.xlsx[Hướng dẫn]:2: Tên rút gọn: A guide must begin with a line "# Title"'
    ]


def test_forms_stand_in_a_workbook_by_name_and_keep_their_stored_files(tmp_path, empty_db):
    load_catalog(empty_db, with_form(tmp_path / "catalog"))
    path = exported(empty_db, tmp_path / "catalog.xlsx")
    assert proposed(empty_db, path).is_empty
    edited(path, "Biểu mẫu", C2="Tờ khai mới")
    load_catalog(empty_db, path)
    (form,) = versions.in_force(empty_db, TODAY)["1.001193"].body["forms"]
    assert form["name"] == "Tờ khai mới"
    assert versions.form_file(empty_db, form["sha256"]) == FORM


def test_a_form_whose_file_is_not_stored_cannot_come_in_a_workbook(tmp_path, empty_db, db):
    load_catalog(empty_db, with_form(tmp_path / "catalog"))
    path = exported(empty_db, tmp_path / "catalog.xlsx")
    found = [problem for problem in found_in(path, db) if "names forms only" in problem]
    assert found == [
        "catalog.xlsx[Biểu mẫu]:2: Tên tệp: A workbook names forms only, and no file"
        ' "Tờ khai (1).docx" is stored: import it by a folder or a .json file'
    ]


def test_a_change_in_a_workbook_is_the_change_that_is_shown(tmp_path, db):
    path = exported(db, tmp_path / "catalog.xlsx")
    folder = shipped(tmp_path / "folder")
    edit(folder / "channels.csv", 0, fee_vnd="5000")
    at = list(schema.BY_NAME["channels"].names).index("fee_vnd") + 1
    book = load_workbook(path)
    book["Cách nộp"].cell(2, at).value = 5000
    book.save(path)
    (one,) = [d for d in proposed(db, path).differences if d.kind != "unchanged"]
    (two,) = [d for d in proposed(db, folder).differences if d.kind != "unchanged"]
    assert one.changes == two.changes != ()


def test_a_database_can_start_from_a_workbook(tmp_path, db, empty_db):
    load_catalog(empty_db, exported(db, tmp_path / "catalog.xlsx"))
    assert document.of_database(empty_db, TODAY) == document.of_database(db, TODAY)


def test_a_workbook_of_something_else_is_refused(tmp_path, empty_db):
    Workbook().save(tmp_path / "other.xlsx")
    (problem,) = found_in(tmp_path / "other.xlsx", empty_db)
    assert problem == (
        'other.xlsx:1: -: No table of procedures was found: it needs the sheet "Thủ tục" of a'
        " catalog, or a heading row with Mã TTHC and Tên TTHC (sheets: Sheet)"
    )


def test_one_table_alone_is_no_catalog(tmp_path):
    folder = put(tmp_path, procedures="code,name\n")
    with pytest.raises(CatalogError, match="one table of a catalog. Give its folder"):
        document.read(folder / "procedures.csv")
