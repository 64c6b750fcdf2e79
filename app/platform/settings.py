"""Settings come from the environment, prefix KARAMA_; the README's table documents each (a test compares)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All that may differ between a laptop, a country office and a region."""

    model_config = SettingsConfigDict(env_prefix="KARAMA_", extra="ignore")

    database_url: str = Field(
        default="", description="SQLAlchemy address of the database; default: SQLite file in the data folder"
    )
    data_dir: Path = Field(
        default=Path("var"), description="Folder for the SQLite file, the secret key and uploads"
    )
    secret_key: str = Field(
        default="", description="Signs short-lived cookies; made and kept in the data folder if unset"
    )
    secret_key_file: Path | None = Field(
        default=None, description="Read the secret key from this file instead"
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="Public address, used in links; https turns on secure cookies",
    )
    demo: bool = Field(
        default=False, description="Offers one-tap sign-ins for the demo people; never set it with real data"
    )
    language: str = Field(
        default="en", description="Language for readers whose browser asks for none we have"
    )
    time_zone: str = Field(default="Asia/Beirut", description="Time zone proposed for new sessions")
    require_totp: bool = Field(
        default=False, description="Coordinators and administrators must use a one-time code when signing in"
    )
    sign_in_days: int = Field(default=14, ge=1, le=90, description="Days after which a sign-in ends")
    link_hours: int = Field(default=72, ge=1, le=720, description="Hours an invitation or reset link works")
    api_rate_per_minute: int = Field(default=600, ge=1, description="Requests a minute for one API token")
    upload_max_kb: int = Field(default=10_240, ge=16, description="Largest request body, in kilobytes")
    pool_size: int = Field(default=10, ge=1, le=100, description="Database connections kept by one process")
    threshold_partner: int = Field(
        default=5,
        ge=0,
        le=100,
        description="Smallest count shown in exports for partners; smaller ones are protected",
    )
    threshold_donor: int = Field(
        default=5,
        ge=0,
        le=100,
        description="Smallest count shown in donor reports; smaller ones are protected",
    )
    threshold_public: int = Field(
        default=11, ge=0, le=100, description="Smallest count shown to the public; smaller ones are protected"
    )
    report_patience_seconds: float = Field(
        default=5.0,
        gt=0,
        le=600,
        description="Seconds a page waits for a report before it says that it is being made",
    )
    mail_server: str = Field(
        default="",
        description="Where notices to staff leave by e-mail, such as smtp://user:password@host:587 or smtps://host; nothing leaves if unset",
    )
    mail_from: str = Field(default="karama@localhost", description="Sender of e-mails")
    log_format: str = Field(default="text", pattern="^(text|json)$", description="Log lines as text or json")

    @property
    def database(self) -> str:
        """The database address, the SQLite default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'karama.db'}"

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel by https only when the public address is https."""
        return self.base_url.startswith("https://")

    def signing_key(self) -> str:
        """The secret key; the first caller makes one and keeps it in the data folder, readable by the owner only."""
        if self.secret_key:
            return self.secret_key
        file = self.secret_key_file or self.data_dir / "secret_key"
        if self.secret_key_file is None and not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            draft = file.with_name(f"secret_key.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text().strip()
