import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk import config
from kiosk.config import Settings
from kiosk.errors import SettingError


@pytest.fixture(autouse=True)
def _no_env_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_meaning_and_a_text_as_default():
    assert [f.name for f in fields(Settings) if not f.metadata["meaning"]] == []
    assert {type(f.default) for f in fields(Settings)} == {str}


def test_without_any_setting_the_defaults_hold():
    settings = config.load({})
    assert settings.database_path == Path("instance/kiosk.db")
    assert settings.secret_path == Path("instance/secret.key")
    assert settings.address.url == "http://127.0.0.1:8000"
    assert settings.hosts == {"127.0.0.1", "localhost", "[::1]"}
    assert settings.proxy_count == 0
    assert settings.excess_from == 600
    assert (settings.catalog_path / "procedures.csv").exists()


def test_the_environment_overrides_the_file_and_arguments_override_both(tmp_path):
    (tmp_path / ".env").write_text("KIOSK_PROXIES=1\nKIOSK_EXCESS_LIMIT=1\nKIOSK_CATALOG=a\n")
    settings = config.load({"KIOSK_EXCESS_LIMIT": "2", "KIOSK_CATALOG": "b"}, catalog="c")
    assert (settings.proxies, settings.excess_limit, settings.catalog) == ("1", "2", "c")


def test_an_empty_variable_is_no_setting():
    assert config.load({"KIOSK_DATABASE": ""}).database == "instance/kiosk.db"


def test_no_other_module_reads_the_environment():
    package = Path(config.__file__).parent
    assert [
        path.name
        for path in package.rglob("*.py")
        if re.search(r"\bos\.environ\b|\bgetenv\b", path.read_text(encoding="utf-8"))
    ] == ["config.py"]


def test_misspelt_names_are_known_as_such(tmp_path):
    (tmp_path / ".env").write_text("KIOSK_BASEURL=x\n")
    given = {"KIOSK_DATABSE": "x", "KIOSK_DATABASE": "y", "PATH": "/bin"}
    assert config.unknown_names(given) == ["KIOSK_BASEURL", "KIOSK_DATABSE"]


def test_another_engine_is_refused_without_its_password():
    settings = Settings(database="postgresql://staff:hidden@host/kiosk")
    with pytest.raises(SettingError, match="only a SQLite file") as caught:
        _ = settings.database_path
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "many", "1" * 10])
def test_a_number_that_is_none_is_refused_by_name(text):
    with pytest.raises(SettingError, match="KIOSK_PROXIES.*is not a whole number"):
        _ = Settings(proxies=text).proxy_count


def test_trusted_hosts_are_loopback_the_base_host_and_those_listed_without_ports():
    settings = Settings(
        base_url="https://Motcua.Example.gov.vn",
        trusted_hosts="Kiosk.lan:8000, 10.0.0.5 ,[fe80::1]:80,,",
    )
    assert settings.hosts == {
        *("127.0.0.1", "localhost", "[::1]"),
        *("motcua.example.gov.vn", "kiosk.lan", "10.0.0.5", "[fe80::1]"),
    }


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("https://motcua.example.gov.vn", "https://motcua.example.gov.vn", "motcua.example.gov.vn"),
        ("HTTPS://MotCua.Example.VN/", "https://motcua.example.vn", "motcua.example.vn"),
        ("http://xa.example.vn:8080", "http://xa.example.vn:8080", "xa.example.vn"),
        ("https://xn--x-5ia.example.vn", "https://xn--x-5ia.example.vn", "xn--x-5ia.example.vn"),
        ("http://[2001:db8::1]:80", "http://[2001:db8::1]:80", "[2001:db8::1]"),
        ("http://192.168.1.9", "http://192.168.1.9", "192.168.1.9"),
    ],
)
def test_a_base_address_becomes_its_printed_form(text, url, host):
    assert config.base_address(text) == config.BaseAddress(url, host, "")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("http://127.0.0.1:8000", "this machine only"),
        ("http://127.1.2.3", "this machine only"),
        ("http://LOCALHOST", "this machine only"),
        ("http://[::1]:8000", "this machine only"),
        ("http://may-chu", "has no domain"),
    ],
)
def test_an_address_that_phones_cannot_open_is_a_warning(text, warning):
    assert warning in config.base_address(text).warning


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must begin with http"),
        ("motcua.example.vn", "must begin with http"),
        ("ftp://motcua.example.vn", "must begin with http"),
        ("javascript:alert(1)", "must begin with http"),
        ("https://", "must begin with http"),
        ("https://a.vn/q", "only a scheme and a host"),
        ("https://a.vn?x=1", "only a scheme and a host"),
        ("https://a.vn#x", "only a scheme and a host"),
        ("https://me@a.vn", "only a scheme and a host"),
        ("https://a. vn", "holds a space"),
        ("https://a.vn\n", "holds a space"),
        ("https://xã.vn", "xn--"),
        ("https://-a.vn", "not a valid host name"),
        ("https://a..vn", "not a valid host name"),
        ("https://a.vn.", "not a valid host name"),
        ("https://a_b.vn", "not a valid host name"),
        ("https://a.vn:99999", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("http://0.0.0.0:8000", "where a server listens"),
        ("http://[::]", "where a server listens"),
    ],
)
def test_a_base_address_that_phones_cannot_use_is_refused(text, message):
    with pytest.raises(SettingError, match=message):
        config.base_address(text)


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path):
    settings = Settings(database=str(tmp_path / "new" / "kiosk.db"))
    assert config.make_secret(settings) is True
    key = config.secret_key(settings)
    assert len(key) == 43
    assert stat.S_IMODE(settings.secret_path.stat().st_mode) == 0o600
    assert config.make_secret(settings) is False
    assert config.secret_key(settings) == key


def test_a_secret_that_is_set_needs_no_file(tmp_path):
    settings = Settings(database=str(tmp_path / "kiosk.db"), secret_key="given")
    assert config.make_secret(settings) is False
    assert config.secret_key(settings) == "given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, b"", b" \n", "khóa".encode()])
def test_a_missing_or_unreadable_secret_names_the_next_step(tmp_path, content):
    settings = Settings(database=str(tmp_path / "kiosk.db"))
    if content is not None:
        settings.secret_path.write_bytes(content)
    with pytest.raises(SettingError, match="Run `kiosk init`"):
        config.secret_key(settings)


@pytest.mark.parametrize("host", ["https://a.vn/", "a.vn/x", "a b.vn", "*.vn"])
def test_a_trusted_host_that_no_request_can_name_is_refused(host):
    with pytest.raises(SettingError, match="not a host name"):
        config.Settings(trusted_hosts=f"b.vn,{host}").hosts  # noqa: B018


def test_a_settings_file_of_another_encoding_is_one_readable_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("KIOSK_BASE_URL=https://a.vn".encode("utf-16"))
    with pytest.raises(SettingError, match="Save it again as UTF-8"):
        config.load({})
