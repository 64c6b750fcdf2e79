from __future__ import annotations

import pytest

from app.kernel.guard import PersonalKind, personal_data, problems, warning

PHONE, EMAIL, DOCUMENT, CASE = (
    PersonalKind.PHONE,
    PersonalKind.EMAIL,
    PersonalKind.DOCUMENT,
    PersonalKind.CASE,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("call her on 03 123 456", PHONE),
        ("call 03/123456", PHONE),
        ("70-123456", PHONE),
        ("71 123 456 please", PHONE),
        ("01/234 567 is the office", PHONE),
        ("+961 3 123 456", PHONE),
        ("0096170123456", PHONE),
        ("+251 91 123 4567", PHONE),
        ("0911 22 33 44", PHONE),
        ("+880 1712-345678", PHONE),
        ("01712345678", PHONE),
        ("+63 917 123 4567", PHONE),
        ("+94 77 123 4567", PHONE),
        ("+249 (91) 123 4567", PHONE),
        ("+254 712 345678", PHONE),
        ("her number ٠٣ ١٢٣ ٤٥٦", PHONE),
        ("رقمها ۷۰۱۲۳۴۵۶", PHONE),
        ("712 345 678", PHONE),
        ("write to someone@example.org", EMAIL),
        ("someone (at) example.org", EMAIL),
        ("passport EP1234567", DOCUMENT),
        ("EP 1234567 was shown", DOCUMENT),
        ("P1234567A", DOCUMENT),
        ("جواز السفر رقم ١٢٣٤٥٦", DOCUMENT),
        ("her ID no. 12345", DOCUMENT),
        ("UNHCR 245-14C01234", CASE),
        ("case no. 4521", CASE),
        ("dossier n° AB-2019", CASE),
        ("ملف رقم 4521", CASE),
    ],
)
def test_what_points_at_a_person_is_found(text: str, kind: PersonalKind) -> None:
    assert [finding.kind for finding in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "53 people, 2 came late; 38 kits given, 1 damaged",
        "BEY-2022-07-30-01 began at 09:30 and ended at 11:20",
        "next time on 30/07/2022 or 2022-08-13",
        "ages 0-4 5-11 12-17 18-59 60+ were all there",
        "project LBNT39, report 2022, room 204",
        "1,284 reached this year; 1,250,000 pounds for the hall",
        "women asked for a case worker; file the sheet",
        "الجلسة يوم ٣٠/٠٧/٢٠٢٢ حضرها ٥٣ شخصا",
        "12 15 18 20 people in four groups",
    ],
)
def test_ordinary_notes_pass(text: str) -> None:
    assert personal_data(text) == []


def test_the_warning_names_what_was_seen() -> None:
    said = str(warning(personal_data("call ٠٣ ١٢٣ ٤٥٦")))
    assert said.startswith("This looks like a phone number: 03 123 456.")


def test_personal_data_stops_softly() -> None:
    note = {"note": "call 03 123 456"}
    assert [problem.field for problem in problems(note, "")] == ["note"]
    assert problems(note, "it is our office") == []
    assert [problem.field for problem in problems(note, "ask 03 765 432")] == ["note_reason"]
    assert problems({"note": "all went well"}, "") == []
