"""People who work with Karama: memberships, signing in, one-time links, API tokens. Never participants."""
