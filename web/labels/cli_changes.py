"""What the command line says about people and parties that change on the way, and its help."""

from web.labels.label import L

TEXTS = {
    "cli.delegated": L(
        "{since} 至 {until} 由 {taker} 代理 {giver}。", "{taker} acts for {giver} from {since} to {until}."
    ),
    "cli.away": L(
        "{giver} {since} 至 {until} 不在岗，无人代理。", "{giver} is away from {since} to {until}; nobody acts for them."
    ),
    "cli.delegation_ended": L("{giver} 的代理 {n} 已结束。", "Delegation {n} of {giver} has ended."),
    "cli.what.delegation": L("代理", "delegation"),
    "cli.column.clause": L("条目", "Clause"),
    "cli.column.document": L("材料", "Document"),
    "cli.column.version": L("版本", "Version"),
    "cli.column.added": L("提交日期", "Added"),
    "cli.column.age": L("登记工作日", "Age"),
    "cli.column.direction": L("方向", "Direction"),
    "cli.column.since": L("从", "From"),
    "cli.column.until": L("至", "To"),
    "help.project.leave": L(
        "登记单位自某日起退出项目。", "Record that an organisation takes no part from a day on."
    ),
    "help.project.leave:organisation": L("单位编码。", "Code of the organisation."),
    "help.project.leave:from_day": L(
        "自哪一天起；今天或以前即时生效。", "From which day; at once for today or before."
    ),
    "help.project.stay": L("取消已登记的退出。", "Cancel a departure that was announced."),
    "help.project.stay:organisation": L("单位编码。", "Code of the organisation."),
    "help.project.receiver": L(
        "变更承接主体：一家退出，另一家同时加入。",
        "Change the receiver: one organisation leaves and another joins at once.",
    ),
    "help.project.receiver:leaving": L("退出单位的编码。", "Code of the organisation that leaves."),
    "help.project.receiver:joining": L("接替单位的编码。", "Code of the organisation that takes its place."),
    "help.project.buy-service": L(
        "为缺位的一方购买服务，附服务券记录。", "Buy the service of a missing party, with its voucher."
    ),
    "help.project.buy-service:organisation": L("提供服务的单位编码。", "Code of the seller."),
    "help.project.task-book": L(
        "变更任务书，附变更申请；有变化的数值一并更正。",
        "Change the task book, with the change request; values that change are corrected with it.",
    ),
    "help.project.task-book:values": L("变更的事实及新值，可多次。", "A fact and its new value; repeatable."),
    "help.project.outbound": L(
        "按区外转化结项，单列统计。", "Close as converted outside the district; counted separately."
    ),
    "help.project.derive": L(
        "登记由本项目产生的衍生成果，为关联的新项目。",
        "Register a result that came out of this project as a project of its own, linked to it.",
    ),
    "help.project.derive:parts": L("新项目的参与单位编码，可多次。", "Code of a party of the new project; repeatable."),
    "help.project.papers": L(
        "列出全部在档材料、缺少的材料和归档还差什么。",
        "List everything on file, what is missing, and what keeps the project from being archived.",
    ),
    "help.project.file": L(
        "补充结束、清算和归档要求的材料。", "Put on file the documents that the end, the settlement and the archive require."
    ),
    "help.project.seat:reason": L("换人的理由（原有人任该岗位时必填）。", "Reason for the change; needed where somebody is replaced."),
    "help.duty.stand-in": L(
        "同意由标准指定的岗位代办缺位一方的事项。",
        "Consent that the office which the standard names does a duty of a missing party.",
    ),
    "help:is_trial": L("只看会发生什么，不执行。", "Say what would follow, and do nothing."),
    "help:settled": L(
        "要清算的标准事项和期限，如 S1=2026-06-30，可多次。",
        "An item of the standard to be settled, and by when, like S1=2026-06-30; repeatable.",
    ),
    "help:texts": L("材料及其内容，可多次。", "A kind of document with its text; repeatable."),
    "help:links": L("材料及其链接，可多次。", "A kind of document with its link; repeatable."),
    "help:dates": L("材料及其日期，可多次。", "A kind of document with its day; repeatable."),
    "help:files": L("材料及其文件，可多次。", "A kind of document with its file; repeatable."),
    "help.project.receiver:numbers": L("材料及其编号，可多次。", "A kind of document with its number; repeatable."),
    "help.project.buy-service:numbers": L("材料及其编号，可多次。", "A kind of document with its number; repeatable."),
    "help.project.task-book:numbers": L("材料及其编号，可多次。", "A kind of document with its number; repeatable."),
    "help.project.file:numbers": L("材料及其编号，可多次。", "A kind of document with its number; repeatable."),
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
