"""What an operator sets is understood, or the start is refused with a sentence."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lifecycle.accounts import ASVS, DJCP3
from tests.architecture.sources import ROOT
from tests.web.site import open_site
from web.settings import (
    VARIABLES,
    Settings,
    SettingsError,
    mail_password_of,
    read_settings,
    secret_of,
)


def test_nothing_set_is_safe(tmp_path: Path) -> None:
    settings = read_settings({"HOME": str(tmp_path), "PATH": "/bin", "LIFECYCLE_HOME": str(tmp_path)})
    assert settings.password_profile is DJCP3
    assert settings.database_url == f"sqlite:///{tmp_path / 'lifecycle.db'}"
    assert settings.proxy_hops == 0
    assert settings.clock is None
    assert not settings.demonstration


def test_what_is_set_is_read() -> None:
    settings = read_settings(
        {
            "LIFECYCLE_CLOCK": "2026-03-18T09:00+08:00",
            "LIFECYCLE_PASSWORD_PROFILE": "asvs",
            "LIFECYCLE_TRUSTED_HOSTS": "kj.example.gov.cn, [::1]",
            "LIFECYCLE_PROXY_HOPS": "1",
            "LIFECYCLE_DEMONSTRATION": "yes",
            "LIFECYCLE_DATABASE_URL": "postgresql://db/lifecycle",
            "LIFECYCLE_NUMBER_PREFIX": "",
        }
    )
    assert settings.clock == datetime(2026, 3, 18, 1, 0, tzinfo=UTC)
    assert settings.password_profile is ASVS
    assert settings.trusted_hosts == ("kj.example.gov.cn", "[::1]")
    assert settings.proxy_hops == 1
    assert settings.demonstration
    assert settings.number_prefix == "YH"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIFECYCLE_CLOCK", "2026-03-18T09:00"),
        ("LIFECYCLE_CLOCK", "tomorrow"),
        ("LIFECYCLE_PASSWORD_PROFILE", "none"),
        ("LIFECYCLE_PROXY_HOPS", "-1"),
        ("LIFECYCLE_PROXY_HOPS", "two"),
        ("LIFECYCLE_TRUSTED_HOSTS", "*"),
        ("LIFECYCLE_SECRET_KEY", "short"),
        ("LIFECYCLE_DATABASE_URL", "mysql://x"),
        ("LIFECYCLE_NUMBER_PREFIX", "yh-"),
        ("LIFECYCLE_LANGUAGE", "fr"),
        ("LIFECYCLE_DEMONSTRATION", "true"),
        ("LIFECYCLE_UPLOAD_MIB", "0"),
        ("LIFECYCLE_PASWORD_PROFILE", "djcp3"),
    ],
)
def test_what_makes_no_sense_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({name: value})
    (both,) = refused.value.sentences
    chinese, english = both.split("\n")
    assert chinese.startswith(name)
    assert english.startswith(name)


MAIL = {
    "LIFECYCLE_MAIL_HOST": "mail.example.gov.cn",
    "LIFECYCLE_MAIL_SENDER": "lifecycle@example.gov.cn",
    "LIFECYCLE_ADDRESS": "https://kj.example.gov.cn/",
}


def test_a_mail_server_is_read_with_its_password_from_a_private_file(tmp_path: Path) -> None:
    secret = tmp_path / "mail-password"
    secret.write_text("hunter2\n", encoding="utf-8")
    secret.chmod(0o600)
    named = {"LIFECYCLE_MAIL_USER": "lifecycle", "LIFECYCLE_MAIL_PASSWORD_FILE": str(secret)}
    settings = read_settings(MAIL | named)
    assert settings.address == "https://kj.example.gov.cn"
    assert mail_password_of(settings) == "hunter2"
    assert "hunter2" not in repr(read_settings(MAIL | named))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"LIFECYCLE_MAIL_SENDER": ""}, "LIFECYCLE_MAIL_SENDER"),
        ({"LIFECYCLE_ADDRESS": ""}, "LIFECYCLE_ADDRESS"),
        ({"LIFECYCLE_MAIL_HOST": ""}, "LIFECYCLE_MAIL_HOST"),
        ({"LIFECYCLE_MAIL_USER": "lifecycle"}, "LIFECYCLE_MAIL_PASSWORD"),
        ({"LIFECYCLE_MAIL_PASSWORD": "hunter2"}, "LIFECYCLE_MAIL_USER"),
        (
            {"LIFECYCLE_MAIL_USER": "lifecycle", "LIFECYCLE_MAIL_PASSWORD_FILE": "/no/such/file"},
            "LIFECYCLE_MAIL_PASSWORD_FILE",
        ),
    ],
)
def test_settings_of_mail_that_do_not_go_together_stop_the_start(changed: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(MAIL | changed)
    assert [sentence.split("：")[0] for sentence in refused.value.sentences] == [named]
    assert "hunter2" not in str(refused.value)


def test_a_password_that_others_may_read_stops_the_start(tmp_path: Path) -> None:
    secret = tmp_path / "mail-password"
    secret.write_text("hunter2", encoding="utf-8")
    secret.chmod(0o644)
    with pytest.raises(SettingsError, match="LIFECYCLE_MAIL_PASSWORD_FILE"):
        read_settings(
            MAIL | {"LIFECYCLE_MAIL_USER": "lifecycle", "LIFECYCLE_MAIL_PASSWORD_FILE": str(secret)}
        )


def test_a_wrong_value_is_not_repeated_for_it_may_be_a_secret() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"LIFECYCLE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"LIFECYCLE_CLOCK": "x", "LIFECYCLE_LANGUAGE": "x", "LIFECYCLE_NONSENSE": "x"})
    assert len(refused.value.sentences) == 3


def test_every_setting_has_its_variable() -> None:
    assert {variable.setting for variable in VARIABLES} == set(Settings.__dataclass_fields__)
    assert all(variable.zh and variable.en and variable.default for variable in VARIABLES)


def test_every_variable_is_in_the_reference_with_its_default() -> None:
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    missing = [
        each.name for each in VARIABLES if f"`{each.name}`" not in reference or each.default not in reference
    ]
    assert missing == []


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "new", database_url="")
    made = secret_of(settings)
    assert len(made) >= 43
    assert secret_of(settings) == made
    assert stat.S_IMODE((tmp_path / "new" / "secret-key").stat().st_mode) == 0o600
    assert secret_of(Settings(home=tmp_path, database_url="", secret_key="k" * 40)) == "k" * 40


def test_a_proxy_is_believed_only_when_it_is_named(sqlite_database_url: str, tmp_path: Path) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "localhost"}
    for hops in (0, 1):
        url = (
            sqlite_database_url
            if hops == 0
            else sqlite_database_url.replace("lifecycle.sqlite", "second.sqlite")
        )
        if hops:
            Path(url.removeprefix("sqlite:///")).write_bytes((tmp_path / "lifecycle.template").read_bytes())
        else:
            (tmp_path / "lifecycle.template").write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
        with open_site(url, tmp_path, proxy_hops=hops) as site:
            answer = site.stranger().get("/sign-in", headers=said)
        assert ("Strict-Transport-Security" in answer.headers) == bool(hops)
