"""Why an action on campaigns or sheets was not carried out: each is a Chinese sentence for whoever tried."""


class CampaignRefused(Exception):
    """The campaign does not allow it as things are."""


class SheetRefused(Exception):
    """The sheet does not allow it as things are, or what was typed cannot stand."""


class SheetConflict(SheetRefused):
    """Somebody else answered the item since the person looked at it; ``version`` is that answer's."""

    def __init__(self, said: str, version: int) -> None:
        super().__init__(
            f"这一项在您打开之后已由他人填写为“{said}”，您填写的内容没有覆盖它。核对后确需修改的，请再保存一次。"
        )
        self.version = version
