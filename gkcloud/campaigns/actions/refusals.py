"""Why an action on campaigns or sheets was not carried out: each is a Chinese sentence for whoever tried."""


class CampaignRefused(Exception):
    """The campaign does not allow it as things are."""


class SheetRefused(Exception):
    """The sheet does not allow it as things are, or what was typed cannot stand."""


class SheetConflict(SheetRefused):
    """Somebody else answered the item since the person looked at it."""

    def __init__(self) -> None:
        super().__init__("这一项在您打开之后已由他人修改，您填写的内容没有覆盖它。请核对现在的内容，需要时再改。")
