"""The sentences of a report, from its numbers."""

import pytest
import reporting
from click.testing import CliRunner
from conftest import NOW
from reporting import report, type_in

from kiosk.cli import cli
from kiosk.events import runs
from kiosk.reports import narrative


@pytest.fixture
def busy(db):
    reporting.count_events(db)
    return db


def test_the_sentences_of_the_reference_report(db):
    type_in(db, reporting.REFERENCE, "2023-H1")
    assert narrative.dossiers(report(db, name="2023-H1")) == [
        "Trong 6 tháng đầu năm 2023 (từ ngày 01/01/2023 đến ngày 30/06/2023), tiếp nhận 1.049 hồ "
        "sơ; đã giải quyết 1.047 hồ sơ; đang giải quyết 02 hồ sơ.",
        "Giải quyết trước và đúng hạn 1.047 hồ sơ, đạt 100%; không phát sinh hồ sơ giải quyết quá "
        "hạn.",
        "Nộp trực tuyến 1.041/1.049 hồ sơ, đạt 99,2% (chỉ tiêu 80%, đạt).",
        "Chứng thực bản sao điện tử 369 hồ sơ; hướng dẫn tạo 109 tài khoản cho người dân.",
        "(Số do cán bộ nhập, lấy từ hệ thống một cửa.)",
    ]


def test_what_is_posted_is_told_with_its_sum(db):
    told = narrative.posting(report(db))[0]
    assert "công khai 167 thủ tục hành chính, trong đó niêm yết 141 mã QR tương ứng 141" in told
    assert "đạt 84,4%" in told
    assert "141 thủ tục thuộc thẩm quyền cấp xã, 14 thủ tục ngành dọc Quân sự, 12" in told
    assert "17 thủ tục liên thông theo danh mục của đơn vị, trong đó 04 thủ tục đã có nguồn" in told


def test_what_was_counted_is_told_with_its_dates(busy):
    assert narrative.usage(report(busy))[:4] == [
        "Trong tháng 3 năm 2026 (từ ngày 01/03/2026 đến ngày 31/03/2026), ghi nhận 51 lượt quét mã "
        "QR, 05 lượt xem trang thủ tục, 03 lượt tra cứu tại kiosk, 02 lượt tải biểu mẫu, 01 lượt "
        "in phiếu chuẩn bị hồ sơ.",
        'Có 04 lượt bấm "Nộp trực tuyến" để chuyển sang trang nộp hồ sơ; đây là lượt bấm nút, '
        "không phải số hồ sơ đã nộp.",
        "Các lĩnh vực được tra cứu nhiều nhất: Hộ tịch (59 lượt).",
        "Ngoài ra có 06 lượt quét các mã khác (lĩnh vực, nhóm, trang cố định, thủ tục đã bãi bỏ, "
        "mã không có trong danh mục), không cộng vào số trên.",
    ]


def test_the_gaps_are_told(busy):
    assert narrative.usage(report(busy))[4].startswith(
        "Số liệu chưa đầy đủ ở các thời gian sau: 01/03/2026: chưa bắt đầu đếm; "
    )
    assert len(narrative.usage(report(busy, name="2026-03-03..2026-03-04"))) == 3


def test_a_hand_over_is_never_called_a_dossier(busy):
    told = narrative.plain(report(busy))
    assert "không phải số hồ sơ đã nộp" in told
    assert "hồ sơ trực tuyến" not in told


def test_nought_is_told_as_nought(db):
    runs.beat(db, None, NOW, 0)
    assert narrative.usage(report(db, name="2026-03-10..2026-03-10")) == [
        "Trong kỳ báo cáo (từ ngày 10/03/2026 đến ngày 10/03/2026), không phát sinh lượt quét mã "
        "QR, lượt xem trang thủ tục, lượt tra cứu tại kiosk, lượt tải biểu mẫu, lượt in phiếu "
        "chuẩn bị hồ sơ.",
        'Không phát sinh lượt bấm "Nộp trực tuyến".',
    ]


def test_days_on_which_nobody_counted_have_no_data(db):
    assert narrative.usage(report(db)) == [
        "Chưa có số liệu: lượt quét, lượt tra cứu trong kỳ.",
        "Số liệu chưa đầy đủ ở các thời gian sau: 01/03/2026 - 10/03/2026: chưa bắt đầu đếm; "
        "11/03/2026 - 31/03/2026: chưa đến ngày.",
    ]


def test_figures_that_nobody_typed_in_have_no_data(db):
    assert narrative.dossiers(report(db)) == [
        "Chưa có số liệu: kết quả tiếp nhận và giải quyết hồ sơ trong kỳ."
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("received=0", "không phát sinh hồ sơ tiếp nhận."),
        ("online=0/0", "không phát sinh hồ sơ nộp trực tuyến."),
        ("online=0/5", "nộp trực tuyến 0/05 hồ sơ, đạt 0%."),
        ("online=4/5 target_online=85%", "nộp trực tuyến 04/05 hồ sơ, đạt 80% (chỉ tiêu 85%, chưa"),
        (
            "resolved=1000 overdue=50 target_overdue=5%",
            "quá hạn 50 hồ sơ, chiếm 5% (chỉ tiêu không quá 5%, đạt)",
        ),
        ("in_time=5 target_in_time=95%", "giải quyết trước và đúng hạn 05 hồ sơ."),
    ],
)
def test_a_figure_is_told_as_it_is(db, written, told):
    type_in(db, written)
    assert told in "\n".join(narrative.dossiers(report(db)))


def test_a_note_stands_below_the_figures(db):
    type_in(db, "received=5 resolved=3 in_progress=1", note="Một hồ sơ rút.")
    assert narrative.dossiers(report(db))[-1] == "Giải trình: Một hồ sơ rút."


def test_the_loudspeaker_reads_whole_words(busy):
    told = narrative.loudspeaker(report(busy))
    assert (
        "Từ ngày 01 tháng 3 năm 2026 đến ngày 31 tháng 3 năm 2026, bà con đã quét mã 51 lượt."
        in told
    )
    assert not set("/%()") & set(told)
    assert "lượt." not in narrative.loudspeaker(report(busy, name="2026-02"))


def test_zalo_is_short_and_leads_to_the_pages(busy):
    told = narrative.zalo(report(busy))
    assert "Kỳ từ ngày 01/03/2026 đến ngày 31/03/2026: 51 lượt quét.\n" in told
    assert "https://motcua.example.gov.vn\n" in told
    assert len(told) < 400


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ([], "I. CÔNG TÁC NIÊM YẾT"),
        (["--for", "loudspeaker"], "Kính thưa bà con."),
        (["--for", "zalo"], "Ủy ban nhân dân xã niêm yết 141"),
    ],
)
def test_the_texts_are_printed(monkeypatch, tmp_path, database_path, words, begins):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIOSK_DATABASE", str(database_path))
    result = CliRunner().invoke(cli, ["stats", "text", "--period", "2026-03", *words])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(begins)
