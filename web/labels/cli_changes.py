"""What the command line says about people and parties that change on the way, and its help."""

from web.labels.label import L

TEXTS = {
    "cli.delegated": L(
        "{since} 至 {until} 由 {taker} 代理 {giver}。", "{taker} acts for {giver} from {since} to {until}."
    ),
    "cli.away": L(
        "{giver} {since} 至 {until} 不在岗，无人代理。", "{giver} is away from {since} to {until}; nobody acts."
    ),
    "cli.delegation_ended": L("{giver} 的代理 {n} 已结束。", "Delegation {n} of {giver} has ended."),
    "cli.what.delegation": L("代理", "delegation"),
    "cli.column.direction": L("方向", "Direction"),
    "cli.column.since": L("从", "From"),
    "cli.column.until": L("至", "To"),
    "help.user.delegate": L(
        "登记某人在一段时间内由他人代理；不写代理人，则只记其不在岗。",
        "Let somebody act for a person for a time; without TO, note that the person is away.",
    ),
    "help.user.delegate:login": L("被代理人的登录名。", "Login of whoever is away."),
    "help.user.delegate:to": L("代理人的登录名。", "Login of whoever acts."),
    "help.user.delegate:office": L("岗位编码，默认全部岗位。", "Code of the office; every office by default."),
    "help.user.delegate:since": L("第一天，如 2026-03-18。", "First day, like 2026-03-18."),
    "help.user.delegations": L("列出谁代理某人、某人代理谁。", "List who acts for a person, and for whom they act."),
    "help.user.delegations:login": L("登录名。", "Login."),
    "help.user.end-delegation": L("提前结束某人登记的代理。", "End a delegation of a person now."),
    "help.user.end-delegation:login": L("被代理人的登录名。", "Login of the person it acts for."),
    "help.user.end-delegation:n": L("代理的序号（见 user delegations）。", "Its number (see user delegations)."),
}  # fmt: skip
