"""Pages from templates: inline style and script, filters, and the words of values."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, g, render_template, request
from markupsafe import Markup
from werkzeug.http import parse_accept_header

from kiosk import clock
from kiosk.catalog import amended, guides, wording
from kiosk.catalog import code as codes
from kiosk.reports import tables
from kiosk.reports.words import moment_text
from kiosk.texts import thousands
from kiosk.web import language, service

_STATIC = Path(__file__).parent.parent / "static"
# Inline: a page is one answer, and asks for no other file. A page takes the scripts it needs.
STYLE = (_STATIC / "site.css").read_text(encoding="utf-8")
# Beside it on the pages of staff only: those of citizens must stay small.
STAFF_STYLE = (_STATIC / "staff.css").read_text(encoding="utf-8")
# Alone on the page that other sites frame.
EMBED_STYLE = Markup((_STATIC / "embed.css").read_text(encoding="utf-8"))
SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_STATIC.glob("*.js"))}
# Pictures of the groups (Lucide, ISC); a group whose picture is not among them has none.
ICONS = {
    path.stem: Markup(path.read_text(encoding="utf-8").strip())
    for path in sorted((_STATIC / "icons").glob("*.svg"))
}
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
        t=language.text,
        of_catalog=language.of_catalog,
        style=Markup(STYLE),
        staff_style=Markup(STAFF_STYLE),
        scripts={name: Markup(code) for name, code in SCRIPTS.items()},
        icons=ICONS,
        level_badge=_LEVEL_BADGE,
        level_guides=_LEVEL_GUIDES,
        channel_names=language.spoken(wording.channel_names),
        audience=language.spoken(wording.audience),
        papers_by_case=wording.papers_by_case,
        is_way=wording.is_way,
        copies=language.spoken(wording.copies),
        times=language.spoken(wording.times),
        fees=language.spoken(wording.fees),
        old_and_new=language.spoken(amended.old_and_new),
        brief=language.spoken(wording.brief),
        other_address=language.other_address,
    )
    app.jinja_env.filters.update(
        capitalize_first=lambda words: words[:1].upper() + words[1:],
        day=language.spoken(wording.day),
        guide_heading=guides.heading,
        moment=moment_text,
        local_day=lambda stamp: clock.local_day(datetime.fromisoformat(stamp)).isoformat(),
        thousands=thousands,
        host=lambda address: urlsplit(address).hostname or "",
        cell=tables.shown,
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
        "lang": language.current(),
        "here": _here(),
        "is_preview": g.get("is_preview", False),
    }


def _here() -> str:
    """The address of the page, for the link to the other language; a POST has none."""
    if request.method != "GET":
        return f"{request.script_root}/"
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    return request.script_root + quote(request.path) + query


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
        _keep(published.made, request.script_root + request.path, Made(page, is_scan, *event))
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
