"""Rendering, filters, errors and static files."""
