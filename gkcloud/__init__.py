"""gkcloud: openness of government affairs (政务公开) for counties, townships and departments."""
