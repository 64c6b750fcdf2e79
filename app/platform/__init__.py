"""The outside world: settings, database, languages, web. Knows no package of the domain."""
