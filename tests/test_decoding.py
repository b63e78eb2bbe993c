import pytest
from catalog_files import SMALL, found_in, proposed, small
from conftest import load_catalog

from kiosk.catalog import decoding

TEXT = "code,name\n1.001193,Đăng ký khai sinh tại Ủy ban nhân dân xã\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_office_programs_save_as_unicode_is_read(encoding):
    assert decoding.decoded(TEXT.encode(encoding)) == TEXT
    assert decoding.decoded(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (TEXT.encode("utf-16-le"), "utf16_without_mark", 1),
        ("code,name\n1,Đăng k\u0301 t\u0323 x\u0303\n".encode("cp1258", "replace"), "not_utf8", 2),
        ("code,name\n1,Đăng ky\u0301 ta\u0323i xa\u0303\n".encode("cp1258"), "windows_1258", 2),
        ("code,name\n1,Đăng ký t?i Sêng c?u\n".encode("cp1258", "replace"), "windows_1258", 2),
        (b"code,name\n1,\xa7\xa8ng k\xfd\n", "not_utf8", 2),  # TCVN3
        (b"code,name\n1,\xd1a\xeang ky\xf9\n", "not_utf8", 2),  # VNI
        (b"\xff\xfec\0o\0d", "not_utf8", 1),
        (b"\xef\xbb\xbfcode\n\xff\n", "not_utf8", 2),
    ],
)
def test_other_bytes_are_refused_with_the_reason(content, key, line):
    with pytest.raises(decoding.Undecodable) as bad:
        decoding.decoded(content)
    assert (bad.value.key, bad.value.line) == (key, line)


def test_a_folder_saved_as_unicode_text_with_tabs_is_the_same_catalog(tmp_path, empty_db):
    load_catalog(empty_db, small(tmp_path / "catalog"))
    for name in ("procedures.csv", "fields.csv"):
        text = SMALL[name].replace(",", "\t").replace("\n", "\r\n")
        (tmp_path / "catalog" / name).write_bytes(text.encode("utf-16"))
    (tmp_path / "catalog" / "unit.toml").write_bytes(SMALL["unit.toml"].encode("utf-16"))
    assert found_in(tmp_path / "catalog", empty_db) == []
    assert proposed(empty_db, tmp_path / "catalog").is_empty


def test_a_windows_1258_table_says_what_to_do(tmp_path):
    folder = small(tmp_path / "catalog")
    content = "code,name,field\n1.001193,Đăng ky\u0301 khai sinh,ho-tich\n".encode("cp1258")
    (folder / "procedures.csv").write_bytes(content)
    assert found_in(folder)[0] == (
        "procedures.csv:2: -: The text is in Windows-1258, which lost some Vietnamese letters when"
        " it was saved: open the original and save it as CSV UTF-8 or .xlsx"
    )
