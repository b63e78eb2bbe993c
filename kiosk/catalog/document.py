"""The whole catalog of a unit as one document: what the carriers write and `init` starts from."""

from datetime import date
from pathlib import Path
from typing import Any

from kiosk.catalog import csv_list, folder, json_file, reading, reviews, schema, versions
from kiosk.catalog.raw import Raw
from kiosk.errors import CatalogError
from kiosk.store import Database

# Stored beside a form; a carrier holds the file itself, from which it is computed anew.
_DIGEST = "sha256"
# Endings that ask for a kind of file that is not written; a folder may well be called `out.2026`.
_OTHER_FILES = (".csv", ".xls", ".xlsm", ".xlsb", ".ods", ".txt", ".toml", ".zip")
_OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods")


def read(path: Path) -> Raw:
    """What the carrier at *path* holds. Raises CatalogError when it is no carrier of ours."""
    if path.is_dir():
        return folder.read(path)
    if path.suffix.lower() == ".json":
        return json_file.read(path)
    if path.suffix.lower() == ".xlsx":
        return reading.workbook(path)
    if path.suffix.lower() == ".csv":
        return csv_list.read(path)
    if path.suffix.lower() in _OTHER_WORKBOOKS:
        raise CatalogError(
            f"{path} is not a catalog: open it and save it as .xlsx, without macros."
        )
    raise CatalogError(
        f"{path} is not a catalog: give a folder with CSV tables, an .xlsx or a .json file."
    )


def export(db: Database, path: Path, day: date) -> int:
    """
    Write the catalog as in force on *day* to a folder, an .xlsx or a .json file; the number of
    procedures.

    Procedures that only start later are in it. A change that waits for a procedure in force is
    not, for a carrier holds one row a procedure; importing what is written leaves it waiting.
    What was at *path* is replaced file by file. Raises CatalogError when *path* is no place for it.
    """
    with db.snapshot():
        document = of_database(db, day)
        files = _form_files(db, document)
    if path.suffix.lower() == ".json":
        path.parent.mkdir(parents=True, exist_ok=True)
        json_file.write(path, _without_digests(document), files)
    elif path.suffix.lower() == ".xlsx" and not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Only now: the server writes no workbooks, and need not hold their library.
        from kiosk.catalog import workbook_writing

        workbook_writing.write(path, _without_digests(document))
    elif path.suffix.lower() in _OTHER_FILES and not path.is_dir():
        raise CatalogError(f"{path}: a catalog is written as a folder, as .xlsx or as .json.")
    elif path.exists() and not path.is_dir():
        raise CatalogError(
            f"{path} is a file. Give a folder or a name that ends in .xlsx or .json."
        )
    else:
        folder.write(path, _without_digests(document), files)
    return len(document["procedures"])


def of_database(db: Database, day: date) -> dict[str, Any]:
    """The document: `unit`, `fields`, `procedures` with their own tables, the other tables."""
    with db.snapshot():
        parts = versions.parts(db)
        stored = versions.in_force(db, day)
        upcoming = versions.upcoming(db, day)
        reviewed = reviews.days(db)
    later = {code: version for code, version in upcoming.items() if code not in stored}
    return {
        "unit": parts["unit"],
        "fields": parts["fields"],
        "procedures": [
            reviews.noted(version.body, reviewed) for version in [*stored.values(), *later.values()]
        ],
        **{table.name: parts.get(table.name, []) for table in schema.PARTS[1:]},
        "guides": parts.get("guides", []),
    }


def _form_files(db: Database, document: dict) -> dict[str, bytes]:
    """The bytes of every form, by file name."""
    found = {}
    for procedure in document["procedures"]:
        for form in procedure["forms"]:
            if form[_DIGEST] and (content := versions.form_file(db, form[_DIGEST])) is not None:
                found[form["file"]] = content
    return found


def _without_digests(document: dict) -> dict:
    procedures = [
        {
            **procedure,
            "forms": [
                {key: value for key, value in form.items() if key != _DIGEST}
                for form in procedure["forms"]
            ],
        }
        for procedure in document["procedures"]
    ]
    return {**document, "procedures": procedures}
