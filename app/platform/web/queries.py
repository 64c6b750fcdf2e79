"""The query of a list that programs ask for all day long, read in one go.

FastAPI looks at each parameter by itself, and of a list with eleven filters that is most of what the answer
costs beside the database. Here the whole query goes through one model; the refusals and the documentation are
those FastAPI gives.
"""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


def read(model: type[M], request: Request) -> M:
    """The query as this model. Of a parameter given twice the last one counts."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as wrong:
        findings = [
            {**finding, "loc": ("query", *finding["loc"])} for finding in wrong.errors(include_url=False)
        ]
        raise RequestValidationError(findings) from None


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of these parameters: for `openapi_extra` of the route."""
    schema = model.model_json_schema(mode="validation")
    return {"parameters": [_parameter(name, part, schema) for name, part in schema["properties"].items()]}


def _parameter(name: str, part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    described = {key: value for key, value in part.items() if key not in {"description", "examples"}}
    parameter: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": name in schema.get("required", ()),
        "schema": _inlined(described, schema.get("$defs", {})),
    }
    if "description" in part:
        parameter["description"] = part["description"]
    if part.get("examples"):
        parameter["example"] = part["examples"][0]
    return parameter


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """The schema with what it refers to written out: a parameter stands alone."""
    if isinstance(part, dict):
        if "$ref" in part:
            rest = {key: value for key, value in part.items() if key != "$ref"}
            return {**_inlined(definitions[part["$ref"].rsplit("/", 1)[1]], definitions), **rest}
        return {key: _inlined(value, definitions) for key, value in part.items()}
    if isinstance(part, list):
        return [_inlined(value, definitions) for value in part]
    return part
