"""Campaigns (督查考核): a county looks at its units by a standard, or asks them to look at themselves.

Rows are two-sided: ``tenant_id`` is the county that supervises, ``target_id`` the unit that is supervised. See
docs/decisions/0018-supervision-rows.md.
"""
