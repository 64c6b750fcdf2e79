"""Whether the house stands: for load balancers, containers and monitoring. No sign-in, no figures."""

from __future__ import annotations

import resource
import time

from fastapi import APIRouter, Request, Response
from sqlalchemy import text

from app.kernel.errors import Unavailable
from app.platform import schema
from app.platform.web.deps import Uow

router = APIRouter(include_in_schema=False)
STARTED = time.time()


@router.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@router.get("/readyz")
def ready(uow: Uow) -> Response:
    """The database answers and has the schema this code was written for; else 503."""
    with uow.read() as look:
        look.db.connection().execute(text("SELECT 1"))
    if not schema.is_current(uow.database):
        raise Unavailable(retry_after=10)
    return Response("ready\n", media_type="text/plain")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """A few numbers about the process in Prometheus text form."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    lines = [
        "# TYPE karama_uptime_seconds gauge",
        f"karama_uptime_seconds {time.time() - STARTED:.0f}",
        "# TYPE karama_cpu_seconds_total counter",
        f"karama_cpu_seconds_total {usage.ru_utime + usage.ru_stime:.3f}",
        "# TYPE karama_memory_peak_kilobytes gauge",
        f"karama_memory_peak_kilobytes {usage.ru_maxrss}",
        "# TYPE karama_requests_total counter",
        f"karama_requests_total {request.app.state.requests_served()}",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
