import pytest
from catalog_files import check, found_in, put, small
from conftest import load_catalog

from kiosk.catalog import toml_text, unit

NAMED = 'name = "Xã"\nlevel = "commune"\n'


def with_unit(tmp_path, *lines):
    """The problems of a catalog whose unit has these lines too; the first of them is line 3."""
    return found_in(
        small(tmp_path / "catalog", **{"unit.toml": NAMED + "".join(f"{line}\n" for line in lines)})
    )


@pytest.mark.parametrize(
    "host",
    [
        "dichvucong.gov.vn; script-src *",
        "a b",
        "dichvucong.gov.vn\\r\\nSet-Cookie: a=b",
        "https://dichvucong.gov.vn",
        "dichvucong.gov.vn:443",
        "dichvucong.gov.vn/",
        "*.gov.vn",
        "'self'",
        "-a.vn",
        "dịchvụ.vn",
        "",
    ],
)
def test_a_portal_host_is_nothing_but_a_host_name(tmp_path, host):
    assert with_unit(tmp_path, "[portal]", f'hosts = ["dichvucong.gov.vn", "{host}"]') == [
        "unit.toml:4: portal.hosts: Must be a list of host names, such as dichvucong.gov.vn"
    ]


@pytest.mark.parametrize("hosts", ['"dichvucong.gov.vn"', "5", "[1]"])
def test_portal_hosts_are_a_list_of_texts(tmp_path, hosts):
    assert with_unit(tmp_path, "[portal]", f"hosts = {hosts}") == [
        "unit.toml:4: portal.hosts: Must be a list of host names, such as dichvucong.gov.vn"
    ]


def test_a_portal_host_may_be_written_in_capitals_and_with_spaces_around_it(tmp_path):
    text = NAMED + '[portal]\nhosts = [" DichVuCong.gov.vn "]\n'
    checked, problems = check(small(tmp_path / "catalog", **{"unit.toml": text}))
    assert problems == []
    assert unit.complete(checked.parts["unit"])["portal"]["hosts"] == ["dichvucong.gov.vn"]


def test_a_search_template_holds_no_line_end(tmp_path):
    assert with_unit(
        tmp_path,
        "[portal]",
        'hosts = ["dichvucong.gov.vn"]',
        'search_template = "https://dichvucong.gov.vn/\\r\\nSet-Cookie: {code}"',
    ) == [
        "unit.toml:5: portal.search_template: Not usable: only {code}, {province}, {ward}, "
        "and https of an allowed host"
    ]


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        (['phone = "1\\u0001"'], ["3: phone: Holds an unreadable control character"]),
        (["[petition]", "phone = 115"], ["4: petition.phone: Must be text in quotes"]),
        (["[petition]", 'agency = "\\u0007"'], ["4: petition.agency: Holds an unreadable"]),
        (["petition = 'Sở'"], ["3: petition: Must be a table of the TOML file"]),
        (["[portal]", "search_template = 5"], ["4: portal.search_template: Must be text"]),
        (["phonee = '1'"], ["3: phonee: Not a value of the unit profile; check the spelling"]),
        (["[petition]", "x = '1'"], ["4: petition.x: Not a value of the unit profile"]),
    ],
)
def test_a_fault_of_the_unit_is_named_with_its_line(tmp_path, lines, problems):
    found = with_unit(tmp_path, *lines)
    assert len(found) == len(problems)
    assert all(a.startswith(f"unit.toml:{b}") for a, b in zip(found, problems, strict=True))


def test_a_blank_name_is_no_name(tmp_path):
    folder = small(tmp_path / "catalog", **{"unit.toml": 'level = "commune"\nname = "  "\n'})
    assert found_in(folder) == ["unit.toml:2: name: Must not be empty"]


def test_texts_of_the_unit_are_trimmed_and_composed(tmp_path):
    text = NAMED + 'address = " Tha\u0323nh Ho\u0301a\\r\\n"\n[petition]\nagency = "Sơ\u0309 "\n'
    checked, problems = check(small(tmp_path / "catalog", **{"unit.toml": text}))
    assert [str(problem) for problem in problems] == [
        "unit.toml:3: -: warning: 2 cells were not in NFC; they are normalised"
    ]
    profile = unit.complete(checked.parts["unit"])
    assert (profile["address"], profile["petition"]["agency"]) == ("Thạnh Hóa", "Sở")


def test_a_stored_unit_stands_where_the_file_names_no_value(tmp_path, empty_db):
    folder = small(tmp_path / "catalog")
    load_catalog(empty_db, folder)
    put(folder, **{"unit.toml": 'phone = "115"\n'})
    assert found_in(folder, empty_db) == []
    assert found_in(folder) == [
        "unit.toml:1: name: Must not be empty",
        "unit.toml:1: level: Must be one of: commune, ward, special_zone",
    ]


def test_a_template_that_stays_must_lead_to_the_new_hosts(tmp_path, empty_db):
    portal = '[portal]\nhosts = ["a.vn"]\nsearch_template = "https://a.vn/{code}"\n'
    folder = small(tmp_path / "catalog", **{"unit.toml": NAMED + portal})
    load_catalog(empty_db, folder)
    put(folder, **{"unit.toml": '[portal]\nhosts = ["b.vn"]\n'})
    (line,) = found_in(folder, empty_db)
    assert line.startswith("unit.toml:1: portal.search_template: Not usable")


def test_the_line_of_a_toml_fault_stands_in_front(tmp_path):
    broken = NAMED + "phone = 1 2\n"
    folder = small(tmp_path / "catalog", **{"unit.toml": broken})
    (line,) = found_in(folder)
    assert line.startswith("unit.toml:3: 11: The TOML file cannot be read: Expected newline")
    put(folder, **{"unit.toml": NAMED + 'phone = """115\n'})
    (line,) = found_in(folder)
    assert line.startswith("unit.toml:3: -: The TOML file cannot be read: ")
    assert "(at " not in line


def test_the_lines_of_toml_values_are_found():
    text = "# name = 1\nname = 'x'\n\n[ portal ]\nhosts = [\n 'a',\n]\n  search_template = ''\n"
    assert toml_text.lines_of(text) == {
        "name": 2,
        "portal": 4,
        "portal.hosts": 5,
        "portal.search_template": 8,
    }
