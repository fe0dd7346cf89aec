"""The calendar of the packages alone, where there is no database; ``gkcloud.calendar`` has the one that is kept."""

from gkcloud.worktime.packages import package_schedules
from gkcloud.worktime.schedule import calendar_of

ANNOUNCED = calendar_of(package_schedules())
