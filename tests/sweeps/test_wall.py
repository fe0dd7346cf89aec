"""Every table and role against the wall's own statement of what must hold."""

from sqlalchemy import Connection

from gkcloud.tenancy.wall import wall_faults


def test_every_table_and_role_keeps_the_wall(owner: Connection) -> None:
    assert wall_faults(owner) == []
