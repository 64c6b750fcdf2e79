"""What a tablet of Caritas holds on the morning of a session: the bundle as the server makes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.registration.rules.codes import check_sign, hash_of
from tests.world import an_id

SESSION = an_id("the session on the tablet")
DEVICE = str(an_id("the tablet with screens"))
BEIRUT = ZoneInfo("Asia/Beirut")

FRESH, USED, VOID, STRANGE = (
    signs + check_sign(signs) for signs in ("7Q2M9XKD4P", "ABCDE12345", "V0VDE54321", "ZZZZZ00001")
)
"""Codes of four tickets: not used yet, used on another tablet, made void, of another session."""

COMMUNITIES = {
    "ET": ("Ethiopian", "Éthiopienne", "إثيوبية"),
    "BD": ("Bangladeshi", "Bangladaise", "بنغلاديشية"),
    "PH": ("Filipino", "Philippine", "فلبينية"),
    "SD": ("Sudanese", "Soudanaise", "سودانية"),
    "LK": ("Sri Lankan", "Sri-lankaise", "سريلانكية"),
    "OTHER": ("Mixed or other", "Mixte ou autre", "مختلطة أو أخرى"),
}


def named(code: str, en: str, fr: str = "", ar: str = "", **more: Any) -> dict[str, Any]:
    """A code with its names."""
    return {"code": code, "names": {"en": en, "fr": fr or en, "ar": ar or en}, **more}


def a_session(name: str, days: int = 0, **changes: Any) -> dict[str, Any]:
    """A session of today, or so many days away."""
    starts = datetime.now(BEIRUT).replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=days)
    return {
        "id": str(an_id(name)),
        "code": "BEY-01",
        "title": "Know your rights: work and kafala",
        "status": "confirmed",
        "starts_at": starts.astimezone(UTC).isoformat(),
        "ends_at": (starts + timedelta(minutes=90)).astimezone(UTC).isoformat(),
        "time_zone": "Asia/Beirut",
        "local_date": starts.date().isoformat(),
        "venue": "St Joseph hall",
        "language": "am",
        "capacity": 60,
        "expected": ["ET", "BD", "PH"],
        "topics": ["KAFALA"],
        "planned_kits": [{"item": "DK", "quantity": 40}],
        "counts": {"cells": [], "door": 0, "tickets": 0},
        "bag": [{"item": "DK", "loaded": 40, "given": 0, "returned": 0, "damaged": 0, "remains": 40}],
        "places": [{"id": str(an_id("Caritas store")), "name": "Caritas store"}],
        "witnesses": [named("LAW", "Legal Action Worldwide")],
        "sheets": [
            {"id": str(an_id("sheet 1")), "number": 1, "entered": True},
            {"id": str(an_id("sheet 2")), "number": 2, "entered": False},
        ],
        "tickets": [],
        "closed": False,
        **changes,
    }


def tickets() -> list[dict[str, Any]]:
    """Three tickets of the session, as hashes."""

    def mark(code: str, state: str, entry_at: str | None = None) -> dict[str, Any]:
        return {"hash": hash_of(SESSION, code), "state": state, "entry_at": entry_at, "kits": []}

    at = datetime.now(BEIRUT).replace(hour=10, minute=12).isoformat()
    return [mark(FRESH, "issued"), mark(USED, "attended", at), mark(VOID, "void")]


def bundle() -> dict[str, Any]:
    """The whole bundle."""
    now = datetime.now(UTC)
    return {
        "instance": "test",
        "server_time": now.isoformat(),
        "token": "first",
        "good_until": (now + timedelta(days=7)).isoformat(),
        "device": {"id": DEVICE, "label": "Blue 3"},
        "people": [{"id": str(an_id("Chantal")), "name": "Chantal", "pin": None}],
        "communities": [named(code, *names, never_alone=False) for code, names in COMMUNITIES.items()],
        "age_bands": ["0-4", "5-11", "12-17", "18-59", "60+", "ns"],
        "topics": [
            named("KAFALA", "The sponsorship (kafala) system", ar="نظام الكفالة"),
            named("FORCED_LABOUR", "Forced labour", ar="العمل القسري"),
        ],
        "services": [named("legal", "legal aid", ar="مساعدة قانونية")],
        "gap_reasons": [named("late_arrivals", "late arrivals were not asked", ar="لم يُسأل المتأخرون")],
        "refusal_reasons": [named("full", "The hall was full", ar="القاعة ممتلئة")],
        "till_reasons": [],
        "items": [
            named("DK", "Dignity kit", "Kit de dignité", "حقيبة كرامة", kind="kit"),
            named("BR", "Brochure", ar="منشور", kind="material"),
        ],
        "sessions": [
            a_session("the session on the tablet", tickets=tickets()),
            a_session("in two days", 2, title="Trafficking: what to look for"),
            a_session(
                "yesterday",
                -1,
                status="in_progress",
                counts={
                    "cells": [{"community": "ET", "sex": "f", "age_band": "18-59", "count": 23}],
                    "door": 25,
                    "tickets": 0,
                },
            ),
        ],
        "applied_seq": 0,
        "applied_beyond": [],
    }
