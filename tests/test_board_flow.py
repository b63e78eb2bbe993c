"""Running text on paper: the largest size that fits, and where pages end."""

from kiosk.boards import flow


def words_of(page):
    return ["".join(text for text, _ in line.runs) for line in page]


def lines(n):
    return [flow.item((f"Giấy tờ {k}", False)) for k in range(n)]


def sizes_of(pages):
    return {line.size for page in pages for line in page if not line.is_heading}


def test_the_largest_size_that_fits_on_one_page_is_taken():
    assert sizes_of(flow.paginated(lines(5), 100, 40, 40, (16, 14, 12))) == {14}


def test_a_text_that_never_fits_goes_on_in_the_middle_size():
    pages = flow.paginated(lines(30), 100, 50, 100, (12, 10, 8))
    assert sizes_of(pages) == {10}
    assert [len(page) for page in pages] == [9, 18, 3]
    assert [word for page in pages for word in words_of(page)] == [
        f"Giấy tờ {k}" for k in range(30)
    ]


def test_a_heading_stays_with_what_follows_it():
    blocks = [*lines(8), flow.heading("Phí"), flow.subheading("Trường hợp"), *lines(1)]
    pages = flow.paginated(blocks, 100, 58, 58, (10,))
    assert words_of(pages[1]) == ["Phí", "Trường hợp", "Giấy tờ 0"]


def test_a_short_item_is_not_torn_apart_but_a_long_one_is():
    short = flow.item(("một hai ba bốn năm sáu bảy tám chín mười " * 2, False))
    pages = flow.paginated([*lines(8), short], 60, 50, 50, (10,))
    assert len(pages[0]) == 8
    long = flow.item(("một hai ba bốn năm sáu bảy tám chín mười " * 9, False))
    pages = flow.paginated([*lines(8), long], 60, 50, 50, (10,))
    assert len(pages[0]) == 9


def test_what_stands_beside_is_whole_blocks():
    blocks = [*lines(3), flow.heading("Phí"), *lines(3)]
    page, rest = flow.split(blocks, 100, 22, 10)
    assert words_of(page) == ["Giấy tờ 0", "Giấy tờ 1", "Giấy tờ 2"]
    assert rest == blocks[3:]
