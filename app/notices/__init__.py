"""Notices to people who work with Karama: the inbox, and e-mail where a mail server is set. Never to participants."""
