"""A list of proposals with a colour each."""
