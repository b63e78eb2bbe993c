"""What is known of each link: the last check by the program, and what a person said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk import clock
from kiosk.store import Database

# What the program can find. `person`: a machine cannot tell; somebody has to look.
VERDICTS = ("ok", "moved", "blank", "wrong", "error", "person")
# What a person can say: it opens the right page, it is broken, or (again) nothing.
SAYINGS = ("right", "dead", "nothing")
GOOD = ("ok", "right")
FAILED = ("dead", "error", "blank", "wrong", "moved")
# How a link can stand, the worst first. `unchecked`: nothing is known.
STATES = (*FAILED, "person", "unchecked", "right", "ok")


@dataclass(frozen=True)
class Verdict:
    """*name*: one of `VERDICTS`; *reason*: why, text `link_reason_<reason>`, with *value* in it."""

    name: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class State:
    """
    How a link stands: *name* is one of `STATES`. *verdict*: of the last check, with its moment *at*
    (None, empty: never checked). *who* said what counts and *said_at* when, else empty.
    """

    name: str = "unchecked"
    verdict: Verdict | None = None
    at: str = ""
    who: str = ""
    said_at: str = ""

    @property
    def is_good(self) -> bool:
        return self.name in GOOD

    @property
    def is_failed(self) -> bool:
        return self.name in FAILED


UNKNOWN = State()


def add_check(db: Database, address: str, verdict: Verdict, now: datetime) -> None:
    """
    Keep what the program found at *address*. What a person said before no longer counts when an
    error is found behind a "right", or the page named behind a "dead".
    """
    db.execute(
        """
        insert into link_check (unit_id, address, verdict, reason, value, at)
        values (:unit, :address, :verdict, :reason, :value, :at)
        """,
        {
            "address": address,
            "verdict": verdict.name,
            "reason": verdict.reason,
            "value": verdict.value[:200],
            "at": clock.stamp(now),
        },
    )
    said = _sayings(db).get(address)
    if said and (said["says"], verdict.name) in (("right", "error"), ("dead", "ok")):
        say(db, address, "nothing", now, "")


def say(db: Database, address: str, says: str, now: datetime, who: str) -> None:
    """Keep what *who* says of *address*: one of `SAYINGS`."""
    db.execute(
        """
        insert into link_saying (unit_id, address, says, at, who)
        values (:unit, :address, :says, :at, :who)
        """,
        {"address": address, "says": says, "at": clock.stamp(now), "who": who},
    )


def everything(db: Database) -> dict[str, State]:
    """How every link stands that was ever checked or spoken of, by address."""
    checks, said = _checks(db), _sayings(db)
    return {address: _state(checks.get(address), said.get(address)) for address in checks | said}


def dead(db: Database) -> dict[str, str]:
    """The addresses that a person found broken: the local day, ISO, on which that was said."""
    return {
        address: clock.local_day(datetime.fromisoformat(row["at"])).isoformat()
        for address, row in _sayings(db).items()
        if row["says"] == "dead"
    }


def _state(check: dict | None, said: dict | None) -> State:
    verdict = Verdict(check["verdict"], check["reason"], check["value"]) if check else None
    at = check["at"] if check else ""
    if said and said["says"] != "nothing":
        return State(said["says"], verdict, at, said["who"], said["at"])
    return State(verdict.name if verdict else "unchecked", verdict, at)


def _checks(db: Database) -> dict[str, dict]:
    rows = db.query(
        """
        select address, verdict, reason, value, at
        from link_check
        where unit_id = :unit
          and id = (
              select max(id)
              from link_check last
              where last.unit_id = link_check.unit_id and last.address = link_check.address
          )
        """
    )
    return {row["address"]: row for row in rows}


def _sayings(db: Database) -> dict[str, dict]:
    rows = db.query(
        """
        select address, says, at, who
        from link_saying
        where unit_id = :unit
          and id = (
              select max(id)
              from link_saying last
              where last.unit_id = link_saying.unit_id and last.address = link_saying.address
          )
        """
    )
    return {row["address"]: row for row in rows}


def of(states: Mapping[str, State], address: str) -> State:
    """How *address* stands among *states* (see `everything`)."""
    return states.get(address, UNKNOWN)
