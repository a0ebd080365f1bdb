"""`mail.send`: a remote adapter with a memory of what it sent."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, Schema, fields
from sqlalchemy import insert, select, update

from adapters.contract import Adapter
from adapters.mail.compose import compose, one_line
from adapters.mail.tables import message as sent
from adapters.mail.transport import Transport
from engine.errors import BusinessError, TransientError
from engine.ids import new_id
from engine.ports import AdapterCall
from engine.store.uow import Store

ERRORS = {
    "MAIL_ADDRESS": ("收件人地址无效", "the recipient's address is not valid"),
    "MAIL_REFUSED": ("邮件服务器拒收", "the mail server refused the message"),
    "MAIL_TEMPLATE": ("没有这个邮件模板", "there is no such mail template"),
    "MAIL_UNDELIVERED": ("多次尝试后仍未送达", "not delivered after several attempts"),
}


class MailInputs(Schema):
    """Recipient, template and language; every further input is data for the template.

    `give_up_after`: so many attempts, then `MAIL_UNDELIVERED` instead of further ones: somebody sends it by hand.
    """

    class Meta:
        unknown = INCLUDE

    to = fields.String(required=True)
    template = fields.String(required=True)
    language = fields.String(load_default="zh")
    give_up_after = fields.Integer(load_default=None, allow_none=True)


class MailOutputs(Schema):
    """The id that mail servers know the message by."""

    message_id = fields.String()


class Mailer:
    """Sends through one transport and remembers each idempotency key."""

    def __init__(self, *, store: Store, transport: Transport, sender: str) -> None:
        self._store = store
        self._transport = transport
        self._sender = sender

    def send(self, call: AdapterCall) -> dict[str, Any]:
        """Send once per idempotency key.

        A crash between the server's answer and our note repeats the message under the same Message-ID, by
        which mail servers recognise it; apart from that a repetition sends nothing.
        """
        data = dict(call.inputs)
        most = data.pop("give_up_after", None)
        message = compose(
            sender=self._sender,
            to=data.pop("to"),
            template=data.pop("template"),
            language=data.pop("language"),
            data=data,
            key=call.idempotency_key,
            now=self._store.clock.now(),
        )
        answer = {"message_id": str(message["Message-ID"])}
        attempt = self._begin(call, str(message["To"]), str(message["Subject"]))
        if attempt is None:
            return answer
        try:
            self._transport.deliver(message)
        except BusinessError:
            self._note(call, "refused")
            raise
        except TransientError as error:
            if most is None or attempt < most:
                raise
            self._note(call, "refused")
            raise BusinessError("MAIL_UNDELIVERED", error.message) from error
        self._note(call, "sent")
        return answer

    def _begin(self, call: AdapterCall, recipient: str, subject: str) -> int | None:
        """Note the attempt; which one it is, None when the message was sent before."""
        key = call.idempotency_key
        with self._store.begin(by=None, action="mail.begin") as tx:
            row = tx.connection.execute(select(sent).where(sent.c.idempotency_key == key)).first()
            if row is not None:
                if row.state == "sent":
                    return None
                attempt: int = row.attempts + 1
                tx.connection.execute(update(sent).where(sent.c.id == row.id).values(attempts=attempt))
                return attempt
            tx.connection.execute(
                insert(sent).values(
                    id=new_id(),
                    idempotency_key=key,
                    recipient=recipient,
                    subject=one_line(subject),
                    template=str(call.inputs["template"]),
                    state="sending",
                    created_at=tx.now,
                )
            )
        return 1

    def _note(self, call: AdapterCall, state: str) -> None:
        with self._store.begin(by=None, action=f"mail.{state}") as tx:
            values: dict[str, Any] = {"state": state}
            if state == "sent":
                values["sent_at"] = tx.now
            tx.connection.execute(
                update(sent).where(sent.c.idempotency_key == call.idempotency_key).values(**values)
            )


def mail_adapter(mailer: Mailer) -> Adapter:
    """The registry's entry."""
    return Adapter(
        name="mail.send",
        zh="发送邮件",
        en="Send a mail",
        kind="remote",
        inputs=MailInputs,
        outputs=MailOutputs,
        run=mailer.send,
        errors=ERRORS,
    )
