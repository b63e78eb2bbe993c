"""Form files that clerks upload."""

import pytest

from kiosk.catalog import cells, form_uploads
from kiosk.catalog.form_uploads import BadForm


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.pdf", b"<html>", "form_file_content"),
        ("a.docx", b"%PDF-1.4", "form_file_content"),
        ("a.pdf", b"", "form_file_content"),
        ("a.exe", b"MZ", "form_file_kind"),
        ("a.pdf.html", b"%PDF-1.4", "form_file_kind"),
        ("a", b"%PDF-1.4", "form_file_kind"),
        ("a.pdf", b"%PDF-" + b"x" * 5 * 1024 * 1024, "form_too_large"),
    ],
)
def test_what_is_no_form_is_refused(name, content, key):
    with pytest.raises(BadForm) as refused:
        form_uploads.checked(name, content)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Tờ khai đăng ký.PDF", "1001193-to-khai-dang-ky.pdf"),
        ("../../etc/passwd.pdf", "1001193-passwd.pdf"),
        ("C:\\Users\\an\\mẫu 01.docx", "1001193-mau-01.docx"),
        ("日本.pdf", "1001193-bieu-mau.pdf"),
        ("1001193-to-khai.pdf", "1001193-to-khai.pdf"),
        ("x" * 300 + ".odt", "1001193-" + "x" * 60 + ".odt"),
    ],
)
def test_a_file_is_kept_under_a_plain_name_of_its_own(name, kept):
    assert form_uploads.kept_name(name, "1.001193", set()) == kept
    assert cells.file_name(kept) == kept


def test_two_files_never_share_a_name():
    taken = {"1001193-a.pdf", "1001193-a-2.pdf"}
    assert form_uploads.kept_name("a.pdf", "1.001193", taken) == "1001193-a-3.pdf"
