"""Stored files: inspected, kept by content hash, served without risk."""
