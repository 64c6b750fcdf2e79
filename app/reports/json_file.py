"""The report for programs: the stable shape of `GET /reports/{id}.json`."""

from __future__ import annotations

from typing import Any

import orjson

from app.reports.schemas import PRIMARY, DonorReport


def json_report(report: DonorReport) -> dict[str, Any]:
    """The report as plain values. Hidden values are the strings `<k` and `c`; totals are rows with `all`."""
    facts = report.model_dump(mode="json")
    table = report.disaggregation
    return {
        "hash": report.hash,
        "from": report.period.from_date.isoformat(),
        "to": report.period.to_date.isoformat(),
        "language": report.language,
        "generated_at": facts["generated_at"],
        "threshold": report.threshold,
        "audience": report.audience,
        "summary": report.summary,
        "filters": facts["filters"],
        "project": facts["project"],
        "figures": {figure.key: figure.value for figure in report.figures},
        "results": [_result(line) for line in facts["indicators"]],
        "disaggregation": {
            "dimensions": {
                "community": [category.code for category in table.communities],
                "sex": [category.code for category in table.sexes],
                "age_band": [category.code for category in table.age_bands],
            },
            "rows": facts["disaggregation"]["cells"],
            "notes": facts["disaggregation"]["notes"],
        },
        "areas": facts["by_area"],
        "districts": facts["by_district"],
        "months": facts["by_month"],
        "feedback": facts["feedback"],
        "kits": facts["kits"],
        "sessions": facts["sessions"],
        "partners": facts["partners"],
        "coverage": facts["coverage"],
        "restatements": facts["restatements"],
        "quality": facts["quality"],
        "narratives": facts["narratives"],
        "methodology": facts["methodology"],
        "only": list(report.only),
        "rounding": report.rounding,
        "provisional": report.provisional_note or None,
        "audit_head": report.audit_head,
    }


def _result(line: dict[str, Any]) -> dict[str, Any]:
    return {"indicator": line.pop("code"), **line}


def json_bytes(report: DonorReport) -> bytes:
    """The same as UTF-8 JSON."""
    return orjson.dumps(json_report(report))


def with_threshold(facts: Any, threshold: int) -> Any:
    """The same with the threshold in the sign of small counts: `<5` instead of `<k`."""
    if isinstance(facts, dict):
        return {key: with_threshold(value, threshold) for key, value in facts.items()}
    if isinstance(facts, list):
        return [with_threshold(value, threshold) for value in facts]
    return f"<{threshold}" if facts == PRIMARY else facts
