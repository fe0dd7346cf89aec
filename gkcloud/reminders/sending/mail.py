"""Mail by the server that the settings name, encrypted unless that server is on this machine."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from gkcloud.config import Settings
from gkcloud.database import utc_now
from gkcloud.reminders.rules import Message, Target, plain_text
from gkcloud.reminders.sending.faults import NotSent, NotTaken

_SECONDS = 15
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_FOR_GOOD = 500
_ISSUER = "政务公开平台"


def send_mail(target: Target, message: Message, settings: Settings) -> None:
    """Send a message as a mail. Raises NotSent and NotTaken."""
    if settings.smtp_url is None or settings.mail_from is None:
        raise NotTaken("平台还没有配置邮件服务器，请联系平台运维人员，或改用群机器人。")
    mail = _mail(target, message, settings.mail_from)
    try:
        with _connected(urlsplit(settings.smtp_url.get_secret_value())) as server:
            server.send_message(mail)
    except smtplib.SMTPAuthenticationError:
        raise NotTaken("邮件服务器没有接受平台的账号，请联系平台运维人员。") from None
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        if all(code >= _FOR_GOOD for code in codes):
            raise NotTaken("邮件服务器拒收，请核对邮箱地址后重新添加。") from None
        raise NotSent("邮件服务器暂时不收这个邮箱的邮件。") from None
    except smtplib.SMTPResponseException as answered:
        if answered.smtp_code >= _FOR_GOOD:
            raise NotTaken("邮件服务器没有接收这封邮件，请联系平台运维人员。") from None
        raise NotSent("邮件服务器暂时不能接收。") from None
    except (OSError, smtplib.SMTPException):
        raise NotSent("邮件服务器没有应答。") from None


def _connected(address: SplitResult) -> smtplib.SMTP:
    host, is_secure = address.hostname or "", address.scheme == "smtps"
    context = ssl.create_default_context()
    if is_secure:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, address.port or 465, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=_SECONDS)
    try:
        server.ehlo()
        if not is_secure and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not is_secure and host not in _HERE:
            raise NotTaken("邮件服务器不支持加密连接，没有发送，请联系平台运维人员。")
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _mail(target: Target, message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = Address(_ISSUER, addr_spec=sender)
    mail["To"] = Address(addr_spec=target.address)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(utc_now())
    # The same for a message that is sent again because nobody knew that it had been taken: servers keep one of them.
    mail["Message-ID"] = f"<{message.number}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain_text(message))
    return mail
