"""The map from a sheet to its photo."""

import pytest

from kiosk.boards.plane import contains, distance, fit, perimeter, product, projected

SHEET = [(0, 0), (210, 0), (210, 297), (0, 297)]
PHOTO = [(310, 205), (1730, 330), (1650, 2480), (260, 2210)]  # tilted and turned
CODE = [(20, 60), (60, 60), (60, 100), (20, 100)]


def mapped(points):
    plane = fit(list(zip(SHEET, PHOTO, strict=True)))
    return [plane.at(point) for point in points]


def test_four_corners_fix_the_plane():
    assert mapped(SHEET) == [pytest.approx(corner) for corner in PHOTO]


def test_a_plane_of_many_points_maps_all_of_them():
    points = [(x, y) for x in (20, 60, 150) for y in (60, 100, 230)]
    plane = fit(list(zip(points, mapped(points), strict=True)))
    assert [plane.at(corner) for corner in SHEET] == [pytest.approx(c) for c in PHOTO]


def test_small_errors_stay_small_near_the_points_of_the_fit():
    seen = [(x + dx, y) for (x, y), dx in zip(mapped(CODE), (0.5, -0.5, 0.5, -0.5), strict=True)]
    plane = fit(list(zip(CODE, seen, strict=True)))
    assert distance(plane.at((40, 80)), mapped([(40, 80)])[0]) < 1


def test_doubt_grows_with_the_distance_from_what_was_read():
    plane = fit(list(zip(CODE, mapped(CODE), strict=True)))
    near, beside, far = (plane.doubt(point, 1.0) for point in ((40, 80), (40, 140), (170, 250)))
    assert near < 1.1 < beside < far
    assert plane.doubt((40, 140), 2.0) == pytest.approx(2 * beside)


def test_more_codes_leave_less_doubt():
    other = [(120, 200), (160, 200), (160, 240), (120, 240)]
    one = fit(list(zip(CODE, mapped(CODE), strict=True)))
    two = fit(list(zip(CODE + other, mapped(CODE + other), strict=True)))
    assert two.doubt((120, 120), 1.0) < one.doubt((120, 120), 1.0) / 5


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([(5, 5)] * 4, id="a point"),
        pytest.param([(0, 0), (1, 1), (2, 2), (3, 3)], id="a line"),
    ],
)
def test_points_that_fix_nothing_give_no_plane(points):
    assert fit(list(zip(points, PHOTO, strict=True))) is None
    assert fit(list(zip(SHEET, points, strict=True))) is None or len(set(points)) > 1


def test_what_is_behind_the_camera_is_nowhere():
    # Seen from a shallow angle: what is far below the sheet is behind whoever takes the photo.
    plane = fit(list(zip(SHEET, [(900, 500), (1100, 500), (2000, 2000), (0, 2000)], strict=True)))
    assert plane.at((105, 290)) is not None
    assert plane.at((105, 600)) is None


def test_maps_follow_each_other():
    shift, double = (1, 0, 3, 0, 1, 4, 0, 0, 1), (2, 0, 0, 0, 2, 0, 0, 0, 1)
    assert projected(product(double, shift), (1, 1)) == (8, 10)


def test_inside_and_outside_of_a_sheet_in_a_photo():
    assert contains(PHOTO, (1000, 1000))
    assert contains(PHOTO[::-1], (1000, 1000))
    assert not contains(PHOTO, (100, 1000))


def test_the_way_round():
    assert perimeter([(0, 0), (3, 0), (3, 4), (0, 4)]) == 14
