"""Made-up data: the story of 2022 that the demo tells, and any number of sessions for load tests."""
