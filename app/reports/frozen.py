"""What is kept of a submitted report: lens, facts and texts in every language as canonical JSON, and their hash."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from app.reports.schemas import DonorReport

LANGUAGES = ("en", "fr", "ar")
"""A report is frozen in all of them, so that it reads the same for ever whoever asks."""


def freeze(lens: Mapping[str, Any], reports: Mapping[str, DonorReport]) -> tuple[bytes, str]:
    """(canonical JSON, compressed; its SHA-256 in 64 hex digits)."""
    facts = {
        "lens": dict(lens),
        "reports": {
            language: report.model_dump(mode="json", exclude={"hash"}) for language, report in reports.items()
        },
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return zlib.compress(text, 6), hashlib.sha256(text).hexdigest()


def reports_of(facts: bytes) -> tuple[dict[str, Any], dict[str, DonorReport]]:
    """The lens and the reports by language, each carrying the hash of all that was frozen."""
    text = zlib.decompress(facts)
    kept = json.loads(text)
    whole = hashlib.sha256(text).hexdigest()
    return kept["lens"], {
        language: DonorReport.model_validate({**report, "hash": whole})
        for language, report in kept["reports"].items()
    }


def lens_and_report(facts: bytes, language: str) -> tuple[dict[str, Any], DonorReport]:
    """The lens and the report in one language alone; without a hash."""
    kept = json.loads(zlib.decompress(facts))
    return kept["lens"], DonorReport.model_validate(kept["reports"][language])
