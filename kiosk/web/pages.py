"""Pages from templates: inline style and script, filters, and the words of values."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request
from markupsafe import Markup
from werkzeug.http import parse_accept_header

from kiosk import texts
from kiosk.catalog import code as codes
from kiosk.catalog import guides
from kiosk.catalog.records import Channel, Document, Procedure
from kiosk.reports.words import day_text
from kiosk.web import service

_STATIC = Path(__file__).parent.parent / "static"
# Inline on every page: a page is one answer, and asks for no other file.
STYLE = (_STATIC / "site.css").read_text(encoding="utf-8")
SCRIPT = (_STATIC / "site.js").read_text(encoding="utf-8")
_LEVEL_BADGE = {
    "full": "badge_full_online",
    "partial": "badge_partial_online",
    "info_only": "badge_info_only",
}
_MOST_KEPT = 5000  # pages in memory
_PLAIN_ACCEPTS = {
    "gzip, deflate": "gzip",
    "gzip, deflate, br": "br",
    "gzip, deflate, br, zstd": "br",
    "gzip": "gzip",
    "": "",
}
# The guides for each service level; an unknown level gets those that fit every procedure.
_LEVEL_GUIDES = {
    "full": ("nop-truc-tuyen-toan-trinh",),
    "partial": ("nop-truc-tuyen-mot-phan",),
    "info_only": ("nop-truc-tiep",),
    None: ("tai-khoan-vneid", "nop-truc-tiep"),
}


def set_up(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=texts.text,
        style=Markup(STYLE),
        script=Markup(SCRIPT),
        level_badge=_LEVEL_BADGE,
        level_guides=_LEVEL_GUIDES,
        channel_names=channel_names,
        audience_text=audience_text,
        papers_by_case=papers_by_case,
        copies_text=copies_text,
        times=times,
        fees=fees,
    )
    app.jinja_env.filters.update(
        day=any_date,
        guide_heading=guides.heading,
        host=lambda address: urlsplit(address).hostname or "",
        phone=lambda number: re.sub(r"[^0-9+]", "", number),
        printed=codes.printed,
    )
    app.context_processor(_common)


def _common() -> dict:
    """What every page knows."""
    published = service.published()
    return {
        "unit": published.unit,
        "published": published,
        "base_url": service.current().base_url,
        "domain": service.current().base_url.split("://", 1)[1],
    }


@dataclass(frozen=True)
class Page:
    """A page of one version of the catalog, ready to send: its bytes by content encoding."""

    etag: str
    bodies: dict[str, bytes]

    def headers(self, encoding: str, is_scan: bool) -> list[tuple[str, str]]:
        """
        The headers of its own. A scan's page is never kept by a browser, so that the next scan
        comes to us; any other is kept, but asked for anew with its ETag.
        """
        found = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept-Encoding")]
        if encoding:
            found.append(("Content-Encoding", encoding))
        if is_scan:
            return [*found, ("Cache-Control", "no-store")]
        return [*found, ("Cache-Control", "no-cache"), ("ETag", f'W/"{self.etag}"')]


@dataclass(frozen=True)
class Made:
    """What an address that was answered before is answered with, and what is counted for it."""

    page: Page
    is_scan: bool
    kind: str
    target: str
    place: str


def answer(
    template: str, canonical: str, is_scan: bool, values: Callable[[], dict[str, Any]]
) -> Response:
    """
    A page, made once a version of the catalog; *values* are asked for only then, and may depend on
    *canonical* and the catalog alone.
    """
    published = service.published()
    page = published.pages.get(canonical)
    if page is None:
        html = render_template(template, canonical=canonical, **values())
        page = _keep(published.pages, canonical, _make(html))
    if event := g.get("event"):
        _keep(published.made, request.path, Made(page, is_scan, *event))
    encoding = encoding_for(request.environ)
    response = Response(page.bodies[encoding], headers=page.headers(encoding, is_scan))
    response.make_conditional(request)  # changes the response itself
    return response


def _keep(kept: dict[str, Any], key: str, value: Any) -> Any:
    """Keep *value*, but never more than fits: whoever asks for ever new addresses gains nothing."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
    return value


def _make(html: str) -> Page:
    raw = html.encode("utf-8")
    # Imported here: commands that only build the application do without it.
    import brotli

    bodies = {
        "": raw,
        "gzip": gzip.compress(raw, compresslevel=9, mtime=0),
        "br": brotli.compress(raw, quality=9),
    }
    return Page(sha256(raw).hexdigest()[:20], bodies)


def encoding_for(environ: dict[str, Any]) -> str:
    """The best encoding that the browser takes; empty for none."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if accepted in _PLAIN_ACCEPTS:  # what nearly every phone sends
        return _PLAIN_ACCEPTS[accepted]
    parsed = parse_accept_header(accepted)
    return next((name for name in ("br", "gzip") if parsed[name]), "")


def channel_names(procedure: Procedure) -> str:
    """The ways to file, each once, in catalog order."""
    names = dict.fromkeys(channel.channel for channel in procedure.channels)
    return ", ".join(texts.text(f"channel_{name}") for name in names)


def audience_text(procedure: Procedure) -> str:
    return ", ".join(texts.text(f"audience_{one}") for one in procedure.audience)


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
    """`1 bản chính, 2 bản sao`; empty when the source says nothing."""
    counts = ((document.originals, "originals_count"), (document.copies, "copies_count"))
    return ", ".join(texts.text(key, n=n) for n, key in counts if n)


def _duration(channel: Channel) -> tuple[str, str]:
    if channel.duration is None:
        return channel.duration_note or "", ""
    unit = texts.text(f"duration_{channel.duration_unit}", n=channel.duration)
    return unit, channel.duration_note or ""


def _fee(channel: Channel) -> tuple[str, str]:
    note = channel.fee_note or ""
    if channel.fee_vnd is None:
        return note, ""
    if channel.fee_vnd == 0:
        # The note names the source: "free" is a claim that a citizen acts on.
        return texts.text("fee_none"), note
    amount = thousands(channel.fee_vnd)
    return (note, "") if amount in note else (texts.text("fee_amount", amount=amount), note)


def times(procedure: Procedure) -> list[tuple[str, str, str]]:
    """
    How long it takes by each way to file: (ways, time, note), ways that are alike together. An
    empty time is unknown.
    """
    return _by_way(procedure, _duration)


def fees(procedure: Procedure) -> list[tuple[str, str, str]]:
    """What it costs by each way to file: (ways, fee, note), as `times`."""
    return _by_way(procedure, _fee)


def _by_way(
    procedure: Procedure, value_of: Callable[[Channel], tuple[str, str]]
) -> list[tuple[str, str, str]]:
    ways: dict[tuple[str, str], list[str]] = {}
    for channel in procedure.channels:
        way = texts.text(f"channel_{channel.channel}")
        known = ways.setdefault(value_of(channel), [])
        if way not in known:
            known.append(way)
    return [(", ".join(names), value, note) for (value, note), names in ways.items()]
