"""The event schema: one table for every log, a row an event, with the stages of China's urban-management systems.

Stages: report > verify > accept > register > dispatch > handle > check > close (the statistics table of eGova-type
systems), to which Open311 GeoReport v2 maps. Every import ends in this table and every export begins with it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

DTYPES = {"text": "str", "time": "datetime64[us]", "flag": "boolean", "count": "Int64", "place": "float64"}
STATUSES = ("open", "closed", "voided", "unknown")
UNKNOWN = "unknown"


class Field(NamedTuple):
    """A column of the event table, and what it is called elsewhere."""

    name: str
    sort: str  # of DTYPES
    meaning: str
    egova: tuple[str, ...] = ()  # columns of the statistics table of China's urban-management systems
    chinese: tuple[str, ...] = ()  # heads of tables that grid centres export
    open311: tuple[str, ...] = ()  # fields of a GeoReport v2 service request
    needed: bool = False  # never empty


FIELDS = (
    Field(
        "event_id",
        "text",
        "what the source calls the event; unique",
        ("rec_id", "task_num"),
        ("案件号", "任务号", "案卷编号", "事件编号"),
        ("service_request_id",),
        True,
    ),
    Field(
        "kind",
        "text",
        "finest kind, in the words of the source",
        ("sub_type_name",),
        ("小类名称", "小类", "事件类型"),
        ("service_name", "service_code"),
        True,
    ),
    Field("group", "text", "broader class of the kind", ("event_type_name",), ("大类名称", "大类"), ("group",)),
    Field(
        "area",
        "text",
        "community or neighbourhood",
        ("community_name",),
        ("社区", "所属社区", "社区名称"),
        ("neighborhood", "area"),
    ),
    Field(
        "district",
        "text",
        "street (街道) or other larger unit around the area",
        ("street_name",),
        ("街道", "所属街道", "街道名称"),
        ("ward", "district"),
    ),
    Field(
        "source",
        "text",
        "channel by which it came in, or who found it",
        ("event_src_name",),
        ("问题来源", "案件来源", "事件来源"),
        ("channel", "source"),
    ),
    Field("level", "text", "level that settled it: grid, community, street, district", (), ("处置级别",), ()),
    Field(
        "unit",
        "text",
        "body that handled it",
        ("dispose_unit_name",),
        ("处置部门", "处置单位", "责任部门"),
        ("agency_responsible",),
    ),
    Field(
        "reported_at",
        "time",
        "report: the event was brought in",
        ("create_time",),
        ("上报时间", "创建时间"),
        ("requested_datetime",),
        True,
    ),
    Field("verified_at", "time", "verify: somebody had looked whether it is so", ("verify_time",), ("核实时间",)),
    Field("accepted_at", "time", "accept: the desk took it", ("operate_time",), ("受理时间",)),
    Field("registered_at", "time", "register: it became a case", ("inst_time",), ("立案时间",)),
    Field("dispatched_at", "time", "dispatch: a unit was told", ("dispatch_time",), ("首次派遣时间", "派遣时间")),
    Field("started_at", "time", "handle: work began", ("dispose_begin_time",), ("处置开始时间",)),
    Field("handled_at", "time", "handle: the unit said that it is done", ("dispose_end_time",), ("处置结束时间",)),
    Field("checked_at", "time", "check: an inspector had looked again", ("check_time",), ("核查时间",)),
    Field(
        "closed_at",
        "time",
        "close: the case was put away",
        ("archive_time",),
        ("结案时间",),
        ("closed_datetime", "updated_datetime"),
    ),
    Field("due_at", "time", "time limit of handling", ("dispose_deadline",), ("处置截止时间",), ("expected_datetime",)),
    Field("solved_at", "time", "the problem was really gone; only simulated logs can know"),
    Field("status", "text", f"one of {', '.join(STATUSES)}", (), ("案件状态", "当前阶段"), ("status",), True),
    Field("outcome", "text", "why it was closed, in the words of the source", (), ("结案类型",), ()),
    Field("on_time", "flag", "whether it kept its time limit, as the source says", (), ("是否按时",), ()),
    Field(
        "duplicate_of",
        "text",
        f"event_id of the earlier report of the same problem; '{UNKNOWN}' where the source only says that it is one",
    ),
    Field("reworks", "count", "how often it was sent back after a check", ("rework_num",), ("返工次数",)),
    Field(
        "lon",
        "place",
        "degrees east, WGS84, rounded to 0.001 (about 100 m: no household can be told)",
        (),
        (),
        ("long",),
    ),
    Field("lat", "place", "degrees north, WGS84, rounded to 0.001", (), (), ("lat",)),
    Field("x_m", "place", "metres east on a map of its own, rounded to 100"),
    Field("y_m", "place", "metres north on a map of its own, rounded to 100"),
)


class Schema:
    """The columns of the event table in order, and the check that a table keeps to them."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self.columns = tuple(field.name for field in fields)
        self.dtypes = {field.name: DTYPES[field.sort] for field in fields}

    def named(self, sort: str) -> tuple[str, ...]:
        """Return the names of the columns of one sort: text, time, flag, count or place."""
        return tuple(field.name for field in self.fields if field.sort == sort)

    def field(self, name: str) -> Field:
        """Return a column's declaration; KeyError if there is no such column."""
        return next(field for field in self.fields if field.name == name)

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table if it keeps to the schema; raises pandera's SchemaErrors, which name every fault."""
        return self._checks().validate(table, lazy=True)

    def _checks(self) -> Any:
        import pandera.pandas as pandera

        columns = {
            field.name: pandera.Column(
                self.dtypes[field.name], nullable=not field.needed, unique=field.name == "event_id"
            )
            for field in self.fields
        }
        columns["status"].checks = [pandera.Check.isin(STATUSES)]
        columns["lon"].checks = [pandera.Check.in_range(-180, 180)]
        columns["lat"].checks = [pandera.Check.in_range(-90, 90)]
        in_order = pandera.Check(
            lambda events: events["reported_at"].is_monotonic_increasing, name="sorted by reported_at"
        )
        begun = pandera.Check(
            lambda events: ~(events["closed_at"] < events["reported_at"] - pd.Timedelta(hours=1)),
            name="closed after it was reported (an hour is left to clocks that change)",
        )
        return pandera.DataFrameSchema(columns, checks=[in_order, begun], strict=True, ordered=True)


EVENTS = Schema(FIELDS)
