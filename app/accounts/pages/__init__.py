"""HTML face of accounts, one file an idea; all routes hang on one router."""

from app.accounts.pages import links, me, people, person, signing_in
from app.accounts.pages.routes import router

__all__ = ["links", "me", "people", "person", "router", "signing_in"]
