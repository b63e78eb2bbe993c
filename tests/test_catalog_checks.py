import base64
import json
import unicodedata
from pathlib import Path

import pytest
from catalog_files import check, files, found_in, proposed, put, small
from conftest import NOW, load_catalog

from kiosk.catalog import publishing, versions

HEADING = "code,name,field"
BIRTH = "1.001193,Đăng ký khai sinh,ho-tich"
COPY = "2.000815,Chứng thực bản sao,chung-thuc"


def table(*lines):
    return "".join(f"{line}\n" for line in lines)


def with_column(column, *cells):
    """The two procedures with one further column."""
    pairs = zip((BIRTH, COPY), cells, strict=True)
    return table(f"{HEADING},{column}", *(f"{row},{cell}" for row, cell in pairs))


def test_a_catalog_without_faults_has_no_problems(tmp_path):
    assert found_in(small(tmp_path / "catalog")) == []


@pytest.mark.parametrize(
    ("tables", "line"),
    [
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, BIRTH)},
            'procedures.csv:4: code: "1.001193" stands on line 2 already',
            id="duplicate code",
        ),
        pytest.param(
            {
                "procedures": table(
                    HEADING, BIRTH, COPY, "1001193.000.00.00.H23,Khai sinh lại,ho-tich"
                )
            },
            'procedures.csv:4: code: "1.001193" stands on line 2 already',
            id="duplicate code in another form",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, '"1,000894",Đăng ký kết hôn,ho-tich')},
            'procedures.csv:4: code: "1,000894" is not a procedure code, such as 1.001193',
            id="malformed code",
        ),
        pytest.param(
            {
                "procedures": table(
                    HEADING, BIRTH, COPY, "000.00.53.H48-220921-0099,Hồ sơ của ai,ho-tich"
                )
            },
            'procedures.csv:4: code: "000.00.53.H48-220921-0099" is not a procedure code, '
            "such as 1.001193",
            id="somebody's dossier",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, ",Đăng ký kết hôn,ho-tich")},
            "procedures.csv:4: code: Must not be empty",
            id="missing code",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, "1.000894,  ,ho-tich")},
            "procedures.csv:4: name: Must not be empty",
            id="missing name",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, "1.000894,Đăng ký kết hôn,ket-hon")},
            'procedures.csv:4: field: There is no field "ket-hon"',
            id="unknown field",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, "1.000894,Đăng ký kết hôn")},
            "procedures.csv:4: field: Must not be empty",
            id="short row",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, "1.000894,Nhận con,ho-tich, mẹ")},
            'procedures.csv:4: -: More cells than the 3 columns of the heading (extra: " mẹ"); '
            "check commas and quotes",
            id="comma without quotes",
        ),
        pytest.param(
            {"procedures": with_column("effective_from", "30/02/2026", "")},
            'procedures.csv:2: effective_from: "30/02/2026" is not a date, '
            "such as 2026-03-01 or 01/03/2026",
            id="bad date",
        ),
        pytest.param(
            {"procedures": with_column("interlinked", "có", "0")},
            'procedures.csv:2: interlinked: "có": write 0 or 1',
            id="bad flag",
        ),
        pytest.param(
            {"procedures": with_column("sector", "xã", "commune")},
            'procedures.csv:2: sector: "xã" is not one of: commune, military, police',
            id="bad choice",
        ),
        pytest.param(
            {"procedures": with_column("status", "replaced", "")},
            "procedures.csv:2: replaced_by: A replaced procedure must name its successor",
            id="replaced by nothing",
        ),
        pytest.param(
            {"procedures": with_column("status,replaced_by", "replaced,1.001193", ",")},
            "procedures.csv:2: replaced_by: A procedure cannot replace itself",
            id="replaced by itself",
        ),
        pytest.param(
            {"procedures": with_column("status,replaced_by", "replaced,9.999999", ",")},
            'procedures.csv:2: replaced_by: There is no procedure "9.999999" to replace it',
            id="unknown successor",
        ),
        pytest.param(
            {"procedures": with_column("status,replaced_by", ",2.000815", ",")},
            'procedures.csv:2: status: With a successor the status must be "replaced" or '
            '"repealed"',
            id="successor without a status",
        ),
        pytest.param(
            {"procedures": with_column("portal_url", "https://dichvucong.example.vn/x", "")},
            "procedures.csv:2: portal_url: Not an https page of the allowed hosts, "
            "or one known to be dead: dichvucong.gov.vn",
            id="foreign portal",
        ),
        pytest.param(
            {"procedures": with_column("portal_url", "https://dichvucong.gov.vn/p/home/x", "")},
            "procedures.csv:2: portal_url: Not an https page of the allowed hosts, "
            "or one known to be dead: dichvucong.gov.vn",
            id="dead portal page",
        ),
        pytest.param(
            {"procedures": with_column("source_url", "dichvucong.gov.vn", "")},
            'procedures.csv:2: source_url: "dichvucong.gov.vn" is not an http(s) address',
            id="bad address",
        ),
        pytest.param(
            {"procedures": table("code,name", "1.001193,Đăng ký khai sinh")},
            "procedures.csv:1: field: This column is missing",
            id="missing column",
        ),
        pytest.param(
            {"procedures": table(f"{HEADING},name", f"{BIRTH},x", f"{COPY},x")},
            "procedures.csv:1: -: The heading repeats a column",
            id="repeated column",
        ),
        pytest.param(
            {
                "documents": table(
                    "code,case,position,name,originals,copies,form", "9.999999,,1,A,,,"
                )
            },
            'documents.csv:2: code: There is no procedure "9.999999"',
            id="document of an unknown procedure",
        ),
        pytest.param(
            {
                "documents": table(
                    "code,case,position,name,originals,copies,form", "1.001193,,1,Đơn,một,0,"
                )
            },
            'documents.csv:2: originals: "một" is not a whole number, such as 8000 or 8.000',
            id="bad number",
        ),
        pytest.param(
            {
                "channels": table(
                    "code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note",
                    "1.001193,direct,3,,0,,",
                )
            },
            "channels.csv:2: duration_unit: A duration needs its unit",
            id="duration without a unit",
        ),
        pytest.param(
            {
                "fields": table(
                    "slug,number,name,sector", "ho-tich,1,A,commune", "chung-thuc,1,B,commune"
                )
            },
            'fields.csv:3: number: "1" stands on line 2 already',
            id="duplicate number of a field",
        ),
        pytest.param(
            {
                "groups": table("slug,number,name,icon", "giay-to,1,Giấy tờ,"),
                "field_groups": table("field_slug,group_slug", "ho-tich,nha-dat"),
            },
            'field_groups.csv:2: group_slug: There is no group "nha-dat"',
            id="unknown group",
        ),
        pytest.param(
            {
                "life_events": table("slug,name,summary", "sinh-con,Sinh con,"),
                "life_event_procedures": table("event_slug,position,code,note", "cuoi,1,1.001193,"),
            },
            'life_event_procedures.csv:2: event_slug: There is no life event "cuoi"',
            id="unknown life event",
        ),
        pytest.param(
            {"forms": table("id,code,name,number,file", "tk,1.001193,Tờ khai,,to-khai.pdf")},
            'forms.csv:2: file: There is no file "to-khai.pdf" in the folder forms',
            id="form without its file",
        ),
        pytest.param(
            {"legal_bases": None},
            'catalog:1: legal_bases: The table "legal_bases" is missing: add it, '
            "if only with its heading",
            id="missing table",
        ),
        pytest.param(
            {"legal_bases": " \n"},
            "legal_bases.csv:1: -: The file is empty: it needs at least its heading row",
            id="empty file",
        ),
        pytest.param(
            {"procedures": ",,,\n"},
            "procedures.csv:1: -: The file is empty: it needs at least its heading row",
            id="separators only",
        ),
        pytest.param(
            {"steps": ";;\n,,,\n"},
            "steps.csv:1: -: The file is empty: it needs at least its heading row",
            id="separators only, in a table that may be absent",
        ),
        pytest.param(
            {"legal_bases": f"code,number\n1.001193,{'x' * 140_000}\n"},
            "legal_bases.csv:2: -: More than 131072 characters in one cell: shorten it; "
            "if it is not that long, look for an unclosed quotation mark",
            id="endless cell",
        ),
        pytest.param(
            {
                "procedures": table(
                    f"{HEADING},status,replaced_by",
                    f"{BIRTH},replaced,2.000815",
                    f"{COPY},replaced,1.001193",
                )
            },
            'procedures.csv:2: replaced_by: "2.000815" is in turn replaced by this procedure: '
            "a chain of successors must end\n"
            'procedures.csv:3: replaced_by: "1.001193" is in turn replaced by this procedure: '
            "a chain of successors must end",
            id="replaced in a circle",
        ),
        pytest.param(
            {
                "procedures": table(HEADING, BIRTH, COPY, "1.00119,Sai,ho-tich"),
                "legal_bases": table("code,number", "1.00119,60/2014/QH13", "1.00119,x"),
            },
            'procedures.csv:4: code: "1.00119" is not a procedure code, such as 1.001193',
            id="rows of a procedure with a bad code",
        ),
        pytest.param(
            {"field_groups": table("field_slug,group_slug", "ho-tich,nha-dat")},
            'field_groups.csv:2: group_slug: There is no group "nha-dat"',
            id="unknown group, without a table of them",
        ),
        pytest.param(
            {"life_event_procedures": table("event_slug,position,code,note", "cuoi,1,1.001193,")},
            'life_event_procedures.csv:2: event_slug: There is no life event "cuoi"',
            id="unknown life event, without a table of them",
        ),
        pytest.param(
            {
                "life_events": table("slug,name,summary", "cuoi,Cưới,"),
                "life_event_procedures": table(
                    "event_slug,position,code,note", "cuoi,1,1.001193,", "cuoi,2,1.001193,"
                ),
            },
            'life_event_procedures.csv:3: code: "cuoi 1.001193" stands on line 2 already',
            id="a procedure twice in one life event",
        ),
        pytest.param(
            {"legal_bases": 'code,number\n1.001193,"60/2014/QH13\n2.000815,23/2015/NĐ-CP\n'},
            "legal_bases.csv:2: -: This row cannot be read: unexpected end of data",
            id="unclosed quotation mark",
        ),
        pytest.param(
            {"legal_bases": table("code,number", "1.001193,60/\x012014")},
            "legal_bases.csv:2: number: Holds an unreadable control character; type the cell again",
            id="control character",
        ),
        pytest.param(
            {"unit.toml": 'name = ""\nlevel = "commune"\n'},
            "unit.toml:1: name: Must not be empty",
            id="unit without a name",
        ),
        pytest.param(
            {"unit.toml": 'name = "Xã"\nlevel = "huyện"\n'},
            "unit.toml:2: level: Must be one of: commune, ward, special_zone",
            id="unit of no level",
        ),
        pytest.param(
            {"unit.toml": 'name = "Xã"\nlevel = "commune"\nphone = 115\n'},
            "unit.toml:3: phone: Must be text in quotes",
            id="a number that should be text",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path, tables, line):
    assert found_in(small(tmp_path / "catalog", **tables)) == line.split("\n")


@pytest.mark.parametrize(
    "template",
    [
        "https://example.vn/?q={code}",
        "http://dichvucong.gov.vn/?q={code}",
        "https://dichvucong.gov.vn/{commune}",
        "https://dichvucong.gov.vn/{code",
        "https://dichvucong.gov.vn/{code.x}",
        "https://dichvucong.gov.vn/{code[x]}",
        "https://{code}.gov.vn/",
    ],
)
def test_a_search_template_must_lead_to_an_allowed_host(tmp_path, template):
    unit = f"""\
name = "Xã"
level = "commune"

[portal]
hosts = ["dichvucong.gov.vn"]
search_template = "{template}"
"""
    assert found_in(small(tmp_path / "catalog", **{"unit.toml": unit})) == [
        "unit.toml:6: portal.search_template: Not usable: only {code}, {province}, {ward}, "
        "and https of an allowed host"
    ]


def test_toml_that_cannot_be_read_is_a_fault(tmp_path):
    (line,) = found_in(small(tmp_path / "catalog", **{"unit.toml": "name = Xã\n"}))
    assert line == "unit.toml:1: 8: The TOML file cannot be read: Invalid value"


@pytest.mark.parametrize(
    ("tables", "line"),
    [
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, "c08_xphcdb,Xử phạt,ho-tich")},
            'procedures.csv:4: code: warning: The code "C08_XPHCDB" is not of the national form '
            "(1.001193); kept",
            id="unusual code",
        ),
        pytest.param(
            {"procedures": table(HEADING, BIRTH, COPY, f"1.000894,{'Tên ' * 110},ho-tich")},
            "procedures.csv:4: name: warning: The name has 439 characters: check it in print",
            id="very long name",
        ),
        pytest.param(
            {"procedures": with_column("sector", "police", "commune")},
            'procedures.csv:2: sector: warning: Differs from the sector of its field ("commune")',
            id="sector unlike its field",
        ),
        pytest.param(
            {"procedures": with_column("ghi chú", "x", "y")},
            "procedures.csv:1: ghi chú: warning: Not a column of this table; ignored",
            id="unknown column",
        ),
        pytest.param(
            {"bang_khac": "a,b\n1,2\n"},
            "bang_khac.csv:1: -: warning: Not a table of the catalog; ignored",
            id="unknown table",
        ),
        pytest.param(
            {"procedures": unicodedata.normalize("NFD", table(HEADING, BIRTH, COPY))},
            "procedures.csv:2: -: warning: 2 cells were not in NFC; they are normalised",
            id="text not NFC",
        ),
    ],
)
def test_an_oddity_is_a_warning_and_stops_nothing(tmp_path, tables, line):
    checked, problems = check(small(tmp_path / "catalog", **tables))
    assert checked is not None
    assert [str(problem) for problem in problems] == [line]


def test_the_long_form_of_a_code_is_accepted_everywhere(tmp_path):
    long = "1.001193.000.00.00.H23"
    folder = small(
        tmp_path / "catalog",
        procedures=table(HEADING, f"{long},Đăng ký khai sinh,ho-tich", COPY),
        legal_bases=table("code,number", f"{long},60/2014/QH13"),
    )
    checked, problems = check(folder)
    assert problems == []
    assert list(checked.drafts) == ["1.001193", "2.000815"]
    assert checked.drafts["1.001193"]["legal_bases"] == [{"number": "60/2014/QH13"}]


def test_all_faults_are_listed_at_once_and_nothing_is_changed(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "before"))
    folder = small(
        tmp_path / "catalog",
        procedures=table(
            f"{HEADING},effective_from",
            f"{BIRTH},hôm nay",
            f"{BIRTH},",
            '"1,5",,ket-hon,',
        ),
        documents=table("code,case,position,name,originals,copies,form", "9.999999,,x,,,,"),
        fields=table("slug,number,name,sector", "ho-tich,2,Hộ tịch,commune"),
        legal_bases=None,
        **{"unit.toml": 'name = "Xã"\nlevel = "x"\n'},
    )
    before = files(folder)
    found = found_in(folder, empty_db)
    assert sorted(found) == [
        'catalog:1: legal_bases: The table "legal_bases" is missing: add it, '
        "if only with its heading",
        'channels.csv:3: code: There is no procedure "2.000815"',
        'documents.csv:2: code: There is no procedure "9.999999"',
        "documents.csv:2: name: Must not be empty",
        'documents.csv:2: position: "x" is not a whole number, such as 8000 or 8.000',
        'fields.csv:2: number: The number 2 is printed in codes of "chung-thuc": keep that slug '
        "(only the name may change), or choose another number",
        'procedures.csv:2: effective_from: "hôm nay" is not a date, '
        "such as 2026-03-01 or 01/03/2026",
        'procedures.csv:3: code: "1.001193" stands on line 2 already',
        'procedures.csv:4: code: "1,5" is not a procedure code, such as 1.001193',
        'procedures.csv:4: field: There is no field "ket-hon"',
        "procedures.csv:4: name: Must not be empty",
        "unit.toml:2: level: Must be one of: commune, ward, special_zone",
    ]
    assert files(folder) == before
    assert versions.latest(empty_db) == 1


def test_numbers_that_stand_in_printed_codes_are_never_reused_or_changed(tmp_path, empty_db):
    groups = table("slug,number,name,icon", "giay-to,1,Giấy tờ,")
    load_catalog(empty_db, small(tmp_path / "before", groups=groups))
    folder = small(
        tmp_path / "catalog",
        fields=table(
            "slug,number,name,sector",
            "ho-tich,3,Hộ tịch,commune",
            "chung-thuc,2,Chứng thực,commune",
            "dat-dai,1,Đất đai,commune",
        ),
        groups=table("slug,number,name,icon", "nha-dat,1,Nhà đất,"),
    )
    assert found_in(folder, empty_db) == [
        'fields.csv:2: number: The number of "ho-tich" is printed as 1; it must not change',
        'fields.csv:4: number: The number 1 is printed in codes of "ho-tich"; choose another',
        'groups.csv:2: number: The number 1 is printed in codes of "giay-to": keep that slug '
        "(only the name may change), or choose another number",
    ]


def test_the_number_of_a_field_that_left_is_not_reused_either(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "before"))
    only_births = {
        "procedures": table(HEADING, BIRTH),
        "fields": table("slug,number,name,sector", "ho-tich,1,Hộ tịch,commune"),
        "channels": "code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note\n",
        "documents": "code,case,position,name,originals,copies,form\n",
    }
    smaller = small(tmp_path / "smaller", **only_births)
    with empty_db.transaction():
        proposal = proposed(empty_db, smaller, repeal_absent=True)
        publishing.publish(empty_db, proposal, NOW, "tester", "smaller")
    only_births["fields"] += "dat-dai,2,Đất đai,commune\n"
    assert found_in(small(tmp_path / "catalog", **only_births), empty_db) == [
        'fields.csv:3: number: The number 2 is printed in codes of "chung-thuc": keep that slug '
        "(only the name may change), or choose another number"
    ]


def test_a_file_may_refer_to_what_is_stored(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "before"))
    folder = small(
        tmp_path / "catalog",
        procedures=table(f"{HEADING},status,replaced_by", f"{BIRTH},replaced,2.000815"),
        channels="code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note\n",
        documents="code,case,position,name,originals,copies,form\n",
    )
    assert found_in(folder, empty_db) == []


def test_the_stored_hosts_hold_where_the_file_has_no_unit(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "before"))
    wrong = with_column("portal_url", "https://example.vn/x", "")
    folder = small(tmp_path / "catalog", procedures=wrong, **{"unit.toml": None})
    assert found_in(folder, empty_db) == [
        "procedures.csv:2: portal_url: Not an https page of the allowed hosts, "
        "or one known to be dead: dichvucong.gov.vn"
    ]


def test_a_problem_is_one_line_whatever_the_cell_holds(tmp_path):
    folder = small(tmp_path / "catalog", procedures=with_column("posted", '"1\n\n0"', "1"))
    assert found_in(folder) == ['procedures.csv:2: posted: "1 0": write 0 or 1']


def test_lines_are_those_of_the_file_where_cells_hold_line_breaks(tmp_path):
    bases = 'code,number\n\n1.001193,"Luật\nHộ tịch"\n9.999999,x\n'
    assert found_in(small(tmp_path / "catalog", legal_bases=bases)) == [
        'legal_bases.csv:5: code: There is no procedure "9.999999"'
    ]


def test_the_heading_may_come_after_blank_lines(tmp_path):
    folder = small(tmp_path / "catalog", legal_bases="\n;\ncode;number;x\n9.999999;Luật, 2014;\n")
    assert found_in(folder) == [
        "legal_bases.csv:3: x: warning: Not a column of this table; ignored",
        'legal_bases.csv:4: code: There is no procedure "9.999999"',
    ]


def dangling(path):
    path.symlink_to("nowhere")


@pytest.mark.parametrize("name", ["legal_bases.csv", "steps.csv", "unit.toml", "guides/nop.md"])
@pytest.mark.parametrize("make", [Path.mkdir, dangling])
def test_what_is_no_file_is_a_fault(tmp_path, name, make):
    folder = small(tmp_path / "catalog", **{name: None})
    (folder / "guides").mkdir()
    make(folder / name)
    (line,) = found_in(folder)
    assert line.startswith(f"{name}:1: -: Cannot be read (")


def test_a_form_that_is_no_file_is_said_once(tmp_path):
    forms = table("id,code,name,number,file", "tk,1.001193,Tờ khai,,tk.pdf")
    folder = small(tmp_path / "catalog", forms=forms)
    (folder / "forms" / "tk.pdf").mkdir(parents=True)
    assert found_in(folder) == [
        "forms/tk.pdf:1: -: Cannot be read (Is a directory): check that it is a file, "
        "and its rights"
    ]


def test_a_file_in_place_of_a_folder_is_a_fault(tmp_path):
    folder = small(tmp_path / "catalog", **{"forms.": "", "guides.": ""})
    (folder / "forms.").rename(folder / "forms")
    (folder / "guides.").rename(folder / "guides")
    assert [line.split(" (")[0] for line in found_in(folder)] == [
        "guides:1: -: Cannot be read",
        "forms:1: -: Cannot be read",
    ]


def test_a_table_that_cannot_be_read_says_nothing_of_what_names_its_rows(tmp_path):
    folder = small(
        tmp_path / "catalog",
        groups=",,\n",
        field_groups=table("field_slug,group_slug", "ho-tich,nha-dat"),
    )
    assert found_in(folder) == [
        "groups.csv:1: -: The file is empty: it needs at least its heading row"
    ]


def test_a_file_may_name_stored_groups_and_life_events(tmp_path, empty_db):
    tables = {
        "groups": table("slug,number,name,icon", "giay-to,1,Giấy tờ,"),
        "life_events": table("slug,name,summary", "cuoi,Cưới,"),
    }
    load_catalog(empty_db, small(tmp_path / "before", **tables))
    folder = small(
        tmp_path / "catalog",
        field_groups=table("field_slug,group_slug", "ho-tich,giay-to"),
        life_event_procedures=table("event_slug,position,code,note", "cuoi,1,1.001193,"),
    )
    assert found_in(folder, empty_db) == []


# Tables in which the first procedure has no rows.
WITHOUT_BIRTHS = {
    "channels": "code,channel,duration,duration_unit,fee_vnd,fee_note,duration_note\n",
    "documents": "code,case,position,name,originals,copies,form\n",
    "legal_bases": "code,number\n",
}


def test_a_successor_that_is_stored_can_close_a_circle(tmp_path, empty_db):
    one = with_column("status,replaced_by", "replaced,2.000815", ",")
    load_catalog(empty_db, small(tmp_path / "before", procedures=one))
    back = table(f"{HEADING},status,replaced_by", f"{COPY},replaced,1.001193")
    folder = small(tmp_path / "catalog", procedures=back, **WITHOUT_BIRTHS)
    assert found_in(folder, empty_db) == [
        'procedures.csv:2: replaced_by: "1.001193" is in turn replaced by this procedure: '
        "a chain of successors must end"
    ]


def test_forms_of_procedures_outside_the_file_keep_their_names(tmp_path, empty_db):
    heading = "id,code,name,number,file"
    rows = ("a,1.001193,Đơn,,a.pdf", "b,1.001193,Đơn,,b.pdf")
    before = small(tmp_path / "before", forms=table(heading, *rows))
    put(before, **{"forms/a.pdf": "%PDF", "forms/b.pdf": "%PDF"})
    load_catalog(empty_db, before)
    rows = ("a,2.000815,Đơn,,b.pdf", "c,2.000815,Đơn,,a.pdf")
    folder = small(
        tmp_path / "catalog",
        procedures=table(HEADING, COPY),
        forms=table(heading, *rows),
        **WITHOUT_BIRTHS,
    )
    put(folder, **{"forms/a.pdf": "%PDF other", "forms/b.pdf": "%PDF"})
    assert found_in(folder, empty_db) == [
        'forms.csv:2: id: "a" is a form of 1.001193 already; choose another',
        'forms.csv:3: file: 1.001193 has a file "a.pdf" of other content already; rename this one',
    ]
    assert found_in(before, empty_db) == []


def test_text_that_is_not_utf8_is_a_fault(tmp_path):
    folder = small(tmp_path / "catalog")
    (folder / "legal_bases.csv").write_bytes(b"\xb8code,number\n")
    (folder / "procedures.csv").write_bytes(b"code,name,field\n1.001193,\xb8ng,ho-tich\n")
    assert found_in(folder) == [
        "legal_bases.csv:1: -: Not UTF-8 text: save it again as CSV UTF-8",
        "procedures.csv:2: -: Not UTF-8 text: save it again as CSV UTF-8",
    ]


@pytest.mark.parametrize(
    ("name", "body", "line"),
    [
        ("nop", "Không có tên\n", 'guides/nop.md:1: -: A guide must begin with a line "# Title"'),
        ("Nộp hồ sơ", "# Nộp\n", None),
    ],
)
def test_a_guide_has_a_heading_and_a_plain_name(tmp_path, name, body, line):
    folder = small(tmp_path / "catalog")
    (folder / "guides").mkdir()
    (folder / "guides" / f"{name}.md").write_text(body, encoding="utf-8")
    bad_name = 'guides/Nộp hồ sơ.md:1: slug: "Nộp hồ sơ": use only a-z, 0-9 and hyphens'
    assert found_in(folder) == [line or bad_name]


# The same at the door of the JSON carrier ------------------------------------------------------


def json_file(tmp_path, **changes):
    document = {
        "unit": {"name": "Xã", "level": "commune", "portal": {"hosts": ["dichvucong.gov.vn"]}},
        "fields": [{"slug": "ho-tich", "number": 1, "name": "Hộ tịch", "sector": "commune"}],
        "procedures": [{"code": "1.001193", "name": "Đăng ký khai sinh", "field": "ho-tich"}],
        **changes,
    }
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(document, ensure_ascii=True, indent=1), encoding="utf-8")
    return path


def test_a_json_catalog_without_faults_has_no_problems(tmp_path):
    assert found_in(json_file(tmp_path)) == []


def test_faults_in_json_name_the_line_of_their_object(tmp_path):
    path = json_file(
        tmp_path,
        procedures=[
            {
                "code": "1.001193",
                "name": "",
                "field": "ket-hon",
                "posted": 2,
                "documents": [{"name": "Đơn", "copies": 1.5}, {"name": "Ảnh", "copies": "x"}],
            },
            {"code": "1001193", "name": "Khai sinh", "field": "ho-tich", "reviewed_on": "nay"},
        ],
    )
    assert sorted(found_in(path)) == [
        'catalog.json:20: field: There is no field "ket-hon"',
        "catalog.json:20: name: Must not be empty",
        'catalog.json:20: posted: "2": write 0 or 1',
        "catalog.json:26: copies: Not a usable value: give text, a whole number or nothing",
        'catalog.json:30: copies: "x" is not a whole number, such as 8000 or 8.000',
        'catalog.json:36: code: "1.001193" stands on line 20 already',
        'catalog.json:36: reviewed_on: "nay" is not a date, such as 2026-03-01 or 01/03/2026',
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "catalog.json:1: -: The file is empty"),
        (b"[]", "catalog.json:1: -: The JSON file cannot be read: not an object"),
        (b'{\n"a": }', "catalog.json:2: 6: The JSON file cannot be read: Expecting value"),
        (b'{"a": "\xff"}', "catalog.json:1: -: Not UTF-8 text: save it again in UTF-8"),
        (
            b"[" * 100_000,
            "catalog.json:1: -: The JSON file cannot be read: nested too deeply",
        ),
    ],
)
def test_json_that_cannot_be_read_is_a_fault(tmp_path, content, line):
    path = tmp_path / "catalog.json"
    path.write_bytes(content)
    assert found_in(path) == [line]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        pytest.param(
            {"fields": "ho-tich"},
            "catalog.json:1: fields: Must be a list of objects",
            id="a text for a table",
        ),
        pytest.param(
            {"guides": [{"slug": "../x", "body": "# X"}]},
            'catalog.json:27: guides.../x: "../x": use only a-z, 0-9 and hyphens',
            id="a guide outside its folder",
        ),
        pytest.param(
            {"form_files": [{"file": "a.pdf", "content": "%%%"}]},
            "catalog.json:27: form_files.content: The content of the form is damaged",
            id="a damaged form",
        ),
        pytest.param(
            {"synonyms": [{"term": "cccd", "expansion": "\ud83d"}]},
            "catalog.json:27: expansion: Holds an unreadable control character; "
            "type the cell again",
            id="half a character",
        ),
        pytest.param(
            {"counters": []},
            "catalog.json:1: counters: warning: Not a table of the catalog; ignored",
            id="an unknown table",
        ),
    ],
)
def test_a_fault_of_the_json_form_is_named(tmp_path, changes, line):
    assert line in found_in(json_file(tmp_path, **changes))


def test_a_form_in_json_comes_with_its_content(tmp_path):
    path = json_file(
        tmp_path,
        procedures=[
            {
                "code": "1.001193",
                "name": "Đăng ký khai sinh",
                "field": "ho-tich",
                "forms": [{"id": "tk", "name": "Tờ khai", "file": "tk.pdf"}],
            }
        ],
        form_files=[{"file": "tk.pdf", "content": base64.b64encode(b"%PDF").decode()}],
    )
    checked, problems = check(path)
    assert problems == []
    assert list(checked.form_files.values()) == [b"%PDF"]


def procedure(**values):
    return {"code": "1.001193", "name": "Đăng ký khai sinh", "field": "ho-tich", **values}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param(
            {"procedures": None},
            ['1: procedures: The list "procedures" is missing: add it, if only as []'],
            id="a list left out",
        ),
        pytest.param(
            {"procedures": [procedure(code=1.001193, legal_bases=["60/2014/QH13"])]},
            ['20: code: Write the code in quotes, such as "1.001193"'],
            id="a code without quotes",
        ),
        pytest.param(
            {"procedures": [procedure(code="1.00119", channels=[{"channel": "direct"}])]},
            ['20: code: "1.00119" is not a procedure code, such as 1.001193'],
            id="children of a bad code",
        ),
        pytest.param(
            {"procedures": [procedure(code=None, legal_bases=["60/2014/QH13"])]},
            ["20: code: Must not be empty"],
            id="children of no code",
        ),
        pytest.param(
            {"procedures": [procedure(channels=[{"channel": "direct", "fee_vnd": True}])]},
            ["25: fee_vnd: Not a usable value: give text, a whole number or nothing"],
            id="true is no number",
        ),
        pytest.param(
            {"procedures": [procedure(agency=[1, {}], summary=False)]},
            [
                "20: agency: Not a usable value: give text, a whole number or nothing",
                "20: summary: Not a usable value: give text, a whole number or nothing",
            ],
            id="true and lists are no text",
        ),
        pytest.param(
            {"procedures": [procedure(channels="trực tiếp")]},
            ["20: channels: Must be a list of objects"],
            id="a text for the rows of a procedure",
        ),
        pytest.param(
            {
                "procedures": [
                    procedure(sumary="x", channels=[{"channel": "direct", "fee": 0}]),
                    procedure(code="2.000815", sumary="y"),
                ],
                "synonyms": [{"term": "gks", "expansion": "khai sinh", "note": ""}],
            },
            [
                "20: sumary: warning: Not a column of this table; ignored",
                "26: fee: warning: Not a column of this table; ignored",
                "40: note: warning: Not a column of this table; ignored",
            ],
            id="misspelt keys, each said once",
        ),
        pytest.param(
            {"unit": {"name": "Xã", "level": "x", "petition": {"phone": 1}, "portal": []}},
            [
                "2: level: Must be one of: commune, ward, special_zone",
                "2: portal: Must be a JSON object",
                "5: petition.phone: Must be text in quotes",
            ],
            id="the unit",
        ),
        pytest.param(
            {"unit": "Xã"}, ["1: unit: Must be a JSON object"], id="a unit that is no object"
        ),
        pytest.param(
            {"guides": [{"slug": "nop", "body": "Nộp"}, {"slug": "phi", "body": 5}]},
            [
                '27: guides.nop: A guide must begin with a line "# Title"',
                "31: guides.body: Must be text in quotes",
            ],
            id="guides",
        ),
        pytest.param(
            {"guides": [{"slug": "nop", "body": "# A"}, {"slug": "nop", "body": "# B"}]},
            ['31: guides.nop: "nop" stands on line 27 already'],
            id="two guides of one name",
        ),
        pytest.param(
            {
                "procedures": [procedure(forms=[{"id": "a", "name": "Đơn", "file": "a.pdf"}])],
                "form_files": [{"file": "b.pdf", "content": ""}, {"file": "b.pdf", "content": "ô"}],
            },
            [
                '25: file: The content of "a.pdf" is not in form_files',
                "38: form_files.content: The content of the form is damaged",
                '38: form_files.file: "b.pdf" stands on line 34 already',
            ],
            id="form files",
        ),
        pytest.param(
            {"form_files": [{"file": None, "content": "JVBERg=="}]},
            ["27: form_files.file: Must be text in quotes"],
            id="a form file without a name",
        ),
    ],
)
def test_faults_of_the_json_form_are_named_in_its_own_words(tmp_path, changes, lines):
    path = json_file(tmp_path, **changes)
    assert sorted(found_in(path)) == [f"catalog.json:{line}" for line in lines]


def test_a_key_that_stands_twice_is_a_fault(tmp_path):
    path = json_file(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"name"', '"name": "x", "name"', 2), encoding="utf-8")
    assert found_in(path) == [
        "catalog.json:2: name: This key stands twice in one object",
        "catalog.json:12: name: This key stands twice in one object",
    ]


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1e999", "1.5", "NaN"])
def test_a_number_that_no_column_takes_is_a_fault(tmp_path, number):
    path = json_file(tmp_path)
    text = path.read_text(encoding="utf-8").replace('"number": 1', f'"number": {number}')
    path.write_text(text, encoding="utf-8")
    assert found_in(path) == [
        "catalog.json:12: number: Not a usable value: give text, a whole number or nothing"
    ]


def test_a_form_file_is_found_in_json_whatever_its_marks(tmp_path):
    form = {"id": "tk", "name": "Tờ khai", "file": "Tờ khai.pdf"}
    loose = unicodedata.normalize("NFD", "Tờ khai.pdf")
    path = json_file(
        tmp_path,
        procedures=[procedure(forms=[form])],
        form_files=[{"file": loose, "content": base64.b64encode(b"%PDF").decode()}],
    )
    assert found_in(path) == []


def test_a_form_in_json_may_not_be_too_large(tmp_path):
    content = base64.b64encode(b"x" * (5 * 1024 * 1024 + 1)).decode()
    path = json_file(tmp_path, form_files=[{"file": "a.pdf", "content": content}])
    assert found_in(path) == [
        "catalog.json:27: form_files.content: The form file is larger than 5 MiB"
    ]
