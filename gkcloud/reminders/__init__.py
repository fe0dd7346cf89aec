"""Reminders (提醒): what is due is told to a unit by mail and to its groups' robots, once, before and after the day."""
