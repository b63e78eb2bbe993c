"""Reviews are evidence: they stand beside the catalog, and change nothing in it."""

from datetime import date, timedelta

from boards import SERIES, sheets, shown
from catalog_files import changed, edit, exported, proposed, rows
from conftest import NOW, load_catalog

from kiosk.catalog import changelog, published, reviews, versions
from kiosk.clock import local_day

DAY = local_day(NOW)
BIRTH, MARRIAGE = "1.001193", "1.000894"


def review(db, *codes, day=DAY, who="an"):
    with db.transaction():
        return reviews.add(db, codes, day, NOW, who, versions.latest(db))


def take_back(db, batch, who="binh"):
    with db.transaction():
        return reviews.take_back(db, batch, NOW, who)


def reviewed_on(db, code):
    return published.load(db, DAY).procedures[code].reviewed_on


def printed(db):
    """What every sheet of every kind of board would show."""
    return [[planned.sheet for planned in sheets(shown(db), series)] for series in SERIES]


def test_a_review_is_shown_with_its_procedure(db):
    review(db, BIRTH)
    assert reviewed_on(db, BIRTH) == "2026-03-10"
    assert reviewed_on(db, MARRIAGE) is None


def test_the_last_review_that_stands_counts(db):
    review(db, BIRTH, day=DAY - timedelta(days=30))
    batch = review(db, BIRTH, MARRIAGE)
    assert reviews.standing(db, batch) == 2
    assert take_back(db, batch) == [BIRTH, MARRIAGE]
    assert reviews.days(db) == {BIRTH: "2026-02-08"}
    assert (reviews.standing(db, batch), take_back(db, batch)) == (0, [])


def test_the_log_tells_who_when_and_what_was_taken_back(db):
    batch = review(db, BIRTH)
    review(db, MARRIAGE, who="chi")
    review(db, MARRIAGE, day=DAY - timedelta(days=1))
    take_back(db, batch)
    found = list(reviews.of_days(db, DAY, DAY))
    assert [(row["code"], row["who"], row["undone_by"]) for row in found] == [
        (MARRIAGE, "chi", None),
        (BIRTH, "an", "binh"),
    ]
    assert found[0]["day"] == "2026-03-10"
    assert found[0]["publication"] == versions.latest(db)


def test_a_review_is_no_change_for_citizens_and_no_reason_to_print(db):
    before = versions.latest(db)
    catalog = published.load(db, DAY)
    hanging = printed(db)
    review(db, *catalog.procedures)
    after = published.load(db, DAY)
    assert versions.latest(db) == before
    assert changelog.page(db, DAY, before, 1).batches == ()
    assert after.updated_on == catalog.updated_on
    assert after.procedures[BIRTH].reviewed_on == "2026-03-10"
    assert printed(db) == hanging


def test_an_export_holds_the_review_and_changes_nothing_when_it_comes_back(db, tmp_path):
    review(db, BIRTH)
    folder = exported(db, tmp_path / "out")
    stored = {row["code"]: row["reviewed_on"] for row in rows(folder / "procedures.csv")}
    assert (stored[BIRTH], stored[MARRIAGE]) == ("2026-03-10", "")
    assert proposed(db, folder).is_empty


def test_a_file_that_knows_of_no_review_takes_none_away(db, tmp_path):
    folder = exported(db, tmp_path / "out")  # with the column, and empty
    review(db, BIRTH)
    assert proposed(db, folder).is_empty
    load_catalog(db, folder)
    assert reviewed_on(db, BIRTH) == "2026-03-10"


def test_a_file_from_before_the_last_review_changes_nothing(db, tmp_path):
    review(db, BIRTH)
    folder = exported(db, tmp_path / "out")
    review(db, BIRTH, day=DAY + timedelta(days=1))
    assert proposed(db, folder).is_empty


def test_a_file_may_bring_a_review_of_its_own(db, tmp_path):
    review(db, BIRTH)
    folder = exported(db, tmp_path / "out")
    edit(folder / "procedures.csv", 0, reviewed_on="2026-03-11")
    assert changed(proposed(db, folder)) == [(BIRTH, "amended")]
    load_catalog(db, folder)
    assert reviewed_on(db, BIRTH) == "2026-03-11"


def test_what_was_taken_back_leaves_no_trace_in_the_catalog(db, tmp_path):
    batch = review(db, BIRTH)
    folder = exported(db, tmp_path / "out")
    load = [row["code"] for row in rows(folder / "procedures.csv")].index(MARRIAGE)
    edit(folder / "procedures.csv", load, summary="Khác")
    load_catalog(db, folder)
    take_back(db, batch)
    assert reviewed_on(db, BIRTH) is None


def test_days_are_local_days(db):
    review(db, BIRTH, day=date(2026, 3, 10))
    assert list(reviews.of_days(db, date(2026, 3, 11), date(2026, 3, 12))) == []
