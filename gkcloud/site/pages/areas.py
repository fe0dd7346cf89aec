"""Where the public's addresses begin."""

from gkcloud.access.area import Area
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

site = Area("site", realm=Realm.TENANT, scope=ScopeKind.PUBLIC)
front = Area("front", realm=Realm.PLATFORM, scope=ScopeKind.PUBLIC)
