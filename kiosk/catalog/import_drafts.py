"""Imports that wait: files that were sent and read, and are not published yet."""

from dataclasses import dataclass
from hashlib import sha256

from kiosk.catalog import import_choices
from kiosk.catalog.import_choices import Choices
from kiosk.store import Database
from kiosk.store.database import first


@dataclass(frozen=True)
class Draft:
    """
    One file with what was decided of it. *at*: a stamp. *publication*: the number under which it
    was published; then its *content* is empty. *digest*: SHA-256 of what was sent.
    """

    id: int
    at: str
    who: str
    file_name: str
    digest: str
    content: bytes
    choices: Choices
    publication: int | None


def add(db: Database, at: str, who: str, file_name: str, content: bytes) -> int:
    """Keep a file that *who* sent; its number."""
    (row,) = db.query(
        """
        insert into import_draft (unit_id, at, who, file_name, digest, content, choices)
        values (:unit, :at, :who, :file_name, :digest, :content, :choices)
        returning id
        """,
        {
            "at": at,
            "who": who,
            "file_name": file_name,
            "digest": sha256(content).hexdigest(),
            "content": content,
            "choices": Choices().packed(),
        },
    )
    return row["id"]


def one(db: Database, draft_id: int) -> Draft | None:
    """The draft *draft_id*, waiting or published."""
    row = first(
        db.query(
            """
            select id, at, who, file_name, digest, content, choices, publication_id as publication
            from import_draft
            where unit_id = :unit and id = :draft
            """,
            {"draft": draft_id},
        )
    )
    if row is None:
        return None
    choices = import_choices.unpacked(row["choices"])
    return Draft(**{**row, "content": bytes(row["content"]), "choices": choices})


def waits(db: Database, draft_id: int) -> bool:
    """Is the draft there, and not published yet?"""
    found = db.query(
        """
        select 1 as n
        from import_draft
        where unit_id = :unit and id = :draft and publication_id is null
        """,
        {"draft": draft_id},
    )
    return first(found) is not None


def waiting(db: Database) -> list[dict]:
    """
    The drafts that are not published yet, newest first.

    Rows: {"id": 3, "at": "2026-03-10T03:00:00Z", "who": "an", "file_name": "xa.xlsx"}
    """
    return list(
        db.query(
            """
            select id, at, who, file_name
            from import_draft
            where unit_id = :unit and publication_id is null
            order by id desc
            """
        )
    )


def decide(db: Database, draft_id: int, choices: Choices) -> None:
    """Keep what was decided of a draft."""
    db.execute(
        """
        update import_draft
        set choices = :choices
        where unit_id = :unit and id = :draft and publication_id is null
        """,
        {"draft": draft_id, "choices": choices.packed()},
    )


def close(db: Database, draft_id: int, publication: int) -> None:
    """The draft was published as number *publication*; its file is kept no longer."""
    db.execute(
        """
        update import_draft
        set publication_id = :publication, content = :nothing
        where unit_id = :unit and id = :draft
        """,
        {"draft": draft_id, "publication": publication, "nothing": b""},
    )


def throw_away(db: Database, draft_id: int) -> bool:
    """Forget a draft that waits; False when there is none."""
    return bool(
        db.execute(
            """
            delete from import_draft
            where unit_id = :unit and id = :draft and publication_id is null
            """,
            {"draft": draft_id},
        )
    )
