"""Pages from templates: inline style and script, filters, and the words of values."""

from datetime import date
from pathlib import Path

from flask import Flask, Response, make_response, render_template, request

from kiosk import texts
from kiosk.catalog.records import Channel, Document, Procedure
from kiosk.reports.words import day_text
from kiosk.web import service

_STATIC = Path(__file__).parent.parent / "static"
# Inline on every page: a page is one answer, and asks for no other file.
STYLE = (_STATIC / "site.css").read_text(encoding="utf-8")
SCRIPT = (_STATIC / "site.js").read_text(encoding="utf-8")


def set_up(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=texts.text,
        style=STYLE,
        script=SCRIPT,
        papers_by_case=papers_by_case,
        copies_text=copies_text,
        times=times,
        fees=fees,
    )
    app.jinja_env.filters.update(day=any_date)
    app.context_processor(_common)


def _common() -> dict:
    """What every page knows."""
    published = service.published()
    return {
        "unit": published.unit,
        "published": published,
        "base_url": service.current().settings.address.url,
        "domain": service.current().settings.address.url.split("://", 1)[1],
    }


def answer(template: str, canonical: str, is_scan: bool, **values) -> Response:
    """
    A page. A scan's is never kept by a browser, so that the next scan comes to us; any other is
    kept, but asked for anew with its ETag.
    """
    response = make_response(render_template(template, canonical=canonical, **values))
    if is_scan:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag(weak=True)
    return response.make_conditional(request)


def thousands(number: int) -> str:
    """`1049` as `1.049`."""
    return f"{number:,}".replace(",", ".")


def any_date(value: str | date | None) -> str:
    """A stored date in Vietnamese form: a day, a month or a year; unknown says so."""
    if not value:
        return texts.text("badge_unverified")
    parts = str(value).split("-")
    return day_text(str(value)) if len(parts) == 3 else "/".join(reversed(parts))


def papers_by_case(procedure: Procedure) -> list[tuple[str | None, list[Document]]]:
    """The papers that are always needed, then those of each case, in catalog order."""
    cases: list[str | None] = [None, *procedure.cases]
    found = [(case, [d for d in procedure.documents if d.case == case]) for case in cases]
    return [(case, papers) for case, papers in found if papers]


def copies_text(document: Document) -> str:
    """`01 bản chính, 02 bản sao`; empty when the source says nothing."""
    counts = ((document.originals, "originals_count"), (document.copies, "copies_count"))
    return ", ".join(texts.text(key, n=f"{n:02}") for n, key in counts if n)


def _duration(channel: Channel) -> str:
    if channel.duration is None:
        return channel.duration_note or texts.text("badge_unverified")
    unit = texts.text(f"duration_{channel.duration_unit}", n=f"{channel.duration:02}")
    return f"{unit} ({channel.duration_note})" if channel.duration_note else unit


def _fee(channel: Channel) -> str:
    if channel.fee_vnd is None:
        return channel.fee_note or texts.text("badge_unverified")
    if channel.fee_vnd == 0:
        # The source is named beside it: "free" is a claim that a citizen acts on.
        amount = texts.text("fee_none")
    else:
        amount = texts.text("fee_amount", amount=thousands(channel.fee_vnd))
    return f"{amount} ({channel.fee_note})" if channel.fee_note else amount


def times(procedure: Procedure) -> list[tuple[str, str]]:
    """How long it takes by each way to file: (ways, time), ways with the same time together."""
    return _by_way(procedure, _duration)


def fees(procedure: Procedure) -> list[tuple[str, str]]:
    """What it costs by each way to file: (ways, fee), ways with the same fee together."""
    return _by_way(procedure, _fee)


def _by_way(procedure: Procedure, value_of) -> list[tuple[str, str]]:
    ways: dict[str, list[str]] = {}
    for channel in procedure.channels:
        way = texts.text(f"channel_{channel.channel}")
        known = ways.setdefault(value_of(channel), [])
        if way not in known:
            known.append(way)
    return [(", ".join(names), value) for value, names in ways.items()]
