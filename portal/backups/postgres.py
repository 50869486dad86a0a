"""The database of a portal that runs on PostgreSQL: dumped, made beside, renamed into the place.

The restored database is a new one on the same server; two databases change their names in one
transaction, so there is never none. Needed: pg_dump and pg_restore that aren't older than the
server, and for restoring the right to make databases (`ALTER ROLE portal CREATEDB`).
"""

import glob
import os
import re
import shutil
import subprocess
import tempfile
import threading
from contextlib import contextmanager

from portal.backups.archive import CHUNK, Refused
from portal.backups.left_out import EMPTY, is_empty

DEBIAN = "/usr/lib/postgresql/*/bin"  # on the PATH there is only a wrapper, or nothing
LONGEST = 50  # letters of a name, so that an ending fits into PostgreSQL's 63
PATIENCE = 60_000  # milliseconds to wait for who changes tables


class Postgres:
    """The database that Django's `connection` names."""

    kind, member = "postgresql", "database.pgdump"

    def __init__(self, connection):
        self.settings = connection.settings_dict
        self.live = self.title = self.settings["NAME"]
        self.beside = f"{self.live[:LONGEST]}_restoring"
        self.kept = f"{self.live[:LONGEST]}_before"

    def server(self):
        with self._connected() as server:
            return server.execute("SHOW server_version").fetchone()[0]

    def is_there(self):
        """Say whether there is a database that could be kept: one with tables."""
        return self.has(self.live) and bool(self.rows(self.live))

    def has(self, name):
        """Say whether there is a database `name`."""
        with self._connected() as server:
            return bool(
                server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            )

    def room(self):
        with self._connected(self.live) as opened:
            return opened.execute("SELECT pg_database_size(current_database())").fetchone()[0]

    @contextmanager
    def snapshot(self, scratch):
        """Yield the Snapshot of this moment. It writes no copy: `scratch` stays unused."""
        import psycopg

        dump = self._program("pg_dump")
        try:
            with self._connected(self.live) as opened:
                opened.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                name = opened.execute("SELECT pg_export_snapshot()").fetchone()[0]
                left_out = [f"--exclude-table-data=*.{each}*" for each in EMPTY]
                command = [dump, "--format=custom", "--compress=1", "--no-owner", "--no-privileges"]
                command += [f"--lock-wait-timeout={PATIENCE}", f"--snapshot={name}", *left_out]
                yield Snapshot(opened, [*command, f"--dbname={self._conninfo(self.live)}"], self)
        except psycopg.Error as error:
            raise Refused(f"The database can't be copied: {_first_line(error)}") from error

    def build(self, chunks, facts):
        """Make the database `beside` from the bytes of a member; `facts` are the manifest's.

        Raises Refused with what the server says against it.
        """
        import psycopg
        from psycopg import sql

        restore = self._program("pg_restore")
        if _major(facts["server"]) > _major(self.server()):
            raise Refused(
                f"The backup is of PostgreSQL {facts['server']}, and this server is older: "
                f"{self.server()}. Upgrade the server."
            )
        self.drop(self.beside)
        with self._connected() as server:
            try:
                server.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(
                        sql.Identifier(self.beside), _like(self._row(server))
                    )
                )
            except psycopg.errors.InsufficientPrivilege as error:
                raise Refused(
                    "The role may not make databases. As a superuser: "
                    f'ALTER ROLE "{self.settings["USER"]}" CREATEDB'
                ) from error
        command = [restore, "--no-owner", "--no-privileges", "--exit-on-error"]
        self._fed([*command, f"--dbname={self._conninfo(self.beside)}"], chunks)
        with self._connected(self.beside) as built:
            built.execute("ANALYZE")  # a dump has no statistics, and lists would be slow

    def rows(self, name):
        """Return {table: number of rows} of the database `name`."""
        with self._connected(name) as opened:
            return _rows(opened)

    def swap(self, source):
        """Put the database `source` in the place of the live one, which becomes `kept`.

        Who is connected to the live one is cut off; who connects meanwhile waits for a moment.
        """
        import psycopg
        from psycopg import sql

        def rename(one, other):
            names = sql.Identifier(one), sql.Identifier(other)
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))

        between, stale = (f"{self.live[:LONGEST]}_{end}" for end in ("swapping", "stale"))
        self.drop(stale)
        is_live, is_stale = self.has(self.live), source != self.kept and self.has(self.kept)
        try:
            with (
                self._connected() as server,
                self._cut_off(self.live, source, self.kept),
                server.transaction(),
            ):
                if is_stale:
                    rename(self.kept, stale)
                if is_live:
                    rename(self.live, between)
                rename(source, self.live)
                if is_live:
                    rename(between, self.kept)
        except psycopg.Error as error:
            raise Refused(
                f"The databases can't change their names: {_first_line(error)}"
            ) from error
        self.drop(stale)

    @contextmanager
    def _cut_off(self, *names):
        """End all connections to databases, again and again, until the end of the `with`."""
        ended = threading.Event()

        def end():
            with self._connected() as server:
                while True:
                    server.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = ANY(%s) AND pid <> pg_backend_pid() "
                        "AND (usename = current_user OR pg_has_role(usename, 'USAGE'))",
                        [list(names)],
                    )
                    if ended.wait(0.1):
                        return

        ending = threading.Thread(target=end)
        ending.start()
        try:
            yield
        finally:
            ended.set()
            ending.join()

    def drop(self, name):
        """Remove the database `name`, if there is one; never the live one."""
        from psycopg import sql

        assert name != self.live  # noqa: S101 - nothing else may get so far
        with self._connected() as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _row(self, server):
        """Return what pg_database has of the live database, or of a new one; a dict."""
        return server.execute(
            "SELECT to_jsonb(d) || jsonb_build_object('encoding', pg_encoding_to_char(encoding)) "
            "FROM pg_database d WHERE datname IN (%s, 'template1') ORDER BY datname = %s DESC",
            [self.live, self.live],
        ).fetchone()[0]

    @contextmanager
    def _connected(self, name=""):
        """Yield a connection of its own, outside Django's pools and time limits, to the database
        `name`, or to the server's own one."""
        import psycopg

        password = self.settings["PASSWORD"] or None
        for each in [name] if name else ["postgres", "template1", self.live]:
            try:
                opened = psycopg.connect(self._conninfo(each), password=password, autocommit=True)
                break
            except psycopg.OperationalError as error:
                refused = Refused(f"The database doesn't answer: {_first_line(error)}")
        else:
            raise refused
        with opened:
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                opened.execute(f"SET {limit} = 0")
            opened.execute(f"SET lock_timeout = {PATIENCE}")
            yield opened

    def _conninfo(self, name):
        """Return how libpq reaches a database; without the password, which every process sees."""
        from psycopg import conninfo, pq

        known = {each.keyword.decode() for each in pq.Conninfo.get_defaults()} - {"options"}
        options = self.settings.get("OPTIONS", {})
        words = {key: value for key, value in options.items() if key in known}
        for keyword in ("HOST", "PORT", "USER"):
            if self.settings[keyword]:
                words[keyword.lower()] = self.settings[keyword]
        return conninfo.make_conninfo(**words, dbname=name)

    def _environment(self):
        password = {"PGPASSWORD": self.settings["PASSWORD"]} if self.settings["PASSWORD"] else {}
        return os.environ | password

    def _program(self, name):
        """Return the path of a program of PostgreSQL that isn't older than the server."""
        wanted, found = _major(self.server()), []
        of_debian = glob.glob(f"{DEBIAN}/{name}")
        newest = sorted(of_debian, key=lambda path: _major(path.split("/")[-3]), reverse=True)
        for path in filter(None, [shutil.which(name), *newest]):
            told = subprocess.run(  # noqa: S603 - a program of PostgreSQL
                [path, "--version"], capture_output=True, text=True, check=False
            )
            version = re.search(r"\d+(?:\.\d+)?", told.stdout)
            if version and _major(version[0]) >= wanted:
                return path
            found.append(version[0] if version else path)
        raise Refused(
            f"{name} of PostgreSQL {wanted} or newer is needed, and "
            + (f"here is {' and '.join(found)}" if found else "there is none")
            + f". On Debian: apt-get install postgresql-client-{wanted}"
        )

    def piped(self, command):
        """Yield what a program writes; raises Refused with its words when it fails."""
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
                command, stdout=subprocess.PIPE, stderr=told, env=self._environment()
            )
            try:
                while chunk := process.stdout.read(CHUNK):
                    yield chunk
                process.wait()
            finally:
                process.stdout.close()
                if process.poll() is None:
                    process.kill()
                process.wait()
            _succeeded(process, told)

    def _fed(self, command, chunks):
        """Give a program what it reads."""
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=told,
                env=self._environment(),
            )
            try:
                try:
                    for chunk in chunks:
                        process.stdin.write(chunk)
                    process.stdin.close()
                except BrokenPipeError:
                    pass  # it says why
                process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            _succeeded(process, told)


class Snapshot:
    """One moment of the database, for as long as its transaction lasts."""

    def __init__(self, opened, command, database):
        self.opened, self.command, self.database = opened, command, database
        self.size = database.room()

    def rows(self):
        return _rows(self.opened, but=is_empty)

    def all(self, query):
        return self.opened.execute(query).fetchall()

    def chunks(self):
        return self.database.piped(self.command)


def _rows(opened, but=lambda table: False):
    from psycopg import sql

    tables = opened.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    return {
        table: 0
        if but(table)
        else opened.execute(count.format(sql.Identifier(table))).fetchone()[0]
        for (table,) in tables
    }


def _like(row):
    """Return the words of CREATE DATABASE for the encoding and order of another database."""
    from psycopg import sql

    words = {
        "ENCODING": row["encoding"],
        "LC_COLLATE": row["datcollate"],
        "LC_CTYPE": row["datctype"],
    }
    locale = row.get("datlocale") or row.get("daticulocale")  # of 17 on, and before
    if row["datlocprovider"] == "i":
        words |= {"LOCALE_PROVIDER": "icu", "ICU_LOCALE": locale}
    elif row["datlocprovider"] == "b":
        words |= {"LOCALE_PROVIDER": "builtin", "BUILTIN_LOCALE": locale}
    parts = [sql.SQL(f"{word} {{}}").format(sql.Literal(said)) for word, said in words.items()]
    return sql.SQL(" ").join(parts)


def _succeeded(process, told):
    if process.returncode:
        told.seek(0)
        lines = told.read().decode(errors="replace").strip().splitlines() or ["(no word)"]
        raise Refused(f"{os.path.basename(process.args[0])} failed: {lines[0]}")


def _major(version):
    """Return the first number in a text, as in "15.4 (Debian 15.4-1)"."""
    return int(re.search(r"\d+", version)[0])


def _first_line(error):
    return str(error).strip().partition("\n")[0]
