"""gkcloud: openness of government affairs (政务公开) for counties, townships and departments."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gkcloud.config import Settings
    from gkcloud.web.application import Application


def create_app(settings: "Settings | None" = None) -> "Application":
    """Return the sealed application; raises SettingsInvalid or Unsealed rather than serve a half-guarded one."""
    # Imported here, so that a rule can be imported, and tested, without Flask and the database.
    from gkcloud.config import Settings  # noqa: PLC0415
    from gkcloud.web.application import build  # noqa: PLC0415

    return build(settings or Settings.from_environment())
