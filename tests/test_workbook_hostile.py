"""Workbooks that were made to harm: each is refused in one readable line, soon."""

import io
import os
import zipfile
from datetime import datetime

import pytest
from catalog_files import found_in
from openpyxl import Workbook

from kiosk.catalog import reading, workbook_gate, workbook_grid

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"


def plain(rows=3):
    """A small honest workbook."""
    book, out = Workbook(), io.BytesIO()
    for row in range(rows):
        book.active.append([f"code{row}", "name", 1])
    book.save(out)
    return out.getvalue()


def with_part(content, name, body):
    """*content* with one part replaced or added; *body*: bytes, or chunks of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                if member.filename != name:
                    new.writestr(member.filename, old.read(member))
            with new.open(name, "w") as file:
                for chunk in [body] if isinstance(body, bytes) else body:
                    file.write(chunk)
    return out.getvalue()


def part(name, content=None):
    with zipfile.ZipFile(io.BytesIO(content or plain())) as package:
        return package.read(name)


def sheet(inner, dimension=b"A1:C3", prolog=b""):
    return (
        HEAD + prolog + b"<worksheet " + MAIN + b'><dimension ref="' + dimension + b'"/><sheetData>'
        b"" + inner + b"</sheetData></worksheet>"
    )


def row_of_text(text):
    return b'<row><c t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


def with_shared_texts(texts):
    """A workbook whose cells can share *texts*."""
    types = part(TYPES).replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    body = [HEAD, b"<sst " + MAIN + b">", *(b"<si><t>" + text + b"</t></si>" for text in texts)]
    return with_part(with_part(plain(), TYPES, types), TEXTS, [*body, b"</sst>"])


def shared_texts():
    """200 MB of shared texts in less than 200 KiB."""
    return with_shared_texts([b"a" * 10**6] * 200)


def empty_rows():
    """300 MB of empty rows in less than 500 KiB."""
    return with_part(
        plain(),
        SHEET,
        [HEAD, b"<worksheet " + MAIN + b"><sheetData>"]
        + [b"<row/>" * 100_000] * 500
        + [b"</sheetData></worksheet>"],
    )


def entities():
    """A text that would unfold to a billion words."""
    names = b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(10)
    )
    return sheet(row_of_text(b"&a9;"), prolog=b"<!DOCTYPE w [" + names + b"]>")


def many_parts():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(30_000):
            package.writestr(f"a/{number}", b"")
    return out.getvalue()


def repeated_part():
    out = io.BytesIO(plain())
    with pytest.warns(UserWarning), zipfile.ZipFile(out, "a") as package:
        package.writestr(SHEET, b"")
    return out.getvalue()


def lying_sizes():
    """A zip that states small sizes for what is large."""
    content = empty_rows()
    true = part(SHEET, content)
    return content.replace(len(true).to_bytes(4, "little"), (100).to_bytes(4, "little"))


def with_password_flag():
    content = bytearray(plain())
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(signature)
        content[at + offset] |= 1
    return bytes(content)


OUTSIDE = b'<!DOCTYPE w [<!ENTITY x SYSTEM "outside.txt">]>'
MACRO_TYPES = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
FILES = [
    ("empty rows", empty_rows, "workbook_too_large_unpacked"),
    ("shared texts", shared_texts, "workbook_too_large_unpacked"),
    ("sizes that lie", lying_sizes, "workbook_"),
    ("entities in entities", lambda: with_part(plain(), SHEET, entities()), "workbook_dtd"),
    (
        "entity of another file",
        lambda: with_part(plain(), SHEET, sheet(row_of_text(b"&x;"), prolog=OUTSIDE)),
        "workbook_dtd",
    ),
    (
        "entities in UTF-16",
        lambda: with_part(plain(), SHEET, entities().decode().encode("utf-16")),
        "workbook_dtd",
    ),
    ("30,000 parts", many_parts, "workbook_too_many_parts"),
    ("a part twice", repeated_part, "workbook_damaged"),
    ("a password", with_password_flag, "workbook_old"),
    ("an old workbook", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "workbook_old"),
    ("macros", lambda: with_part(plain(), "xl/vbaProject.bin", b"x"), "workbook_macros"),
    (
        "macros under another name",
        lambda: with_part(plain(), TYPES, part(TYPES) + b"<!-- " + MACRO_TYPES + b" -->"),
        "workbook_macros",
    ),
    (
        "links to other files",
        lambda: with_part(plain(), "xl/externalLinks/externalLink1.xml", b"<a/>"),
        "workbook_external",
    ),
    ("half of a zip", lambda: plain()[: len(plain()) // 2], "workbook_damaged"),
    ("a PDF", lambda: b"%PDF-1.4 hello", "workbook_not_xlsx"),
    ("nothing", lambda: b"", "workbook_not_xlsx"),
    ("another zip", lambda: zip_of("word/document.xml"), "workbook_not_xlsx"),
    ("6 MiB", lambda: plain() + b"\0" * (6 << 20), "workbook_too_large"),
]


def zip_of(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, b"<a/>")
    return out.getvalue()


@pytest.mark.parametrize(("make", "key"), [pytest.param(*f[1:], id=f[0]) for f in FILES])
def test_the_gate_refuses_before_any_parser(make, key):
    with pytest.raises(workbook_gate.Refused) as refused:
        workbook_gate.check(make())
    assert refused.value.key.startswith(key)


def test_an_honest_workbook_passes_the_gate():
    workbook_gate.check(plain(2000))
    # Printer settings and comments are no macros.
    workbook_gate.check(with_part(plain(), "xl/printerSettings/printerSettings1.bin", b"x"))
    workbook_gate.check(with_part(plain(), "xl/drawings/vmlDrawing1.vml", b"<xml/>"))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        pytest.param(
            sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', b"A1:XFD1048576"),
            "No table of procedures was found",
            id="a far cell in a far column",
        ),
        pytest.param(
            sheet(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', b"A1:A1"),
            'The sheet "Sheet" holds data past row 20000: split the file or delete spare rows',
            id="a far row",
        ),
        pytest.param(sheet(b"<a>" * 100_000 + b"</a>" * 100_000), "", id="deep tags"),
        pytest.param(sheet(b"<row><c><v>"), "The .xlsx file is damaged", id="half of the XML"),
        pytest.param(HEAD + b"<html/>", "No table of procedures was found", id="other XML"),
        pytest.param(sheet(b'<row r="x"/>'), "The .xlsx file is damaged", id="nonsense"),
    ],
)
def test_what_passes_the_gate_still_ends_in_one_line(tmp_path, body, problem):
    path = tmp_path / "upload.xlsx"
    path.write_bytes(with_part(plain(), SHEET, body))
    (found,) = found_in(path)
    assert found.startswith("upload.xlsx:1: -: ")
    assert problem in found


def test_a_shared_text_in_each_of_many_cells_is_refused(tmp_path):
    """The file is small, its text would fill the memory."""
    cells = b"".join(
        b'<row r="%d">' % n + b'<c t="s"><v>0</v></c>' * 40 + b"</row>" for n in range(1, 20)
    )
    content = with_shared_texts([b"a" * 32_000])
    (tmp_path / "upload.xlsx").write_bytes(with_part(content, SHEET, sheet(cells)))
    (problem,) = found_in(tmp_path / "upload.xlsx")
    assert problem.endswith("far more text than a catalog: keep only the sheets that are needed")


def test_the_hostile_files_are_refused_through_the_front_door(tmp_path):
    path = tmp_path / "upload.xlsx"
    for name, make, _ in FILES:
        path.write_bytes(make())
        found = found_in(path)
        assert len(found) == 1, name
        assert found[0].startswith("upload.xlsx:1: -: "), name


@pytest.mark.parametrize(
    ("work", "timeout_s"),
    [
        pytest.param("time.sleep(60)", 1, id="no end"),
        pytest.param("held = [bytes(1 << 20) for _ in range(4096)]", 20, id="memory"),
        pytest.param("os.kill(os.getpid(), 9)", 20, id="killed"),
    ],
)
def test_a_parser_that_takes_too_much_is_stopped(tmp_path, monkeypatch, work, timeout_s):
    lines = ["import os, time", "from kiosk.catalog import reading_child"]
    lines += ["reading_child.limit_itself()", work]
    (tmp_path / "greedy.py").write_text("\n".join(lines), encoding="utf-8")
    paths = [str(tmp_path), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    with pytest.raises(workbook_gate.Refused) as refused:
        path = tmp_path / "upload.xlsx"
        reading.in_child("workbook", path, path.name, module="greedy", timeout_s=timeout_s)
    assert refused.value.key == "reading_too_heavy"


def test_a_stated_size_that_is_too_small_hides_no_rows(tmp_path):
    book, path = Workbook(), tmp_path / "book.xlsx"
    for number in range(50):
        book.active.append([number, datetime(2026, 1, 1), True, 1.5, None, "=1"])
    book.save(path)
    inner = part(SHEET, path.read_bytes())
    path.write_bytes(with_part(path.read_bytes(), SHEET, inner.replace(b"A1:F50", b"A1:A2")))
    (found,) = workbook_grid.of(path.read_bytes())
    assert len(found.lines) == 50
    assert [workbook_grid.text(cell) for cell in found.lines[49].cells] == [
        *("49", "01/01/2026", "1", "1.5")
    ]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path):
    path = tmp_path / "gone.xlsx"
    path.symlink_to(tmp_path / "nowhere")
    assert found_in(path) == [
        "gone.xlsx:1: -: Cannot be read (No such file or directory): check that it is a file, and"
        " its rights"
    ]
