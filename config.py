"""The config file: TOML, every key known, paths relative to the file, secrets also from the environment."""

import os
import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from console import did_you_mean, system_says
from shapes import UserError
from toml_words import wrong_syntax, wrong_value

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECRETS = {"SO_TO_SMTP_PASSWORD": ("mail", "smtp_password"), "SO_TO_STORE_URL": ("store", "url")}


class ConfigError(UserError):
    """A config that cannot be used; the text says where and what to do. Never holds a secret."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise ValueError(f"không có múi giờ «{name}»") from why
    return name


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        raise ValueError("ghi giờ và phút, ví dụ 08:00")
    return text


def _weekly(text: str) -> str:
    day, _, clock = text.partition(" ")
    if day.lower() not in WEEKDAYS:
        raise ValueError("ghi thứ (tiếng Anh) và giờ, ví dụ Monday 08:00")
    return f"{day.lower()} {_clock(clock)}"


def _monthly(text: str) -> str:
    day, _, clock = text.partition(" ")
    if not (day.isdigit() and 1 <= int(day) <= 28):
        raise ValueError("ghi ngày trong tháng (1 đến 28) và giờ, ví dụ 1 08:00")
    return f"{day} {_clock(clock)}"


def _web_address(text: str) -> str:
    if text and not re.match(r"https?://[^/\s]+", text):
        raise ValueError("ghi địa chỉ bắt đầu bằng https://, hoặc để trống")
    return text


def _place(text: str) -> str:
    if text and not re.fullmatch(r"(https?|file)://[^\s#]*/", text):
        raise ValueError(
            "ghi địa chỉ bắt đầu bằng https:// hoặc file://, kết thúc bằng dấu /, dấu cách viết là %20"
        )
    return text


def _time(clock: str) -> time:
    return time.fromisoformat(clock.zfill(5))


Clock = Annotated[str, AfterValidator(_clock)]


class City(_Section):
    """Who runs the program. `contact` says how to reach the office; `superior` to `sign_name` stand
    in the documents, where what is blank follows from name and office."""

    name: str = "Thành phố Vinh"
    office: str = "Phòng Văn hóa - Thông tin"
    contact: str = ""
    superior: str = ""
    place: str = ""
    symbol: str = ""
    sign_title: str = "Trưởng phòng"
    sign_name: str = ""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"


class Source(_Section):
    """Where the workbooks are. `register` is a file beside or in the folder, or a spreadsheet id;
    `link` is the address under which the readers of mails reach the folder."""

    kind: Literal["folder", "google"] = "folder"
    folder: Path = Path("wards")
    register_: Annotated[str, Field(alias="register")] = "Điều phối.xlsx"
    link: Annotated[str, AfterValidator(_place)] = ""


class Google(_Section):
    """Service accounts, their quotas (of reading, and of writing), and another place of Google's
    interfaces for tests."""

    credentials: tuple[Path, ...] = (Path("credentials.json"),)
    api_root: str = ""
    shared_drive: str = ""
    calls_per_minute: Annotated[int, Field(ge=1)] = 60
    project_calls_per_minute: Annotated[int, Field(ge=1)] = 300
    timeout_seconds: Annotated[float, Field(gt=0)] = 60


class StoreUrl(_Section):
    """Any SQLAlchemy URL."""

    url: str = "sqlite:///so-to.db"


class MailSettings(_Section):
    """How mail leaves. Until `live`, and without a host, it goes to the folder `outbox`."""

    live: bool = False
    sender: str = "so-to@localhost"
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_ca_file: Path | None = None
    outbox: Path = Path("outbox")


class Schedule(_Section):
    """When what is done."""

    sync_minutes: Annotated[int, Field(ge=1, le=1440)] = 5
    ward_digest: Clock = "07:30"
    coordinator_digest: Clock = "08:00"
    city_summary: Annotated[str, AfterValidator(_weekly)] = "monday 08:00"
    city_monthly: Annotated[str, AfterValidator(_monthly)] = "1 08:00"
    heartbeat: Annotated[str, AfterValidator(_web_address)] = Field(default="", repr=False)

    @property
    def clocks(self) -> set[time]:
        """The times of day at which a mail may fall due."""
        moments = (
            self.ward_digest, self.coordinator_digest, self.city_summary, self.city_monthly,
        )  # fmt: skip
        return {time.fromisoformat(moment.split(" ")[-1].zfill(5)) for moment in moments}

    @property
    def ward_clock(self) -> time:
        """Time of the wards' digests."""
        return _time(self.ward_digest)

    @property
    def coordinator_clock(self) -> time:
        """Time of the coordinators' digest."""
        return _time(self.coordinator_digest)

    @property
    def monthly_moment(self) -> tuple[int, time]:
        """Day of the month and time of the city's monthly mail."""
        day, clock = self.city_monthly.split(" ")
        return int(day), _time(clock)

    @property
    def summary_moment(self) -> tuple[int, time]:
        """Weekday (Monday is 0) and time of the city's weekly mail."""
        day, clock = self.city_summary.split(" ")
        return WEEKDAYS.index(day), _time(clock)


class PolicyFile(_Section):
    """A city's own policy; blank: the one that comes with the program."""

    file: str = ""


class Config(_Section):
    """All settings; every path is absolute."""

    city: City = City()
    source: Source = Source()
    google: Google = Google()
    store: StoreUrl = StoreUrl()
    mail: MailSettings = MailSettings()
    schedule: Schedule = Schedule()
    policy: PolicyFile = PolicyFile()
    home: Path = Path()

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.city.timezone)

    @property
    def folder(self) -> Path:
        """The wards' folder."""
        return self.home / self.source.folder

    @property
    def register_file(self) -> Path:
        """The coordination workbook: as named, or beside the wards' folder where it is there."""
        return self.home / self.source.register_

    @property
    def register_id(self) -> str:
        """The coordination workbook on Google, "" where the config names none yet."""
        named = self.source.register_
        return "" if named == Source.model_fields["register_"].default else named

    @property
    def credentials(self) -> tuple[Path, ...]:
        """The key files of the Google accounts."""
        return tuple(self.home / path for path in self.google.credentials)

    @property
    def smtp_ca_file(self) -> Path | None:
        """A certificate (PEM) to trust beside the system's own, for a mail server of one's own."""
        return self.home / self.mail.smtp_ca_file if self.mail.smtp_ca_file else None

    @property
    def outbox(self) -> Path:
        """Where mails go that are not sent."""
        return self.home / self.mail.outbox

    @property
    def backups(self) -> Path:
        """Where copies of workbooks go before they are written."""
        return self.home / "backups"

    @property
    def policy_file(self) -> Path | None:
        """The city's own policy, None for the one that comes with the program."""
        return self.home / self.policy.file if self.policy.file else None

    @property
    def store_url(self) -> str:
        """The store's URL with SQLite's relative path made absolute."""
        prefix = "sqlite:///"
        if (
            self.store.url.startswith(prefix)
            and not Path(self.store.url[len(prefix) :]).is_absolute()
        ):
            return f"{prefix}{self.home / self.store.url[len(prefix) :]}"
        return self.store.url


def load_config(path: Path) -> Config:
    """The settings in `path`. Raises ConfigError with what to do."""
    text = _text(path)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise ConfigError(f"Tệp cấu hình {path}, {wrong_syntax(text, why)}") from why
    for variable, (section, name) in SECRETS.items():
        if variable in os.environ:
            given.setdefault(section, {})[name] = os.environ[variable]
    try:
        return Config.model_validate(given | {"home": path.resolve().parent})
    except ValidationError as why:
        raise ConfigError("\n".join(f"{path}: {_reason(error)}" for error in why.errors())) from why


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as why:
        raise ConfigError(
            f"Không tìm thấy tệp cấu hình {path}. Chạy lệnh init để tạo, hoặc chỉ đúng tệp bằng --config."
        ) from why
    except UnicodeDecodeError as why:
        raise ConfigError(
            f"Tệp cấu hình {path} không ở mã UTF-8. Mở tệp, lưu lại với mã UTF-8 rồi chạy lại."
        ) from why
    except OSError as why:
        raise ConfigError(f"Không đọc được tệp cấu hình {path}: {system_says(why)}") from why


def folder_config(folder: Path, home: Path) -> Config:
    """The settings of `run --folder`: the wards' folder, everything else private in `home`."""
    register = next((p for p in (folder, folder.parent) if (p / "Điều phối.xlsx").exists()), folder)
    return Config(
        source=Source.model_validate(
            {"folder": folder.resolve(), "register": str(register.resolve() / "Điều phối.xlsx")}
        ),
        home=home.resolve(),
    )


def _reason(error: Any) -> str:
    where = [str(part) for part in error["loc"]]
    place = f"[{where[0]}] {'.'.join(where[1:])}".strip()
    if error["type"] == "extra_forbidden":
        near = did_you_mean(where[-1], _known(where[:-1]))
        return f"{place}: không có mục tên «{where[-1]}».{near or _SEE_EXAMPLE}"
    return f"{place}: {wrong_value(error)}"


_SEE_EXAMPLE = " Xem các mục trong config.example.toml."


def _known(section: list[str]) -> list[str]:
    fields: Any = Config.model_fields
    if section:
        fields = fields[section[0]].annotation.model_fields
    return [info.alias or name for name, info in fields.items() if name != "home"]
