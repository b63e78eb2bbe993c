"""
`codes check`: every picture is read back, and its address must open the page of its caption.

Real boards carried codes of addresses that did not exist, old hosts, and captions of other codes.
"""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import Path

from kiosk.codes import build, read
from kiosk.codes.targets import Target

# Opens a path and gives its status and page.
Opener = Callable[[str], tuple[int, str]]


def faults(
    out: Path,
    targets: Iterable[Target],
    base_url: str,
    open_page: Opener,
    progress: Callable[[Iterable], Iterable] = iter,
) -> tuple[int, list[str]]:
    """How many pictures were read, and what is wrong with the codes in *out*, a line each."""
    manifest = build.read_manifest(out)
    wanted = {target.id: target for target in targets}
    found: list[str] = []
    if manifest["base_url"] != base_url:
        found.append(
            f"{out / build.MANIFEST}: codes are for {manifest['base_url']}, but the base address "
            f"is {base_url}. Run `kiosk codes build`."
        )
    pictures = 0
    for entry in progress(manifest["codes"]):
        target = wanted.pop(entry["target"], None)
        if target is None:
            found.append(f"{entry['target']}: has a code but is not to be posted. Build again.")
            continue
        for kind in ("png", "svg"):
            pictures += 1
            found += _picture_faults(out / entry[kind], entry["payload"])
        found += _page_faults(target, entry["payload"], manifest["base_url"], open_page)
    found += [f"{target}: has no code. Run `kiosk codes build`." for target in wanted]
    return pictures, found


def _picture_faults(path: Path, payload: str) -> list[str]:
    if not path.exists():
        return [f"{path}: is missing. Run `kiosk codes build`."]
    text = read.text_in(path)
    if text is None:
        return [f"{path}: cannot be read. Run `kiosk codes build`."]
    if text != payload:
        return [f"{path}: says {text}, not {payload}. Run `kiosk codes build`."]
    return []


def _page_faults(target: Target, payload: str, base_url: str, open_page: Opener) -> list[str]:
    if not payload.startswith(base_url + "/"):
        return [f"{target.id}: its address {payload} is not of {base_url}."]
    status, page = open_page(payload.removeprefix(base_url))
    if status != 200:
        return [f"{target.id}: {payload} answers {status}."]
    shown = _Shown(page)
    if " ".join(shown.heading.split()) != " ".join(target.name.split()):
        return [f"{target.id}: {payload} shows {shown.heading!r}, not {target.name!r}."]
    if shown.target != target.id:
        return [f"{target.id}: {payload} shows the page of {shown.target!r}."]
    return []


class _Shown(HTMLParser):
    """The `h1` of a page and the target it says it is (`data-target` of `main`)."""

    def __init__(self, page: str):
        super().__init__()
        self.heading, self.target, self._in_heading = "", "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self._in_heading = self._in_heading or tag == "h1"
        if tag == "main":
            self.target = dict(attrs).get("data-target") or ""

    def handle_endtag(self, tag):
        if tag == "h1":
            self._in_heading = False

    def handle_data(self, data):
        if self._in_heading:
            self.heading += data
