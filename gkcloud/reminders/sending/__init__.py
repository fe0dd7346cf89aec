"""Handing a message over: to the mail server of the settings, or to a vendor's robots. Knows no database."""

from gkcloud.config import Settings
from gkcloud.reminders.rules import ChannelKind, Message, Target
from gkcloud.reminders.sending.faults import NotSent, NotTaken
from gkcloud.reminders.sending.mail import send_mail
from gkcloud.reminders.sending.robots import send_to_robot

__all__ = ["NotSent", "NotTaken", "send"]


def send(target: Target, message: Message, settings: Settings) -> None:
    """Hand a message over, within seconds. Raises NotSent when it may go through later, NotTaken when it will not."""
    if target.kind is ChannelKind.MAIL:
        send_mail(target, message, settings)
    else:
        send_to_robot(target, message, settings)
