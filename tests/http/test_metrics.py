"""What an operator builds on the metrics is true: dashboard, alert rules and documentation name what there is."""

from __future__ import annotations

import ast
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import promql_parser as promql
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from support.serving import ARTICLE

from app.entrypoints.http.metrics import REJECTIONS

TOP = Path(__file__).parents[2]
DASHBOARD: dict[str, Any] = json.loads((TOP / "docs" / "grafana.json").read_text(encoding="utf-8"))
PAGE = (TOP / "docs" / "operations.md").read_text(encoding="utf-8")
[RULES] = [block for block in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S) if "groups:" in block]
ALERTS = [rule for group in yaml.safe_load(RULES)["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = [(panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"]]
QUERIES += [(note["name"], note["expr"]) for note in DASHBOARD["annotations"]["list"]]
QUERIES += [(alert["alert"], alert["expr"]) for alert in ALERTS]
GIVEN = {"instance", "job"}  # labels that Prometheus adds, and a metric that it makes
UP = "up"

Samples = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def samples(client: httpx.Client) -> Samples:
    """The labels of every series of a service that has done a little of everything."""
    for format in ("plain", "html", "markdown"):
        client.post("/v1/clean", content=ARTICLE, headers={"content-type": f"text/{format}"}).raise_for_status()
    client.post("/v1/clean", content=b"{", headers={"content-type": "application/json"})
    found: Samples = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


def parsed(expression: str) -> Any:
    """A query with Grafana's own variables filled in."""
    return promql.parse(re.sub(r"\$__\w+", "5m", expression))


def nodes(node: Any) -> Iterator[Any]:
    """A query's parts, itself included."""
    yield node
    for name in ("lhs", "rhs", "expr", "param", "vector_selector"):
        child = getattr(node, name, None)
        if child is not None and not isinstance(child, str):
            yield from nodes(child)
    for argument in getattr(node, "args", None) or ():
        yield from nodes(argument)


def selectors(expression: str) -> list[Any]:
    return [node for node in nodes(parsed(expression)) if isinstance(node, promql.VectorSelector)]


def fits(labels: dict[str, str], matcher: Any) -> bool:
    value = labels.get(matcher.name, "")
    match str(matcher.op):
        case "MatchOp.Equal":
            return value == matcher.value
        case "MatchOp.NotEqual":
            return value != matcher.value
        case "MatchOp.Re":
            return re.fullmatch(matcher.value, value) is not None
        case _:
            return re.fullmatch(matcher.value, value) is None


def wrong(expression: str, samples: Samples) -> list[str]:
    """What a query names and the service does not have: metrics, labels, values of labels."""
    found = []
    labels = set(GIVEN)
    for selector in selectors(expression):
        series = samples.get(selector.name, [{}] if selector.name == UP else [])
        matchers = [m for m in selector.matchers.matchers if m.name not in GIVEN]
        if not any(all(m.name in s and fits(s, m) for m in matchers) for s in series):
            found.append(f"{selector.name}{selector.matchers}")
        labels |= {name for one in series for name in one}
    for node in nodes(parsed(expression)):
        modifier = getattr(node, "modifier", None)
        named = set(re.findall(r"\w+", str(modifier).partition("(")[2])) if modifier else set()
        found += sorted(named - labels - {"group_left", "group_right"})
    return found


@pytest.mark.parametrize(("title", "expression"), QUERIES, ids=[f"{t}-{i}" for i, (t, _) in enumerate(QUERIES)])
def test_what_a_query_names_is_there(title: str, expression: str, samples: Samples) -> None:
    assert selectors(expression)
    assert wrong(expression, samples) == []


@pytest.mark.parametrize(
    "expression",
    [
        "winnow_queue_depht",
        'winnow_rejections_total{reason="buzy"}',
        'winnow_rejections_total{cause="busy"}',
        'winnow_worker_restarts_total{reason=~"tyme|memroy"}',
        "sum by (catgory) (rate(winnow_blocks_total[5m]))",
        "winnow_held_bytes / on (instanze) winnow_held_limit_bytes",
    ],
)
def test_a_misspelt_name_would_be_noticed(expression: str, samples: Samples) -> None:
    assert wrong(expression, samples)


def test_every_metric_is_documented_and_every_documented_metric_is_there(client: httpx.Client) -> None:
    families = {
        f.name + "_total" * (f.type == "counter") for f in text_string_to_metric_families(client.get("/metrics").text)
    }
    named = set(re.findall(r"`((?:winnow|process)_\w+)`", PAGE))
    assert {name for name in families if name not in named} == set()
    assert {name for name in named if name.startswith("winnow_")} <= families


def test_the_labels_of_every_metric_are_documented(samples: Samples) -> None:
    rows = dict(re.findall(r"^\| `(winnow_\w+)` \| ([^|]*) \|", PAGE, re.M))
    for name, told in rows.items():
        series = samples.get(name) or samples[name + "_bucket"]
        has = {label for labels in series for label in labels} - {"le"}
        assert set(re.findall(r"`(\w+)`", told)) == has, name


def test_what_the_app_never_sees_is_counted_as_well(client: httpx.Client) -> None:
    counts = []
    for _ in range(2):
        with socket.create_connection((client.base_url.host, client.base_url.port), timeout=60) as raw:
            raw.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            while raw.recv(65_536):
                pass
        series = re.compile(r'^winnow_rejections_total{reason="malformed-request"} (.*)$', re.M)
        counts += [float(value) for value in series.findall(client.get("/metrics").text)]
    assert counts[1] == counts[0] + 1


def test_metrics_are_named_as_prometheus_asks(client: httpx.Client) -> None:
    for family in text_string_to_metric_families(client.get("/metrics").text):
        assert family.name.startswith(("winnow_", "process_"))
        assert family.documentation
        if family.type == "histogram":
            assert family.name.endswith(("_seconds", "_bytes"))


def test_the_dashboard_is_whole() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids)) > 20
    assert [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"] == [
        *("Traffic", "Latency", "Queue and workers", "Rejections", "What is removed", "Memory"),
    ]
    for panel in PANELS:
        assert panel["datasource"]["uid"] == "${datasource}", "whatever the data source is called where it is imported"
        refs = [target["refId"] for target in panel["targets"]]
        assert len(refs) == len(set(refs)) > 0
    assert {variable["name"] for variable in DASHBOARD["templating"]["list"]} == {"datasource", "instance"}
    assert DASHBOARD["id"] is None, "Grafana gives it one"


def test_no_panel_covers_another() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert max(x for x, _ in cells) < 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_every_alert_says_what_to_do() -> None:
    assert len({alert["alert"] for alert in ALERTS}) == len(ALERTS) > 10
    advice = set(re.findall(r"^\| `(Winnow\w+)` \|", PAGE, re.M))
    assert {alert["alert"] for alert in ALERTS} == advice
    for alert in ALERTS:
        assert alert["labels"]["severity"] in ("page", "ticket")
        assert alert["annotations"]["summary"]


def test_panels_that_the_page_names_are_there() -> None:
    titles = {panel["title"].lower() for panel in DASHBOARD["panels"]} | {"dashboards → new → import"}
    for name in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", re.sub(r"(?ms)^```.*?^```", "", PAGE)):
        assert any(name.lower() in title for title in titles) or name in ("front", "workers"), name


def test_what_is_counted_from_the_start_exists() -> None:
    """A problem that is called something else one day would be alerted on in vain."""
    slugs = {"internal-server-error"}  # what 500 is called in words
    for path in (TOP / "app" / "entrypoints" / "http").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and len(node.args) > 1:
                slugs |= {value.value for value in ast.walk(node.args[1]) if isinstance(value, ast.Constant)}
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):  # the table in `from_winnow`
                slugs |= {value.value for value in node.value.elts if isinstance(value, ast.Constant)}
    assert set(REJECTIONS) - slugs == set()
    assert [reason for reason in REJECTIONS if f"`{reason}`" not in PAGE] == []
