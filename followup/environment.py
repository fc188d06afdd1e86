"""Reading environment variables strictly: a bad value stops the start and names its variable."""

import hashlib
import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
DATABASES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "sqlite": "sqlite3",
}
# Unix sockets must fit into 104 bytes (macOS) or 108 (Linux), the final zero included.
LONGEST_SOCKET_PATH = 100


class Environment:
    """The variables of one process. An empty variable counts as one that is not set.

    Every reader raises `ImproperlyConfigured` with the variable's name. `NAME_FILE` may
    name a file that holds the value of `NAME`, so that secrets can be mounted.
    """

    def __init__(self, variables: Mapping[str, str], *, prefix: str = "FOLLOWUP_") -> None:
        self._variables = variables
        self._prefix = prefix
        self._known: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        """Return the value without surrounding white space, or `default`."""
        self._known |= {name, f"{name}_FILE"}
        value = self._variables.get(name, "").strip()
        path = self._variables.get(f"{name}_FILE", "").strip()
        if value and path:
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        if path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as problem:
                raise ImproperlyConfigured(
                    f"{name}_FILE names a file that cannot be read: {problem}."
                ) from None
        return value or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no; anything that is neither is refused."""
        value = self.text(name).lower()
        if not value:
            return default
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
        return value in TRUE

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or not least <= number <= most:
            raise ImproperlyConfigured(
                f"{name} must be a whole number from {least} to {most}, not {value!r}."
            )
        return number

    def words(self, name: str, default: list[str]) -> list[str]:
        """Return the parts of a comma-separated list."""
        value = self.text(name)
        return [part.strip() for part in value.split(",") if part.strip()] if value else default

    def networks(self, name: str) -> list[str]:
        """Return a comma-separated list of networks such as ``10.1.0.0/16``; none by default."""
        try:
            return [str(ipaddress.ip_network(word)) for word in self.words(name, [])]
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} must be networks such as 10.1.0.0/16, with commas between them."
            ) from None

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """Return one of `options`; the first one when nothing is set."""
        value = self.text(name, options[0])
        if value not in options:
            wanted = " or ".join(repr(option) for option in options)
            raise ImproperlyConfigured(f"{name} must be {wanted}, not {value!r}.")
        return value

    def address(
        self, name: str, default: str, *, schemes: tuple[str, ...], bare: bool = False
    ) -> str:
        """Return an address such as ``https://crm.example.com`` with one of `schemes`.

        `bare` accepts a scheme alone, such as ``consolemail://``.
        """
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
            complete = parts.scheme in schemes and (bare or bool(parts.netloc or parts.path))
            _ = parts.port
        except ValueError:
            complete = False
        if value and not complete:
            starts = " or ".join(f"{scheme}://" for scheme in schemes)
            raise ImproperlyConfigured(f"{name} must be an address that starts with {starts}.")
        return value

    def database(self, name: str, default: str) -> dict:
        """Return Django's settings for a database address: PostgreSQL or SQLite, nothing else."""
        value = self.address(name, default, schemes=tuple(DATABASES))
        try:
            config = environ.Env.db_url_config(value)
        except ValueError:
            raise ImproperlyConfigured(f"{name} is not a database address.") from None
        config["ENGINE"] = f"django.db.backends.{DATABASES[urlsplit(value).scheme]}"
        if not config.get("NAME"):
            raise ImproperlyConfigured(f"{name} names no database.")
        return config

    def mail(self, name: str, default: str) -> dict:
        """Return Django's settings for a mail address such as ``smtp+tls://user:word@host:587``."""
        value = self.address(name, default, schemes=tuple(environ.Env.EMAIL_SCHEMES), bare=True)
        config = environ.Env.email_url_config(value)
        if value.startswith("smtp") and not config["EMAIL_HOST"]:
            raise ImproperlyConfigured(f"{name} names no mail server.")
        return config

    def refuse_unknown(self) -> None:
        """Refuse variables with our prefix that nobody reads: most likely a slip of the pen."""
        ours = {name for name in self._variables if name.startswith(self._prefix)}
        if unknown := sorted(ours - self._known):
            raise ImproperlyConfigured(f"No such setting: {', '.join(unknown)}.")


def kept_secret_key(data_dir: Path) -> str:
    """Return the secret key kept in `data_dir`, made on the first call, readable by us alone.

    Processes that start at the same moment get the same key.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=data_dir)  # 0600 from birth
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # fails if somebody was faster, and then theirs is the key
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text(encoding="ascii").strip()


def broker_socket(data_dir: Path) -> Path:
    """Return where the embedded broker of `data_dir` listens.

    In the data folder, or, where that path is too long for a socket, in a folder of the
    user's own named after it. Nothing is created here.
    """
    path = data_dir / "broker" / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"followup-{mark}" / "valkey.sock"


def socket_addresses(socket: Path) -> tuple[str, str]:
    """Return the addresses of a broker's unix socket: as Celery and as Redis clients write it."""
    path = quote(str(socket))
    return f"redis+socket://{path}", f"unix://{path}"
