"""One file an idea: coming in, links, one's own account, tokens, people, roles, care, the command line."""
