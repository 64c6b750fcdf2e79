"""Words every package may use. Imports only the standard library and pydantic."""
