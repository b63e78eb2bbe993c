"""The QR symbol of an address: made once, then kept, so that a printed code never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from kiosk import clock
from kiosk.errors import CodesError
from kiosk.store import Database
from kiosk.store.database import first

LEVEL = "Q"  # survives dirt and glare on a wall


@dataclass(frozen=True)
class Symbol:
    """A QR matrix without its quiet zone: *rows* of `0` and `1` (dark), top to bottom."""

    payload: str
    level: str
    version: int
    mask: int
    rows: tuple[str, ...]

    @property
    def size(self) -> int:
        """Modules on a side."""
        return len(self.rows)

    @property
    def digest(self) -> str:
        """The identity of a printed code: SHA-256 of its matrix."""
        return sha256("\n".join(self.rows).encode("ascii")).hexdigest()


def encode(payload: str) -> Symbol:
    """A new symbol of *payload*: smallest version, one byte segment, the encoder's best mask."""
    # Imported here: most commands and all pages do without the encoder.
    from kiosk.codes import encoder

    version, mask, matrix = encoder.encode(payload, LEVEL)
    return Symbol(payload, LEVEL, version, mask, encoder.rows(matrix, version))


def of_payloads(db: Database, payloads: Iterable[str]) -> list[Symbol]:
    """
    The symbols of *payloads*: stored ones as they are; new ones are made, and then stored.

    Raises CodesError when a stored matrix no longer has its digest.
    """
    wanted = list(payloads)
    stored = {payload: find(db, payload) for payload in wanted}
    made = {payload: encode(payload) for payload, known in stored.items() if known is None}
    # A short transaction: meanwhile a running server cannot store what it counts.
    with db.transaction():
        for symbol in made.values():
            _store(db, symbol)
    # Of what was made, another build may have stored its own first: that is what counts.
    return [stored[payload] or find(db, payload) or made[payload] for payload in wanted]


def _store(db: Database, symbol: Symbol) -> None:
    db.execute(
        """
        insert into symbol (unit_id, payload, level, version, mask, modules, digest, made_at)
        values (:unit, :payload, :level, :version, :mask, :modules, :digest, :made_at)
        on conflict (unit_id, payload) do nothing
        """,
        {
            "payload": symbol.payload,
            "level": symbol.level,
            "version": symbol.version,
            "mask": symbol.mask,
            "modules": _packed(symbol),
            "digest": symbol.digest,
            "made_at": clock.stamp(clock.utc_now()),
        },
    )


def find(db: Database, payload: str) -> Symbol | None:
    """The stored symbol of *payload*, or None."""
    row = first(
        db.query(
            """
            select level, version, mask, modules, digest
            from symbol
            where unit_id = :unit and payload = :payload
            """,
            {"payload": payload},
        )
    )
    if row is None:
        return None
    rows = _unpacked(row["modules"], 17 + 4 * row["version"])
    symbol = Symbol(payload, row["level"], row["version"], row["mask"], rows)
    if symbol.digest != row["digest"]:
        raise CodesError(
            f"The stored symbol of {payload} is damaged: its matrix and digest differ. "
            "Restore a backup of the database."
        )
    return symbol


def payloads(db: Database) -> list[str]:
    """Every address that ever got a symbol."""
    rows = db.query(
        """
        select payload
        from symbol
        where unit_id = :unit
        order by payload
        """
    )
    return [row["payload"] for row in rows]


def _packed(symbol: Symbol) -> str:
    """The matrix as hexadecimal text, row after row."""
    bits = "".join(symbol.rows)
    return f"{int(bits, 2):0{(len(bits) + 3) // 4}x}"


def _unpacked(modules: str, size: int) -> tuple[str, ...]:
    """The rows of the matrix; none when *modules* is not hexadecimal."""
    try:
        bits = f"{int(modules, 16):0{size * size}b}"
    except ValueError:
        return ()
    return tuple(bits[start : start + size] for start in range(0, size * size, size))
