"""The whole application on one machine, in the foreground: what `make demo` runs."""

import errno
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from catalog.models import Product
from config.roles import DEMO_LOGINS
from config.services import filling, installing, postgres, valkey
from config.services.errors import ServiceError
from config.services.leftovers import end_children, end_servers
from config.services.lock import only_supervisor
from config.services.processes import Program
from config.services.programs import Site
from config.services.supervisor import StopAsked, Supervisor

PRINTED_LOGINS = {name: password for name, password, _ in DEMO_LOGINS if name in {"curator", "manager"}}


@dataclass(frozen=True)
class Plan:
    """What was asked for: `catalog`, or `products` drawn ones when the database has none."""

    site: Site
    catalog: Path | None
    products: int


def run_services(var_dir: Path) -> None:
    """Only PostgreSQL and Valkey, for development, until Ctrl-C."""
    with only_supervisor(var_dir), Supervisor() as supervisor:
        try:
            end_leftovers(supervisor, var_dir)
            start_services(supervisor, var_dir)
            supervisor.say("demo", f"PostgreSQL and Valkey listen in {var_dir}. Ctrl-C stops them.")
            supervisor.run()
        except StopAsked:
            pass  # asked while they started: leaving the block ends them


def run_demo(plan: Plan) -> None:
    """Everything, until Ctrl-C. Raises ServiceError when it cannot start."""
    began = time.monotonic()
    with only_supervisor(plan.site.var_dir), Supervisor() as supervisor:
        end_leftovers(supervisor, plan.site.var_dir)
        with listening(plan.site.port) as listener:
            try:
                serve(supervisor, plan, listener, began)
                supervisor.run()
            except StopAsked:
                pass  # asked while it started
        supervisor.say("demo", "stopping")


def serve(supervisor: Supervisor, plan: Plan, listener: socket.socket, began: float) -> None:
    """Services first, then schema and logins, then the site; the catalog is filled while it serves."""
    start_services(supervisor, plan.site.var_dir)
    install(supervisor)
    supervisor.start(plan.site.web(listener.fileno()))
    supervisor.say("demo", f"ready after {time.monotonic() - began:.1f} s")
    for line in welcome(plan.site):
        supervisor.say("demo", line)
    supervisor.start(*plan.site.background())
    catalog = plan.catalog or filling.unfinished_catalog(plan.site.var_dir)
    if catalog is not None or filling.is_unfinished(plan.site.var_dir) or not has_products():
        supervisor.start(plan.site.catalog(catalog, plan.products))


def end_leftovers(supervisor: Supervisor, var_dir: Path) -> None:
    """What a killed supervisor left would hold our port, our data directory and our tasks."""
    ended = end_children(var_dir) + end_servers(postgres.data_directory(var_dir))
    if ended:
        supervisor.say("demo", f"ended {ended} processes that an earlier start had left")


def start_services(supervisor: Supervisor, var_dir: Path) -> None:
    """The embedded database and broker, unless others were named."""
    wanted: list[Program] = []
    if settings.EMBEDDED_DATABASE:
        wanted.append(postgres.program(var_dir))
    if settings.EMBEDDED_BROKER:
        wanted.append(valkey.program(var_dir))
    supervisor.start(*wanted)


def install(supervisor: Supervisor) -> None:
    """Everything that the processes find when they start. Ends with no connection open."""
    installing.check_database()
    installing.migrate()
    supervisor.raise_if_asked()
    if installing.collect_static_if_changed():
        supervisor.say("demo", "static files collected")
    installing.ensure_demo_logins()
    supervisor.raise_if_asked()
    connections.close_all()


def has_products() -> bool:
    try:
        return Product.objects.exists()
    finally:
        connections.close_all()


def listening(port: int) -> socket.socket:
    """The site's socket. Raises ServiceError when somebody else listens there."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        used = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "is in use" if used else f"cannot be used ({error})"
        raise ServiceError(f"Port {port} {reason}. Choose another: make demo PORT=8001") from error
    return listener


def welcome(site: Site) -> list[str]:
    logins = [f"    {name} / {password}" for name, password in PRINTED_LOGINS.items()]
    return [
        "",
        f"Moodloop answers at {site.address}",
        *logins,
        f"    {site.address}/style/ needs no login",
        "Ctrl-C stops everything.",
        "",
    ]
