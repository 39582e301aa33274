"""Run a command against a throw-away PostgreSQL server.

    python tests/with_postgres.py COMMAND...

Makes a cluster in a temporary folder, listening on a socket in that folder and on no port, tells the command of it
in JIEDUI_DATABASE_URL, and removes it whatever happens. The exit code is the command's. PostgreSQL refuses to run
as root, so for root the server runs as the user `postgres` of the distribution's package.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_USER = "postgres"
# Nothing of this cluster outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: the one on PATH, or the newest of the distribution's."""
    on_path = shutil.which("initdb")
    debian = sorted(
        (path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()),
        key=lambda path: int(path.parent.name),
        reverse=True,
    )
    for folder in [Path(on_path).parent] * bool(on_path) + debian:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


def run_as_server(*command: str | Path) -> None:
    """Run one of the server's programs, as a user that PostgreSQL accepts, and show its output only when it fails."""
    user = SERVER_USER if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",  # the server's user may not see the folder that we stand in
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"with_postgres: {Path(command[0]).name} failed with {done.returncode}\n{done.stdout}")


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """Yield the address of a running server; stop and remove it afterwards."""
    # A socket's path may have about 100 characters, and TMPDIR may be long.
    folder = Path(tempfile.mkdtemp(prefix="jiedui-pg-", dir="/tmp"))
    data, log = folder / "data", folder / "log"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER_USER)
            folder.chmod(0o711)
        run_as_server(
            bin_folder / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        lines = [f"{name} = '{value}'\n" for name, value in SETTINGS.items()]
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.writelines([*lines, f"unix_socket_directories = '{folder}'\n"])
        run_as_server(bin_folder / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "start")
        try:
            yield f"postgresql:///postgres?host={folder}&user=postgres"
        finally:
            run_as_server(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command of the arguments beside a server, and return its exit code."""
    command = sys.argv[1:]
    if not command:
        sys.exit("usage: python tests/with_postgres.py COMMAND...")
    bin_folder = programs()
    if bin_folder is None:
        print(
            "with_postgres: PostgreSQL is not installed; nothing was run on it (Debian: apt-get install postgresql)",
            file=sys.stderr,
        )
        return 1 if os.environ.get("CI") else 0
    # Being told to stop is an ordinary end here: the server goes down with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with cluster(bin_folder) as address:
        return subprocess.run(command, env={**os.environ, "JIEDUI_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
