"""Signing in and out, and a person's own account."""

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

area = Area("people", realm=Realm.PLATFORM, scope=ScopeKind.IDENTITY)


@area.page("/sign-in", needs=Can.SIGN_IN, methods=["GET", "POST"])
def sign_in() -> str:
    """Sign a person in."""
    return "sign in"
