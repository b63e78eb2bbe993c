"""The charts of a workbook: native ones, drawn by the spreadsheet from its own sheets."""

from dataclasses import dataclass

import xlsxwriter

from kiosk.reports.counts import NUMBERS
from kiosk.reports.tables import Table
from kiosk.texts import text

KINDS = ("scan", "view")
_COLOURS = {"scan": "#1F4E79", "view": "#9DC3E6"}
_MOST_LABELLED = 40  # bars with their value; more would run into each other
_PAGE_HEIGHT = 640  # pixels of a chart that fills a page across
_FONT = {"name": "Times New Roman", "size": 10}


@dataclass(frozen=True)
class Drawn:
    """The *sheet* of that name, which holds *table*, and the *title* of its chart."""

    sheet: str
    table: Table
    title: str


def add_charts(book: xlsxwriter.Workbook, fields: Drawn, times: Drawn, heading_row: int) -> None:
    """A sheet with both charts, a page each: by field, and by day, week or month."""
    sheet = book.add_worksheet(text("sheet_charts"))
    lines = max(len(fields.table.rows), 1)
    by_field = _chart(book, "bar", fields, heading_row)
    by_field.set_y_axis({"reverse": True, "num_font": {**_FONT, "size": 8}, "interval_unit": 1})
    height = max(_PAGE_HEIGHT, 100 + 16 * lines)
    by_field.set_size({"width": 1000, "height": height})
    sheet.insert_chart(0, 0, by_field)
    below = height // 20 + 2
    by_time = _chart(book, "column", times, heading_row)
    by_time.set_x_axis({"num_format": "dd/mm", "num_font": {**_FONT, "rotation": -90}})
    by_time.set_size({"width": 1000, "height": _PAGE_HEIGHT})
    sheet.insert_chart(below, 0, by_time)
    sheet.set_h_pagebreaks([below])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _chart(book: xlsxwriter.Workbook, kind: str, drawn: Drawn, heading_row: int):
    chart = book.add_chart({"type": kind, "subtype": "stacked"})
    chart.set_title({"name": drawn.title, "name_font": {**_FONT, "size": 14}})
    sheet, table = drawn.sheet, drawn.table
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
