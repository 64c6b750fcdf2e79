"""What OpenAPI says of all doors of the JSON face: the shape of a refusal, and who needs a token."""

from __future__ import annotations

from typing import Any

from app.platform.web.errors import Problem

NO_TOKEN = ("/bookings", "/devices/claim", "/calendar/{token}.ics")
"""Where nobody signs in: who books or pairs a tablet brings a secret of another kind, as does a calendar program."""


def complete(described: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The document with the shape of every refusal in it, and the token that all but a few doors ask for."""
    schemas = described["components"].setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs", {}))
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"token": []}]
    for path, ways in described["paths"].items():
        if path.removeprefix(prefix).startswith(NO_TOKEN):
            ways.update({way: {**operation, "security": []} for way, operation in ways.items()})
    return described
