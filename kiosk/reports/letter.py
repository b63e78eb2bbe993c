"""What surrounds the text of an official report: its head, title, signature (Decree 30/2020)."""

from dataclasses import dataclass

from kiosk.reports.report import Frozen, Report
from kiosk.reports.tables import Table
from kiosk.reports.words import moment_text, period_title, range_text
from kiosk.texts import text

DOTS = "…………"


@dataclass(frozen=True)
class Line:
    """One line: *look* is `bold`, `italic`, `ruled` (bold with a rule below) or plain."""

    words: str
    look: str = ""


@dataclass(frozen=True)
class Head:
    """The head: the unit on the *left*, the State on the *right*, as many lines on each side."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


@dataclass(frozen=True)
class Signature:
    """Who receives the report, and whose signature it carries."""

    recipients: tuple[Line, ...]
    lines: tuple[Line, ...]


def head(report: Report, number: str | None = None) -> Head:
    """
    Dots stand for what is only known when the report is signed. *number*: in place of the number of
    a report; a register has none.
    """
    unit = report.unit
    place = unit.report["place"] or DOTS
    return Head(
        left=(
            Line(unit.parent.upper() or DOTS),
            Line(unit.name.upper(), "ruled"),
            Line(text("letter_number") if number is None else number),
        ),
        right=(
            Line(text("letter_state"), "bold"),
            Line(text("letter_motto"), "ruled"),
            Line(text("letter_place_and_date", place=place, year=report.day.year), "italic"),
        ),
    )


def frozen_line(frozen: Frozen) -> str:
    """When and by whom the figures were frozen, with the digest that proves them."""
    return text(
        "frozen_line",
        day=moment_text(frozen.at)[:10],
        by=frozen.by,
        number=frozen.number,
        sha256=frozen.sha256,
    )


def frozen_lines(report: Report) -> list[str]:
    """As `frozen_line`, to stand below the title; nothing while the figures are not frozen."""
    return [frozen_line(report.frozen)] if report.frozen else []


def period_lines(report: Report) -> list[str]:
    """The period by name, its exact days, and on which basis they are."""
    title = period_title(report.period)
    basis = text(f"basis_{report.period.basis}")
    dates = f"({range_text(report.period)}; {basis[0].lower()}{basis[1:]})"
    return [f"{title[0].upper()}{title[1:]}", dates] if title else [dates]


def signature(report: Report) -> Signature:
    known = report.unit.report
    recipients = [one.strip() for one in known["recipients"].split(";") if one.strip()]
    # By Decree 30 each line ends in a semicolon, and the last in a full stop.
    listed = [f"- {one.rstrip('.')}{'.' if one is recipients[-1] else ';'}" for one in recipients]
    listed = listed or [f"- {DOTS};", f"- {text('letter_filed')}"]
    return Signature(
        recipients=(Line(text("letter_recipients"), "bold"), *(Line(one) for one in listed)),
        lines=(
            Line(known["authority"] or text("letter_authority"), "bold"),
            Line(known["position"] or DOTS, "bold"),
            *(Line("") for _ in range(4)),
            Line(known["signatory"] or DOTS, "bold"),
        ),
    )


def register_signature(report: Report) -> Signature:
    """Who kept the register, and whose signature closes it."""
    signed = signature(report)
    kept = (Line(text("register_kept_by"), "bold"), Line(text("register_sign_hint"), "italic"))
    return Signature(recipients=kept, lines=signed.lines)


def tables_of(section: str, report: Report) -> list[Table]:
    """The tables that stand below the paragraphs of *section*."""
    found = {
        "posting": report.coverage_table,
        "usage": report.fields_table,
        "dossiers": report.indicators_table,
        "changes": report.changes_table,
    }
    return [table for table in (found[section],) if table.rows]


def definitions_heading() -> str:
    return f"V. {text('section_definitions').upper()}"
