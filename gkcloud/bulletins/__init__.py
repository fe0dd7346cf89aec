"""Bulletin issues (简报): compiled, locked, rendered as PDF, published."""
