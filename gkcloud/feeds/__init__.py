"""Calendars (日历订阅): a unit's due days at a secret address, for the calendar of a person's phone."""
