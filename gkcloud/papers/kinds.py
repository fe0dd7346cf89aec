"""All kinds of paper. A new one is added here and nowhere else: storing, printing and the sweeps go by this table."""

from collections.abc import Mapping

from gkcloud.papers.board import NoticeBoard
from gkcloud.papers.bulletin import BulletinIssue
from gkcloud.papers.circular import Circular
from gkcloud.papers.comparison import Comparison
from gkcloud.papers.document import OfficialDocument
from gkcloud.papers.gazette import Gazette
from gkcloud.papers.handbook import Handbook
from gkcloud.papers.listing import Listing
from gkcloud.papers.paper import Paper, PaperKind

KINDS: Mapping[PaperKind, type[Paper]] = {
    kind.KIND: kind
    for kind in (
        BulletinIssue,
        OfficialDocument,
        Circular,
        Gazette,
        NoticeBoard,
        Handbook,
        Listing,
        Comparison,
    )
}
