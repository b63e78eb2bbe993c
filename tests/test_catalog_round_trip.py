"""Whatever a catalog holds, it comes back from each carrier as it went in."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog_files import TODAY, check, exported, proposed
from conftest import load_catalog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import store

# Signs that formats use for themselves, line ends, loose marks and a sign of four bytes.
SIGNS = "aZ0 ,;\"'\\#=[]{}\n\r\t\x7f\u00a0\u0301\u2028\ufeffÂđệ👶"
TEXT = st.text(SIGNS, max_size=12)
NAME = TEXT.filter(str.strip)
MAYBE = st.none() | TEXT
COUNT = st.none() | st.integers(0, 3)
DAY = st.none() | st.dates().map(str)
CHANNEL = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["direct", "online", "postal"]),
        "duration": COUNT,
        "duration_unit": st.sampled_from(["day", "hour"]),
        "fee_vnd": st.none() | st.integers(0, 10**12 - 1),
        "fee_note": MAYBE,
        "duration_note": MAYBE,
    }
)
DOCUMENT = st.fixed_dictionaries(
    {
        **{"case": MAYBE, "position": COUNT, "name": NAME},
        **{"originals": COUNT, "copies": COUNT, "form": MAYBE},
    }
)
STEP = st.fixed_dictionaries({"case": MAYBE, "position": COUNT, "title": MAYBE, "body": NAME})
SOURCE = st.fixed_dictionaries(
    {"source": NAME, "as_of": st.none() | st.just("2026-07"), "basis": st.none() | st.just("seen")}
)
PROCEDURE = st.fixed_dictionaries(
    {"name": NAME, "channels": st.lists(CHANNEL, max_size=2)},
    optional={
        "interlinked": st.none() | st.booleans(),
        "audience": st.none() | st.just(["organization", "individual"]),
        "agency": MAYBE,
        "conditions": MAYBE,
        "summary": MAYBE,
        "keywords": MAYBE,
        "effective_from": DAY,
        "status": st.sampled_from([None, "new", "amended", "repealed"]),
        "posted": st.none() | st.booleans(),
        "documents": st.lists(DOCUMENT, max_size=3),
        "legal_bases": st.lists(NAME, max_size=3),
        "steps": st.lists(STEP, max_size=2),
        "provenance": st.none() | st.lists(SOURCE, max_size=2),
    },
)
UNIT = st.fixed_dictionaries(
    {"name": NAME, "level": st.just("ward")},
    optional={
        "address": TEXT,
        "petition": st.fixed_dictionaries({}, optional={"agency": TEXT, "phone": TEXT}),
        "report": st.fixed_dictionaries({}, optional={"place": TEXT, "recipients": TEXT}),
        "portal": st.just({"hosts": ["Dichvucong.gov.vn"]}),
    },
)


@st.composite
def catalogs(draw):
    """A small catalog that has no faults."""
    codes = ("1.001193", "2.000815", "C08_XPHCDB")
    events = [{"slug": "cuoi", "name": draw(NAME), "summary": draw(MAYBE)}]
    body = f"# {draw(NAME).strip()}\n{draw(TEXT)}"
    return {
        "unit": draw(UNIT),
        "fields": [{"slug": "ho-tich", "number": 1, "name": draw(NAME), "sector": "commune"}],
        "procedures": [
            {"code": code, "field": "ho-tich", **draw(PROCEDURE)}
            for code in codes[: draw(st.integers(0, 3))]
        ],
        "synonyms": [{"term": "gks", "expansion": draw(NAME)}],
        **draw(st.sampled_from([{}, {"life_events": events}])),
        **draw(st.sampled_from([{}, {"guides": [{"slug": "nop", "body": body}]}])),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogs())
def test_a_catalog_comes_back_from_every_carrier(catalog):
    with TemporaryDirectory() as name:
        folder = Path(name)
        given = folder / "given.json"
        given.write_text(json.dumps(catalog), encoding="utf-8")
        db, other = (store.create(folder / f"{n}.db") for n in (1, 2))
        load_catalog(db, given)
        assert proposed(db, given).is_empty
        as_folder, as_json = exported(db, folder / "out"), exported(db, folder / "out.json")
        for carrier in (as_folder, as_json):
            _, problems = check(carrier, db, TODAY)
            assert [str(p) for p in problems if p.key not in ("unusual_code", "long_name")] == []
            proposal = proposed(db, carrier)
            assert proposal.is_empty
            assert {d.kind for d in proposal.differences} <= {"unchanged"}
        load_catalog(other, as_folder)
        again = exported(other, folder / "again.json")
        assert again.read_bytes() == as_json.read_bytes()
        db.close()
        other.close()
