"""What may not be in a log line: the text, name or number that a broken statement or job was handling."""

import traceback
import uuid

import pytest
from sqlalchemy import text

from gkcloud.database import db
from gkcloud.jobs import registry
from gkcloud.jobs.actions import request_job
from gkcloud.jobs.registry import Queue, job
from gkcloud.publishing import queries
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import JobBroke, run_job
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.numbers import resident_id
from tests.factories.signing_in import signed_in_client

CANARY = f"渡鸦柒叁玖{resident_id()}"


def break_statement(*_args: object) -> None:
    """Fail as PostgreSQL does: the value stands in the statement's parameters and in the server's message."""
    db.session.execute(text("select cast(:value as int)"), {"value": CANARY})


def test_a_broken_request_logs_where_and_not_what(client, cast: Cast, monkeypatch, capfd) -> None:
    post_id = posts.draft(cast.chexi)
    author = signed_in_client(client, cast.chexi.author)
    monkeypatch.setattr(queries, "access_post", break_statement)
    answer = author.get(f"/lixian-chexi/office/posts/{post_id}")
    assert answer.status_code == 500
    assert CANARY not in answer.text
    logged = capfd.readouterr()
    assert "request_broke" in logged.err
    assert "break_statement" in logged.err
    assert "DataError" in logged.err
    assert CANARY not in logged.err + logged.out


def test_a_broken_job_leaves_no_text_in_log_or_queue(cast: Cast, capfd) -> None:
    name = "test.break"
    try:
        job(name, queue=Queue.URGENT)(break_statement)
        with Scope.office(cast.chexi.tenant.id).opened():
            made = request_job(name, uuid.uuid4(), tenant_id=cast.chexi.tenant.id, requested_by=None)
            db.session.commit()
            job_id = made.id
        with pytest.raises(JobBroke) as told:
            run_job(cast.chexi.tenant.id, job_id)
    finally:
        registry.JOB_KINDS.pop(name, None)
    assert CANARY not in "".join(traceback.format_exception(told.value))
    logged = capfd.readouterr()
    assert "job_broke" in logged.err
    assert CANARY not in logged.err + logged.out
