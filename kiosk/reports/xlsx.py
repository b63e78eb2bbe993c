"""A report as a workbook: one sheet a table, real numbers and dates, text that never runs."""

import io
from datetime import date, datetime
from textwrap import wrap

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kiosk.reports import breakdown_tables, spans, tables
from kiosk.reports.counts import has_data
from kiosk.reports.definitions import period_line
from kiosk.reports.letter import frozen_lines
from kiosk.reports.report import Report
from kiosk.reports.tables import Column, NotCounted, Table, Value
from kiosk.reports.words import range_text
from kiosk.reports.xlsx_charts import Drawn, add_charts
from kiosk.texts import text

HEADING_ROW = 4  # from 0; above it the unit, the title and the period
_SIGNS_PER_MM = 0.58
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count a day that never was
# Written into the file in place of the time of writing, so that like reports give like bytes.
_ANY_TIME = datetime(2000, 1, 1)
_A4 = 9
_LINE_HEIGHT = 14.5  # points
_SIGNS_TO_A_DIGIT = 1.25  # letters of Times New Roman on the width that a digit is given
_ON_ONE_PAGE = 40  # rows that are legible on one page, rather than a page with a few of them


def to_xlsx(report: Report) -> bytes:
    """The workbook; the same bytes for the same report."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties(
            {"created": _ANY_TIME, "title": text("report_subject"), "company": report.unit.name}
        )
        pen = _Pen(book, report)
        pen.sheet("counts", report.counts_table, frozen_columns=3)
        pen.sheet("coverage", report.coverage_table)
        pen.sheet("changes", report.changes_table)
        pen.sheet("definitions", report.definitions_table)
        if report.indicators_table.rows:
            pen.sheet("indicators", report.indicators_table)
        if report.others_table.rows:
            pen.sheet("others", report.others_table)
        fields = pen.sheet("by_field", report.fields_table)
        days = pen.sheet("by_day", report.days_table)
        drawn, table = days, report.days_table
        if (unit := spans.unit_of(report.period)) != "day":
            table = tables.of_spans(report.days)
            drawn = pen.sheet(f"by_{unit}", table)
        pen.broken_down()
        times = Drawn(drawn.get_name(), table, text(f"chart_by_{unit}"))
        by_field = Drawn(fields.get_name(), report.fields_table, text("chart_by_field"))
        add_charts(book, by_field, times, HEADING_ROW)
    return content.getvalue()


class _Pen:
    """Writes sheets of one look into *book*."""

    def __init__(self, book: xlsxwriter.Workbook, report: Report):
        self.book, self.report = book, report
        font = {"font_name": "Times New Roman", "font_size": 11}
        cell = {**font, "border": 1, "valign": "top"}
        self.unit = book.add_format({**font, "bold": True})
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.period = book.add_format({**font, "italic": True})
        centred = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}
        self.heading = book.add_format({**cell, **centred, "bg_color": "#E4ECF5"})
        kinds: dict[str, dict[str, object]] = {
            "position": {"num_format": "0", "align": "center"},
            "code": {"num_format": "@", "align": "center"},
            "text": {"num_format": "@", "text_wrap": True},
            "number": {"num_format": "#,##0"},
            "not_counted": {"num_format": '"–"', "align": "right"},
            "day": {"num_format": "dd/mm/yyyy", "align": "center"},
            "share": {"num_format": "@", "align": "center"},
        }
        self.cells = {kind: book.add_format({**cell, **look}) for kind, look in kinds.items()}
        self.sums = {
            kind: book.add_format({**cell, **look, "bold": True, "bg_color": "#F2F2F2"})
            for kind, look in kinds.items()
        }

    def broken_down(self) -> None:
        """Hours, places and reasons, of which nothing is known of figures frozen long ago."""
        if found := self.report.breakdown:
            is_counted = has_data(self.report.counts) or bool(found.heat)
            self.sheet("by_hour", breakdown_tables.of_hours(found, is_counted))
            self.sheet("by_place", breakdown_tables.of_places(found, is_counted))
            self.sheet("left_out", breakdown_tables.of_left_out(found, is_counted))

    def sheet(self, name: str, table: Table, frozen_columns: int = 0) -> Worksheet:
        """*table* as a sheet of its own, ready to print."""
        sheet = self.book.add_worksheet(text(f"sheet_{name}"))
        self._head(sheet, table.title)
        for at, column in enumerate(table.columns):
            sheet.write_string(HEADING_ROW, at, column.heading, self.heading)
            sheet.set_column(at, at, _signs(column))
        headings = [(column.heading, column) for column in table.columns]
        sheet.set_row(HEADING_ROW, _height(headings, 1.2))
        line = HEADING_ROW
        for line, row in enumerate(table.rows, HEADING_ROW + 1):
            self._row(sheet, line, table.columns, row, self.cells)
        if table.total:
            self._row(sheet, line + 1, table.columns, table.total, self.sums)
        if table.rows:
            sheet.autofilter(HEADING_ROW, 0, line, len(table.columns) - 1)
        else:
            sheet.write_string(
                HEADING_ROW + 1, 0, table.nothing or text("no_occurrence"), self.period
            )
        sheet.freeze_panes(HEADING_ROW + 1, frozen_columns)
        self._print(sheet, len(table.rows))
        return sheet

    def _head(self, sheet: Worksheet, title: str) -> None:
        period = self.report.period
        sheet.write_string(0, 0, self.report.unit.name.upper(), self.unit)
        sheet.write_string(1, 0, title, self.title)
        dates = f"{text('report_period_label')}: {range_text(period)}"
        basis = period_line(self.report.counts)
        sheet.write_string(2, 0, f"{dates} ({basis})", self.period)
        for line in frozen_lines(self.report):
            sheet.write_string(3, 0, line, self.period)

    def _row(
        self,
        sheet: Worksheet,
        line: int,
        columns: tuple[Column, ...],
        values: tuple[Value, ...],
        looks: dict[str, Format],
    ) -> None:
        sheet.set_row(line, _height([(str(v), c) for v, c in zip(values, columns, strict=True)]))
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            if value is None or value == "":
                sheet.write_blank(line, at, None, looks["text"])
            elif isinstance(value, int):
                kind = "position" if column.kind == "position" else "number"
                kind = "not_counted" if isinstance(value, NotCounted) else kind
                sheet.write_number(line, at, value, looks[kind])
            elif isinstance(value, date) and value >= _FIRST_DAY:
                sheet.write_datetime(line, at, value, looks["day"])
            else:
                # Never `write`, which would make formulas, links and numbers out of texts.
                kind = "text" if column.kind in ("number", "position") else column.kind
                sheet.write_string(line, at, str(value), looks[kind])

    def _print(self, sheet: Worksheet, rows: int) -> None:
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 1 if rows <= _ON_ONE_PAGE else 0)
        sheet.repeat_rows(HEADING_ROW)
        sheet.set_footer("&R" + text("page_footer", number="&P", pages="&N"))


def _signs(column: Column) -> float:
    """The width of *column* as workbooks measure it."""
    return max(column.width * _SIGNS_PER_MM, 6)


def _height(cells: list[tuple[str, Column]], spread: float = 1.0) -> float:
    """The height of a row, points: not every program works it out. *spread*: of bold letters."""
    lines = [
        len(wrap(words, max(1, int(_signs(column) * _SIGNS_TO_A_DIGIT / spread))))
        for words, column in cells
    ]
    return _LINE_HEIGHT * max(1, *lines) + 1
