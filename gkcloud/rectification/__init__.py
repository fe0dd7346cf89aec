"""What follows from an inspection: findings and their rectification (整改), appeals (复核), commendation, circulars.

Rows are two-sided, as those of campaigns: see docs/decisions/0018-supervision-rows.md.
"""
