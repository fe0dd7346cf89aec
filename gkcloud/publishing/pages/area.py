"""The two areas: a tenant's office, and the inbox across tenants."""

from gkcloud.access.area import Area
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

office_area = Area("publishing", realm=Realm.TENANT, prefix="/office", scope=ScopeKind.OFFICE)
inbox_area = Area("inbox", realm=Realm.PLATFORM, prefix="/inbox", scope=ScopeKind.OFFICE)
