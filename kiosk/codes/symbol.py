"""The QR symbol of an address: made once, then kept, so that a printed code never changes."""

from dataclasses import dataclass
from hashlib import sha256

from kiosk import clock
from kiosk.errors import CodesError
from kiosk.store import Database
from kiosk.store.database import first

LEVEL = "Q"  # survives dirt and glare on a wall (qr.md, section 3)
# Longest address of one byte segment at level Q (ISO/IEC 18004, table 7).
LONGEST = {2: 20, 3: 32, 4: 46}


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
    import qrcode

    draft = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=0)
    draft.add_data(payload, optimize=0)
    draft.best_fit()
    final = qrcode.QRCode(
        version=draft.version,
        error_correction=qrcode.constants.ERROR_CORRECT_Q,
        border=0,
        mask_pattern=draft.best_mask_pattern(),
    )
    final.add_data(payload, optimize=0)
    final.make(fit=False)
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in final.modules)
    return Symbol(payload, LEVEL, final.version, final.mask_pattern, rows)


def of_payload(db: Database, payload: str) -> Symbol:
    """
    The symbol of *payload*: the stored one, else a new one, which is stored.

    Raises CodesError when the stored matrix no longer has its digest.
    """
    stored = find(db, payload)
    if stored is not None:
        return stored
    symbol = encode(payload)
    db.execute(
        """
        insert into symbol (unit_id, payload, level, version, mask, modules, digest, made_at)
        values (:unit, :payload, :level, :version, :mask, :modules, :digest, :made_at)
        on conflict (unit_id, payload) do nothing
        """,
        {
            "payload": payload,
            "level": symbol.level,
            "version": symbol.version,
            "mask": symbol.mask,
            "modules": _packed(symbol),
            "digest": symbol.digest,
            "made_at": clock.stamp(clock.utc_now()),
        },
    )
    return symbol


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
