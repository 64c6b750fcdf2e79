"""The lists that every programme starts with."""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from app.platform.seeds import insert_missing, known, missing, named, rows_of, seeded, yes
from app.platform.unit_of_work import Tx
from app.vocabularies.tables import AgeBand, Community, Language, Topic

DATA = Path(__file__).resolve().parent.parent / "data"

NOT_IN_CLDR = {"kri": ("krio", "الكريو")}
"""French and Arabic names of languages for which Unicode CLDR has none."""


def seed(tx: Tx) -> dict[str, int]:
    """Insert the languages, communities, topics and age bands that are missing; how many of each."""
    counts = {
        "languages": insert_missing(tx, Language, missing(_languages(), known(tx, Language))),
        "communities": insert_missing(tx, Community, missing(_communities(), known(tx, Community))),
        "topics": insert_missing(tx, Topic, missing(_topics(), known(tx, Topic))),
        "age_bands": insert_missing(tx, AgeBand, missing(_age_bands(), known(tx, AgeBand))),
    }
    return seeded(tx, "vocabularies", counts)


def _languages() -> list[dict[str, object]]:
    french, arabic = Locale("fr").languages, Locale("ar").languages
    return [
        {
            "code": row["code_bcp47"],
            "name_en": row["name_en"].removesuffix(" (macrolanguage)"),
            "name_fr": french.get(row["code_bcp47"]) or NOT_IN_CLDR[row["code_bcp47"]][0],
            "name_ar": arabic.get(row["code_bcp47"]) or NOT_IN_CLDR[row["code_bcp47"]][1],
            "autonym": row["autonym"],
            "direction": row["direction"],
            "active": True,
            "version": 1,
        }
        for row in rows_of(DATA / "session_languages.csv")
    ]


def _communities() -> list[dict[str, object]]:
    return [
        {
            "code": row["code"],
            **named(row),
            "languages": [code for code in row["languages"].split(";") if code],
            "cohort": row["cohort"] or None,
            "never_alone": yes(row["never_alone"]),
            "position": int(row["position"]),
            "version": 1,
        }
        for row in rows_of(DATA / "communities.csv")
    ]


def _topics() -> list[dict[str, object]]:
    return [
        {"code": row["code"], **named(row), "active": True, "position": place * 10, "version": 1}
        for place, row in enumerate(rows_of(DATA / "topics.csv"), start=1)
    ]


def _age_bands() -> list[dict[str, object]]:
    return [
        {
            "code": row["code"],
            "position": place,
            "lower": int(row["lower"]) if row["lower"] else None,
            "upper": int(row["upper"]) if row["upper"] else None,
        }
        for place, row in enumerate(rows_of(DATA / "age_bands.csv"))
    ]
