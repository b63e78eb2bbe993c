"""
Photos of the printed board: how many codes are read, which spoiled cells are found, who is accused.

    python benchmarks/photos.py [--photos SHARE]

The sheets are those that `kiosk board build` prints, seen by a made-up camera
(tests/board_photos.py): perspective, lens, shade, blur, noise, JPEG; every photo has its own fixed
seed. Beside each figure stands plain zxing-cpp on the same photos. No photo of a real wall is in
here: lenses, creases and ink of the real world are not measured.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pypdfium2
from common import kiosk, scratch
from PIL import Image, ImageDraw, ImageFilter

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from board_photos import Camera, glue, hung, shoot  # noqa: E402

from kiosk import store  # noqa: E402
from kiosk.boards import reading, revisions  # noqa: E402
from kiosk.boards.audit import OK, UNREAD, Audit  # noqa: E402
from kiosk.boards.layout import Area, Cell, Sheet  # noqa: E402
from kiosk.boards.looking import look  # noqa: E402
from kiosk.boards.meaning import Addresses, split_address  # noqa: E402

BASE = "https://mc.xa.gov.vn"  # so short that symbols are of version 3, as they should be
LONG = "https://motcua.example.gov.vn"  # version 4: smaller modules in the same 40 mm
OLD = "https://cu.example.vn"
PAYMENT = "00020101021138540010A00000072701240006970436011012345678900208QRIBFTTA5303704"
Key = tuple[str, int]  # a sheet and a place on it
Pages = list[Image.Image]


@dataclass(frozen=True)
class Board:
    """What was printed: sheets, and their pages as pictures of *px* pixels a mm."""

    sheets: tuple[Sheet, ...]
    pages: tuple[Image.Image, ...]
    px: float

    def some(self, chosen: Sequence[int]) -> "Board":
        sheets = tuple(self.sheets[i] for i in chosen)
        return Board(sheets, tuple(self.pages[i].copy() for i in chosen), self.px)


@dataclass
class Tally:
    """What was found in the photos of a scene."""

    photos: int = 0
    plain: int = 0
    seconds: float = 0.0
    plain_seconds: float = 0.0
    cells: Counter = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.cells = Counter()


def printed(folder: Path, format_: str, *words: str, px: float, base: str = BASE) -> Board:
    """The sheets of a format as `kiosk board build` prints and records them."""
    settings = {"database": str(folder / "kiosk.db"), "base_url": base}
    if not (folder / "kiosk.db").exists():
        kiosk(folder, "init", **settings)
    before = set(recorded(folder))
    kiosk(folder, "board", "build", "--format", format_, *words, "-o", "board.pdf", **settings)
    (series,) = set(recorded(folder)) - before
    sheets = recorded(folder)[series]
    with pypdfium2.PdfDocument(folder / "board.pdf") as pdf:
        pages = [page.render(scale=px * 25.4 / 72, grayscale=True).to_pil() for page in pdf]
    assert len(pages) == len(sheets)
    return Board(sheets, tuple(page.convert("L") for page in pages), px)


def recorded(folder: Path) -> dict[str, tuple[Sheet, ...]]:
    db = store.open_database(folder / "kiosk.db")
    try:
        return revisions.board_at(db)
    finally:
        db.close()


def ours(sheets: Sequence[Sheet]) -> Addresses:
    splits = [split_address(cell.payload) for sheet in sheets for cell in sheet.cells]
    (base,) = {split[0] for split in splits if split}
    paths = frozenset(split[1] for split in splits if split)
    return Addresses(base, frozenset({OLD}), frozenset(), paths)


# What is done to sheets ---------------------------------------------------------------------


def spoil(board: Board, chance: Random) -> dict[Key, str]:
    """Spoil seven cells of *board*, and what should be said of each."""
    cells = [(i, cell) for i, sheet in enumerate(board.sheets) for cell in sheet.cells]
    chance.shuffle(cells)
    payloads = [cell.payload for _, cell in cells]
    stickers: list[tuple[str, str | None]] = [
        ("foreign", PAYMENT),
        ("foreign", payloads[1].replace("://mc.", "://mc-")),
        ("missing", None),
        ("outdated", payloads[3].replace(BASE, OLD)),
        ("wrong place", payloads[5]),  # these two are swapped
        ("wrong place", payloads[4]),
        ("wrong place", payloads[7]),  # a copy of one that hangs in its place too
    ]
    truth = {}
    for (i, cell), (state, text) in zip(cells, stickers, strict=False):
        stick(board, i, cell, text, chance)
        truth[board.sheets[i].id, cell.place] = state
    return truth


def stick(board: Board, i: int, cell: Cell, text: str | None, chance: Random) -> None:
    """Glue a code over a cell as people do: a little off, a little turned."""
    at = cell.symbol
    area = Area(
        at.left + chance.uniform(-2, 2), at.top + chance.uniform(-2, 2), at.width, at.height
    )
    glue(board.pages[i], area, text, board.px, chance.uniform(-6, 6))


def shadow(flat: Image.Image, chance: Random) -> Image.Image:
    """A hard shadow across the sheets."""
    width, height = flat.size
    x = [chance.uniform(0.1, 0.9) * width for _ in range(2)]
    mask = Image.new("L", flat.size)
    ImageDraw.Draw(mask).polygon([(x[0], 0), (width, 0), (width, height), (x[1], height)], fill=255)
    return Image.composite(flat.point(lambda shade: shade * 0.45), flat, mask)


def somebody(flat: Image.Image, chance: Random) -> Image.Image:
    """An arm, a bag or a sheet of paper before the board."""
    width, height = flat.size
    across, down = chance.uniform(0.2, 0.45) * width, chance.uniform(0.2, 0.45) * height
    x, y = chance.uniform(0, width - across), chance.uniform(0, height - down)
    shape = Image.new("L", flat.size)
    ImageDraw.Draw(shape).ellipse((x, y, x + across, y + down), fill=255)
    shade = chance.choice([40, 110, 170, 225, 250])
    flat = flat.copy()
    flat.paste(shade, mask=shape.filter(ImageFilter.GaussianBlur(3)))
    return flat


# Scenes -------------------------------------------------------------------------------------


def cameras(base: Camera, seed: int) -> Camera:
    """No two photos are taken alike."""
    chance = Random(f"camera {seed}")
    return replace(
        base,
        tilt=base.tilt * chance.choice([-1, 1]),
        turn=chance.uniform(-8, 8),
        blur=base.blur * chance.uniform(0.8, 1.2),
        noise=base.noise * chance.uniform(0.7, 1.3),
        jpeg=chance.randint(78, 92),
        shade=chance.uniform(0.05, 0.35),
        barrel=base.barrel * chance.random(),
    )


def scene(
    name: str,
    board: Board,
    known: Sequence[Sheet],
    photos: int,
    camera: Camera,
    sheets: int,
    columns: int,
    is_spoiled: bool = False,
    trouble: Callable[[Image.Image, Random], Image.Image] | None = None,
) -> Tally:
    """Take *photos* of *sheets* sheets of *board* and judge each by itself."""
    tally, addresses = Tally(), ours(known)
    for number in range(photos):
        chance = Random(f"{name} {number}")
        chosen = board.some(sorted(chance.sample(range(len(board.sheets)), sheets)))
        truth = spoil(chosen, chance) if is_spoiled else {}
        flat, _ = hung(chosen.pages, columns, round(6 * board.px))
        flat = trouble(flat, chance) if trouble else flat
        seed = chance.randrange(10**9)
        photo = shoot(flat, cameras(camera, seed), seed).image
        count(tally, chosen, truth, photo, known, addresses)
    say(name, tally, is_spoiled)
    return tally


def count(
    tally: Tally,
    shown: Board,
    truth: dict[Key, str],
    photo: Image.Image,
    known: Sequence[Sheet],
    addresses: Addresses,
) -> None:
    began = time.perf_counter()
    plain = {read.text for read in reading.codes_in(photo)}
    tally.plain_seconds += time.perf_counter() - began
    began = time.perf_counter()
    run = Audit(known, addresses)
    run.add("photo", look(photo, known, addresses))
    report = run.report()
    tally.seconds += time.perf_counter() - began
    tally.photos += 1
    found = {(a.sheet.id, one.cell.place): one.state for a in report.sheets for one in a.cells}
    at = {(sheet.id, cell.place): cell for sheet in shown.sheets for cell in sheet.cells}
    tally.plain += sum(cell.payload in plain for cell in at.values())
    for key in at:
        tally.cells[truth.get(key, OK), found.get(key, UNREAD)] += 1
    # What is said of sheets that are not there, and of codes beside the cells, is an accusation.
    for key, state in found.items():
        if key not in at and state not in (OK, UNREAD):
            tally.cells[OK, state] += 1
    tally.cells[OK, "beside"] += sum(bool(other.step) for other in report.others)


def say(name: str, tally: Tally, is_spoiled: bool) -> None:
    good = {said: n for (is_, said), n in tally.cells.items() if is_ == OK}
    bad = {key: n for key, n in tally.cells.items() if key[0] != OK}
    cells = sum(good.values()) - good.get("beside", 0)
    accused = sum(n for said, n in good.items() if said not in (OK, UNREAD))
    words = [f"{tally.photos} photos"]
    if is_spoiled:
        missed = sum(n for (_, said), n in bad.items() if said == OK)
        right = sum(n for (is_, said), n in bad.items() if is_ == said)
        words.append(f"{sum(bad.values())} spoiled cells: {right} named rightly, {missed} missed")
    else:
        words.append(f"read {good.get(OK, 0) / cells:.3f} of {cells} codes")
        words.append(f"plain zxing-cpp {tally.plain / cells:.3f}")
    words.append(f"{cells} good cells: {accused} accused, {good.get(UNREAD, 0)} unread")
    pace = tally.seconds / tally.plain_seconds
    words.append(f"{tally.seconds / tally.photos:.1f} s a photo, {pace:.1f} x plain zxing-cpp")
    print(f"{name}: {'; '.join(words)}", flush=True)


def scenes(folder: Path, share: float) -> Iterator[Tally]:
    def of(photos: int) -> int:
        return max(1, round(photos * share))

    (folder / "long").mkdir()
    eight = printed(folder, "field", px=10)
    twelve = printed(folder, "field", "--cells", "12", px=10)
    overview = printed(folder, "wall", px=6)
    dense = printed(folder / "long", "field", px=6, base=LONG)
    known = [sheet for sheets in recorded(folder).values() for sheet in sheets]
    afar = Board(eight.sheets, tuple(p.resize((1260, 1782)) for p in eight.pages), 6)
    pair = eight.some([i for i, sheet in enumerate(eight.sheets) if len(sheet.cells) == 8])
    fuller = twelve.some([i for i, sheet in enumerate(twelve.sheets) if len(sheet.cells) > 10])
    whole = len(eight.sheets)
    usual, lens = Camera(), Camera(barrel=0.02)
    lamp, steep = Camera(glare=0.16), Camera(tilt=40, blur=1.3, noise=12)
    small = replace(lens, megapixels=3)
    yield scene("sheet of 8", eight, known, of(40), usual, 1, 1)
    yield scene("sheet of 12, a wide lens", twelve, known, of(20), lens, 1, 1)
    yield scene("overview A1", overview, known, of(10), lens, 1, 1)
    yield scene("whole board", afar, known, of(16), usual, whole, 7)
    yield scene("whole board, long address", dense, dense.sheets, of(8), usual, whole, 7)
    yield scene("two sheets spoiled", pair, known, of(40), lens, 2, 2, True)
    yield scene("two sheets spoiled, 3 MP", pair, known, of(20), small, 2, 2, True)
    yield scene("sheet of 12 spoiled", fuller, known, of(20), lens, 1, 1, True)
    yield scene("whole board spoiled", afar, known, of(6), usual, whole, 7, True)
    yield scene("two sheets spoiled, glare", pair, known, of(30), lamp, 2, 2, True)
    yield scene("steep and noisy", pair, known, of(10), steep, 2, 2)
    yield scene("hard shadow", pair, known, of(10), lens, 2, 2, trouble=shadow)
    yield scene("somebody before it", pair, known, of(20), lens, 2, 2, trouble=somebody)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--photos", type=float, default=1.0, help="share of the 250 photos")
    share = parser.parse_args().photos
    with scratch() as folder:
        done = list(scenes(folder, share))
    print(f"{sum(tally.photos for tally in done)} photos")


if __name__ == "__main__":
    main()
