"""`gridgov dashboard`: refuses what is unsafe or cannot work, starts the workers and serves the pages until Ctrl-C."""

from __future__ import annotations

import ipaddress
import signal
import socket
from pathlib import Path
from typing import Any

from experiments.cores import available_cores
from experiments.dashboard.workshop import Workshop
from experiments.libraries import need_libraries
from sim.errors import InputError

NEEDED = ("bokeh", "panel")
CLOSED_MS = 2000
LEAST_WORKERS = 2  # so that one visitor's street can be watched while another's twins are simulated


def serve(folder: Path | None, results: Path, port: int, address: str, open_to_network: bool) -> int:
    """Serve the dashboard until Ctrl-C; raises InputError for what it refuses."""
    need_libraries("gridgov dashboard", "dashboard", *NEEDED)
    refuse_strangers(address, open_to_network)
    if folder is not None:
        from experiments.store import read_manifest

        read_manifest(folder)
        results = folder.resolve().parent
    refuse_taken(address, port)
    workshop = Workshop(max(LEAST_WORKERS, available_cores()))
    try:
        _serve(workshop, results, folder.resolve().name if folder else "", (address, port))
    finally:
        workshop.close()
    return 0


def refuse_strangers(address: str, open_to_network: bool) -> None:
    """Refuse an address at which other machines could reach the dashboard, unless that was asked for."""
    if open_to_network or address == "localhost":
        return
    try:
        if ipaddress.ip_address(address).is_loopback:
            return
    except ValueError:
        pass
    mend = "--open-to-network serves it to everybody who can reach this machine"
    raise InputError("--address", address, "an address of this machine alone, such as 127.0.0.1", mend)


def refuse_taken(address: str, port: int) -> None:
    """Refuse an address or port that cannot be listened at."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((address, port))
    except OSError as error:
        got = f"{address}:{port} ({error.strerror or error})"
        raise InputError("--port", got, "a free port of this machine", "choose another --port, or 0 for any") from error


def origins(address: str, port: int) -> list[str]:
    """Return the addresses under which a browser may have opened the pages; others are refused the connection."""
    names = {address, "localhost", "127.0.0.1"}
    if not address.startswith("127.") and address != "localhost":
        names |= {socket.gethostname(), socket.getfqdn()}
        names |= _addresses(socket.gethostname())
    return sorted(f"{f'[{name}]' if ':' in name else name}:{port}" for name in names)


def _addresses(host: str) -> set[str]:
    """Return the addresses of a host (none where its name is not known to any name service)."""
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except OSError:
        return set()


def _serve(workshop: Workshop, results: Path, first: str, where: tuple[str, int]) -> None:
    import panel as pn

    from experiments.dashboard.closed_tabs import keep_quiet_about_closed_tabs
    from experiments.dashboard.page import STYLE, House
    from experiments.dashboard.site import pages

    pn.extension(raw_css=[STYLE], notifications=False)
    address, port = where
    port = port or _free_port(address)
    shown = pages(House(workshop, results, first))
    server: Any = pn.serve(
        shown,
        port=port,
        address=address,
        websocket_origin=origins(address, port),
        title=dict.fromkeys(shown, "gridgov"),
        show=False,
        start=False,
        verbose=False,
        check_unused_sessions_milliseconds=CLOSED_MS,  # so that what a closed page has asked for soon stops
    )
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    host = f"[{address}]" if ":" in address else address
    print(f"dashboard: http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
    server.start()
    keep_quiet_about_closed_tabs(server.io_loop.asyncio_loop)
    server.io_loop.start()
    server.stop()


def _free_port(address: str) -> int:
    family = socket.getaddrinfo(address, 0, type=socket.SOCK_STREAM)[0][0]
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.bind((address, 0))
        return int(tried.getsockname()[1])
