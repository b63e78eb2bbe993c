"""The charts of a workbook: native ones, drawn by the spreadsheet from its own sheets."""

from typing import TYPE_CHECKING

import xlsxwriter

from kiosk.reports.counts import NUMBERS
from kiosk.reports.tables import Table
from kiosk.texts import text

if TYPE_CHECKING:
    from kiosk.reports.report import Report

KINDS = ("scan", "view")
_COLOURS = {"scan": "#1F4E79", "view": "#9DC3E6"}
_MOST_LABELLED = 40  # bars with their value; more would run into each other
_PAGE_HEIGHT = 640  # pixels of a chart that fills a page across
_FONT = {"name": "Times New Roman", "size": 10}


def add_charts(
    book: xlsxwriter.Workbook, report: "Report", fields: str, days: str, heading_row: int
) -> None:
    """A sheet with both charts, a page each, from the sheets named *fields* and *days*."""
    sheet = book.add_worksheet(text("sheet_charts"))
    lines = max(len(report.fields_table.rows), 1)
    by_field = _chart(book, "bar", fields, report.fields_table, heading_row)
    by_field.set_title({"name": text("chart_by_field"), "name_font": {**_FONT, "size": 14}})
    by_field.set_y_axis({"reverse": True, "num_font": {**_FONT, "size": 8}, "interval_unit": 1})
    height = max(_PAGE_HEIGHT, 100 + 16 * lines)
    by_field.set_size({"width": 1000, "height": height})
    sheet.insert_chart(0, 0, by_field)
    below = height // 20 + 2
    by_day = _chart(book, "column", days, report.days_table, heading_row)
    by_day.set_title({"name": text("chart_by_day"), "name_font": {**_FONT, "size": 14}})
    by_day.set_x_axis({"num_format": "dd/mm", "num_font": {**_FONT, "rotation": -90}})
    by_day.set_size({"width": 1000, "height": _PAGE_HEIGHT})
    sheet.insert_chart(below, 0, by_day)
    sheet.set_h_pagebreaks([below])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _chart(book: xlsxwriter.Workbook, kind: str, sheet: str, table: Table, heading_row: int):
    chart = book.add_chart({"type": kind, "subtype": "stacked"})
    first, last = heading_row + 1, heading_row + max(len(table.rows), 1)
    numbers_at = len(table.columns) - len(NUMBERS)
    for number in KINDS:
        at = numbers_at + NUMBERS.index(number)
        series = {
            "name": [sheet, heading_row, at],
            "categories": [sheet, first, 1, last, 1],
            "values": [sheet, first, at, last, at],
            "fill": {"color": _COLOURS[number]},
            "gap": 40,
        }
        if len(table.rows) <= _MOST_LABELLED:
            # Noughts are left empty: the table says them.
            white = {"color": "#FFFFFF"} if number == "scan" else {}
            font = {**_FONT, "size": 8, **white}
            series["data_labels"] = {"value": True, "num_format": "#,##0;;", "font": font}
        chart.add_series(series)
    chart.set_legend({"position": "bottom", "font": _FONT})
    return chart
