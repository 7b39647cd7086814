"""A briefing after a meeting: its items, and what the board noted, accepted or asked for."""
