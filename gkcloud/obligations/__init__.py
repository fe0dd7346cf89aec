"""Duties with clocks: rules and facts as data in packs, standings from both."""
