"""What photos show of the board: right, wrong, or not seen well enough to say."""

from collections import Counter
from dataclasses import replace

import pytest
from board_photos import (
    ADDRESS,
    Camera,
    field_sheet,
    glue,
    hung,
    label_sheet,
    sheet_picture,
    shoot,
)
from PIL import Image, ImageDraw

from kiosk.boards import reading
from kiosk.boards.audit import Audit
from kiosk.boards.layout import Area
from kiosk.boards.looking import look
from kiosk.boards.meaning import Addresses

PX = 6  # pixels of a flat sheet to a mm
OLD = "https://cu.example.vn"
PAYMENT = "00020101021138540010A00000072701240006970436011012345678900208QRIBFTTA5303704"
TARGETS = [f"1.00{n:04}" for n in range(100, 400, 7)]
FIRST = field_sheet("g01-1", *TARGETS[:8])
SECOND = field_sheet("g02-1", *TARGETS[8:16])
SMALL = field_sheet("g03-1", *TARGETS[16:18])
BOARD = (FIRST, SECOND, SMALL)
SHARP = Camera(megapixels=2.5, tilt=15, blur=0.7)


def addresses(**changes):
    ours = Addresses(
        base_url=ADDRESS,
        former=frozenset({OLD}),
        hosts=frozenset(),
        paths=frozenset(f"/q/{target.replace('.', '')}" for target in TARGETS),
    )
    return replace(ours, **changes)


def wall(*pages, columns=2):
    return hung(pages, columns, 6 * PX)[0]


def audited(*photos, board=BOARD, ours=None):
    """The report of photos: grey pictures, named `0`, `1`, …"""
    ours = ours or addresses()
    run = Audit(board, ours)
    for number, photo in enumerate(photos):
        run.add(str(number), look(photo, board, ours))
    return run.report()


def seen(flat, camera=SHARP, seed=1):
    return shoot(flat, camera, seed).image


def states(report, sheet):
    """The state of each cell of *sheet* by its place."""
    (found,) = [one for one in report.sheets if one.sheet.id == sheet.id]
    return {one.cell.place: one.state for one in found.cells}


def judged(report, sheet, place):
    (found,) = [one for one in report.sheets if one.sheet.id == sheet.id]
    return found.cells[place]


def stuck(page, sheet, place, text, turn=3.0):
    """Glue the code of *text* over a cell; None: bare paper."""
    glue(page, sheet.cells[place].symbol, text, PX, turn)


def all_ok(sheet):
    return {cell.place: "ok" for cell in sheet.cells}


# What is right -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "camera",
    [
        pytest.param(SHARP, id="sharp"),
        pytest.param(Camera(megapixels=3, tilt=25, barrel=0.03), id="tilted, a wide lens"),
        pytest.param(Camera(megapixels=3, tilt=10, turn=170), id="upside down"),
        pytest.param(Camera(megapixels=6, tilt=40, blur=1.3, noise=12), id="steep, noisy"),
    ],
)
def test_a_good_sheet_is_ok(camera):
    report = audited(seen(wall(sheet_picture(FIRST, PX), columns=1), camera))
    assert states(report, FIRST) == all_ok(FIRST)
    assert (report.wrong, report.others) == (0, ())


def test_sheets_that_no_photo_shows_are_named():
    report = audited(seen(sheet_picture(FIRST, PX)))
    assert [one.sheet for one in report.sheets] == [FIRST]
    assert report.not_shown == (SECOND, SMALL)


def test_a_whole_board_from_afar_is_read_where_a_plain_reader_misses_most():
    board = tuple(field_sheet(f"g{n}-1", *TARGETS[n * 8 : n * 8 + 8]) for n in range(5))
    pages = [sheet_picture(sheet, 6) for sheet in board]
    photo = seen(hung(pages, 3, 36)[0], Camera(megapixels=2.9, tilt=25))
    report = audited(photo, board=board)
    assert report.counts["ok"] == sum(len(sheet.cells) for sheet in board) == 40
    assert len(reading.codes_in(photo)) < 30


def test_what_one_photo_does_not_show_another_does():
    photo = seen(sheet_picture(FIRST, PX))
    upper = photo.crop((0, 0, photo.width, round(photo.height * 0.6)))
    lower = photo.crop((0, round(photo.height * 0.4), photo.width, photo.height))
    counts = Counter(states(audited(upper), FIRST).values())
    assert counts["ok"] >= 4 and counts["unread"] >= 2 and counts.total() == 8
    assert states(audited(upper, lower), FIRST) == all_ok(FIRST)


def test_a_sticker_with_the_current_code_mends_a_cell():
    printed = replace(FIRST.cells[2], payload=FIRST.cells[2].payload.replace(ADDRESS, OLD))
    sheet = replace(FIRST, cells=(*FIRST.cells[:2], printed, *FIRST.cells[3:]))
    page = sheet_picture(sheet, PX)
    assert states(audited(seen(page), board=(sheet,)), sheet)[2] == "outdated"
    stuck(page, sheet, 2, FIRST.cells[2].payload)
    assert states(audited(seen(page), board=(sheet,)), sheet)[2] == "ok"


def test_a_sheet_of_one_code_needs_no_neighbours():
    label = label_sheet(TARGETS[0])
    report = audited(seen(sheet_picture(label, 16)), board=(label,))
    assert states(report, label) == {0: "ok"}


# What is wrong -------------------------------------------------------------------------------


def test_seven_spoiled_cells_are_told_and_no_other():
    first, second = sheet_picture(FIRST, PX), sheet_picture(SECOND, PX)
    stuck(first, FIRST, 0, PAYMENT)
    stuck(first, FIRST, 3, FIRST.cells[3].payload.replace("motcua.", "motcua-"))
    stuck(first, FIRST, 5, None)
    stuck(first, FIRST, 6, FIRST.cells[6].payload.replace(ADDRESS, OLD))
    stuck(second, SECOND, 1, SECOND.cells[4].payload)
    stuck(second, SECOND, 4, SECOND.cells[1].payload)
    stuck(second, SECOND, 7, FIRST.cells[1].payload)
    report = audited(seen(wall(first, second), Camera(megapixels=5, tilt=25)))
    assert states(report, FIRST) == {
        **all_ok(FIRST),
        **{0: "foreign", 3: "foreign", 5: "missing", 6: "outdated"},
    }
    assert states(report, SECOND) == {
        **all_ok(SECOND),
        **{1: "wrong place", 4: "wrong place", 7: "wrong place"},
    }
    assert (report.wrong, report.others) == (7, ())
    assert str(judged(report, FIRST, 0).reason) == "it is a code for payments"
    assert judged(report, FIRST, 0).text == PAYMENT
    assert str(judged(report, FIRST, 3).reason) == "it looks like ours, but opens another site"
    assert str(judged(report, SECOND, 7).reason) == "the code of 1.000107 Tên stands here"


def test_after_a_move_every_old_code_is_outdated():
    ours = addresses(base_url="https://moi.example.vn", former=frozenset({ADDRESS}))
    report = audited(seen(sheet_picture(FIRST, PX)), ours=ours)
    assert set(states(report, FIRST).values()) == {"outdated"}
    assert str(judged(report, FIRST, 0).reason) == "it has an old base address"


def test_a_retired_code_is_outdated():
    path = FIRST.cells[4].payload.removeprefix(ADDRESS)
    report = audited(seen(sheet_picture(FIRST, PX)), ours=addresses(paths=ours_without(path)))
    assert states(report, FIRST) == {**all_ok(FIRST), 4: "outdated"}
    assert str(judged(report, FIRST, 4).reason) == "what it opens is not posted any more"


def ours_without(path):
    return addresses().paths - {path}


def test_what_was_read_in_one_photo_is_told_though_another_looks_well():
    good = seen(sheet_picture(FIRST, PX))
    page = sheet_picture(FIRST, PX)
    stuck(page, FIRST, 2, "https://evil.example/")
    report = audited(good, seen(page))
    assert states(report, FIRST) == {**all_ok(FIRST), 2: "foreign"}
    assert judged(report, FIRST, 2).photo == "1"


def test_a_foreign_code_in_a_free_place_of_a_sheet_is_wrong():
    page = sheet_picture(SMALL, PX)
    glue(page, Area(70, 150, 40, 40), "https://evil.example/", PX)
    report = audited(seen(page))
    (other,) = report.others
    assert (other.state, other.sheet, bool(other.step)) == ("foreign", SMALL.id, True)
    assert report.wrong == 1


def test_a_code_that_looks_like_ours_is_wrong_wherever_it_hangs():
    page = Image.new("L", (210 * PX, 297 * PX), 255)
    glue(page, Area(80, 120, 40, 40), "https://motcua-example.gov.vn/q/1001193", PX)
    report = audited(seen(wall(sheet_picture(FIRST, PX), page)))
    assert [(o.state, o.sheet, bool(o.step)) for o in report.others] == [("foreign", None, True)]


def test_a_worn_code_is_hinted_at():
    page = sheet_picture(FIRST, PX)
    area = FIRST.cells[3].symbol
    spot = [(area.left + 17) * PX, (area.top + 20) * PX]
    ImageDraw.Draw(page).ellipse((*spot, spot[0] + 13 * PX, spot[1] + 13 * PX), fill=60)
    report = audited(seen(page))
    assert states(report, FIRST) == all_ok(FIRST)
    (one,) = report.sheets
    assert [cell.cell.place for cell in one.cells if cell.is_worn] == [3]
    assert one.cells[3].unused < 0.5 < one.cells[0].unused


# What cannot be said -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_a_lamp_accuses_nobody(seed):
    flat = wall(sheet_picture(FIRST, PX), sheet_picture(SECOND, PX))
    report = audited(seen(flat, Camera(megapixels=4, glare=0.2), seed))
    assert report.counts["unread"] > 0
    assert report.counts["ok"] + report.counts["unread"] == 16
    assert report.wrong == 0


@pytest.mark.parametrize("shade", [40, 120, 180, 255])
def test_what_hides_a_code_is_no_missing_code(shade):
    photo = seen(sheet_picture(FIRST, PX))
    plane = shoot(sheet_picture(FIRST, PX), SHARP, 1).plane
    x, y = plane.at((FIRST.cells[3].symbol.left * PX, FIRST.cells[3].symbol.top * PX))
    ImageDraw.Draw(photo).ellipse((x - 100, y - 100, x + 380, y + 380), fill=shade)
    report = audited(photo)
    assert states(report, FIRST)[3] == "unread"
    assert report.wrong == 0


def test_a_code_in_full_view_that_cannot_be_read_is_to_be_looked_at():
    page = sheet_picture(FIRST, PX)
    area = FIRST.cells[3].symbol
    box = (area.left * PX, (area.top + 15) * PX, area.right * PX, (area.top + 25) * PX)
    ImageDraw.Draw(page).rectangle(box, fill=235)
    report = audited(seen(page))
    assert states(report, FIRST) == {**all_ok(FIRST), 3: "unread"}
    assert "look at it on the wall" in str(judged(report, FIRST, 3).reason)


def test_one_code_alone_does_not_prove_its_place():
    photo = seen(sheet_picture(FIRST, PX)).crop((0, 240, 650, 790))
    report = audited(photo)
    assert Counter(states(report, FIRST).values()) == {"unread": 8}
    assert sum("no other code" in str(one.reason) for one in report.sheets[0].cells) == 1


def test_two_swapped_codes_of_a_sheet_of_two_are_never_ok():
    page = sheet_picture(SMALL, PX)
    stuck(page, SMALL, 0, SMALL.cells[1].payload, turn=0)
    stuck(page, SMALL, 1, SMALL.cells[0].payload, turn=0)
    assert "ok" not in states(audited(seen(page)), SMALL).values()


def test_a_foreign_code_is_told_beside_the_only_code_that_is_left():
    page = sheet_picture(SMALL, PX)
    stuck(page, SMALL, 1, "https://evil.example/")
    assert states(audited(seen(page)), SMALL) == {0: "unread", 1: "foreign"}


def test_posters_beside_the_board_are_only_mentioned():
    poster = Image.new("L", (210 * PX, 297 * PX), 255)
    glue(poster, Area(80, 120, 40, 40), "https://dichvucong.gov.vn/", PX)
    report = audited(seen(wall(sheet_picture(FIRST, PX), poster)))
    assert states(report, FIRST) == all_ok(FIRST)
    assert [(o.state, o.step) for o in report.others] == [("foreign", "")]
    assert report.wrong == 0


def test_a_code_of_ours_in_a_free_place_is_only_mentioned():
    page = sheet_picture(SMALL, PX)
    glue(page, Area(70, 150, 40, 40), f"{ADDRESS}/q/{TARGETS[30].replace('.', '')}", PX)
    report = audited(seen(page))
    assert [(o.state, o.sheet, o.step) for o in report.others] == [("ok", SMALL.id, "")]
    assert states(report, SMALL) == all_ok(SMALL)


def test_stickers_in_a_row_are_not_taken_for_a_sheet():
    labels = tuple(label_sheet(target) for target in TARGETS[:8])
    # In the order of the sheet, row after row, but for two.
    order = [0, 1, 2, 3, 5, 4, 6, 7]
    photo = seen(hung([sheet_picture(labels[i], PX) for i in order], 2, 0)[0])
    report = audited(photo, board=(*BOARD, *labels))
    assert report.wrong == 0


def test_a_code_that_may_hang_on_several_sheets_is_not_credited_to_one():
    label, single = label_sheet(TARGETS[0]), label_sheet(TARGETS[0], series="single")
    report = audited(seen(sheet_picture(label, 16)), board=(label, single))
    assert report.sheets == ()
    (other,) = report.others
    assert (other.state, other.step) == ("ok", "")
    assert "label-60x70/1.000100, single/1.000100" in str(other.reason)
