"""The calendar of working days: what was announced, who announced it, and what changed with it."""
