"""Bulletins (简报): an office's periodical of its posts, checked, numbered, and rendered to PDF."""
