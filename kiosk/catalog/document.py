"""The whole catalog of a unit as one document: what the carriers write and `init` starts from."""

from datetime import date
from pathlib import Path
from typing import Any

from kiosk.catalog import folder, json_file, schema, versions
from kiosk.catalog.raw import Raw
from kiosk.errors import CatalogError
from kiosk.store import Database

_NO_SEAL = "sha256"  # stored beside a form; computed anew from the file that a carrier holds


def read(path: Path) -> Raw:
    """What the carrier at *path* holds. Raises CatalogError when it is no carrier of ours."""
    if path.is_dir():
        return folder.read(path)
    if path.suffix.lower() == ".json":
        return json_file.read(path)
    raise CatalogError(f"{path} is not a catalog: give a folder with CSV tables or a .json file.")


def export(db: Database, path: Path, day: date) -> int:
    """
    Write the catalog as in force on *day*, with what only starts later, to a folder or a .json
    file; the number of procedures. What was at *path* is replaced table by table.
    """
    document = of_database(db, day)
    files = _form_files(db, document)
    if path.suffix.lower() == ".json":
        path.parent.mkdir(parents=True, exist_ok=True)
        json_file.write(path, _without_seals(document), files)
    elif path.suffix and not path.is_dir():
        raise CatalogError(f"{path}: a catalog is written as a folder or as a .json file.")
    elif path.exists() and not path.is_dir():
        raise CatalogError(f"{path} is a file. Give a folder or a name that ends in .json.")
    else:
        folder.write(path, _without_seals(document), files)
    return len(document["procedures"])


def of_database(db: Database, day: date) -> dict[str, Any]:
    """The document: `unit`, `fields`, `procedures` with their own tables, the other tables."""
    parts = versions.parts(db)
    stored = versions.in_force(db, day)
    later = {code: v for code, v in versions.upcoming(db, day).items() if code not in stored}
    return {
        "unit": parts["unit"],
        "fields": parts["fields"],
        "procedures": [version.body for version in [*stored.values(), *later.values()]],
        **{table.name: parts.get(table.name, []) for table in schema.PARTS[1:]},
        "guides": parts.get("guides", []),
    }


def _form_files(db: Database, document: dict) -> dict[str, bytes]:
    """The bytes of every form, by file name."""
    found = {}
    for procedure in document["procedures"]:
        for form in procedure["forms"]:
            if form[_NO_SEAL] and (content := versions.form_file(db, form[_NO_SEAL])) is not None:
                found[form["file"]] = content
    return found


def _without_seals(document: dict) -> dict:
    procedures = [
        {
            **procedure,
            "forms": [
                {key: value for key, value in form.items() if key != _NO_SEAL}
                for form in procedure["forms"]
            ],
        }
        for procedure in document["procedures"]
    ]
    return {**document, "procedures": procedures}
