"""Duties with clocks (公开义务): rules from packs, facts that areas emit, and where every unit stands."""
