"""Audit, versions of the standard, trying a channel out."""

from web.labels.label import L

TEXTS = {
    "nav.audit": L("履历审计", "Audit"),
    "nav.standards": L("标准版本", "Standards"),
    "administration.about.audit": L(
        "跨项目查履历：谁、何时、对哪个项目、做了什么；不含内容。",
        "The history of all projects: who, when, which, what kind of act; never what it was about.",
    ),
    "administration.about.standards": L(
        "已载入的版本、校验值、各有多少项目在用。", "The versions loaded, their hashes, and the projects on each."
    ),
    "audit.lead": L(
        "所有项目的履历，只列时间、编号、操作和人员，不含项目名称与内容。",
        "The history of all projects: time, number, act and person. No titles, no contents.",
    ),
    "audit.since": L("起始日期", "From"),
    "audit.until": L("截止日期", "Until"),
    "audit.what": L("操作", "Act"),
    "audit.take": L("导出 CSV", "Take away as CSV"),
    "audit.wider": L("可放宽日期再查。", "Try a wider span of days."),
    "audit.column.at": L("时间", "Time"),
    "audit.column.project": L("项目编号", "Project"),
    "audit.column.seq": L("序号", "No."),
    "audit.column.what": L("操作", "Act"),
    "audit.column.code": L("操作代码", "Code"),
    "audit.column.who": L("登录名", "Login"),
    "audit.column.address": L("来源地址", "Address"),
    "audit.column.target": L("对象", "Target"),
    "audit.column.outcome": L("结果", "Outcome"),
    "access.terminal": L("服务器命令行", "At the machine"),
    "problem.too_many_to_take": L(
        "超过 {limit} 行，请缩小日期范围分次导出。", "More than {limit} lines; take it away in shorter spans."
    ),
    "standards.lead": L(
        "每个项目固定在登记时的版本；换版本须逐项目办理，不会自动变。",
        "A project stays on the version it was registered under; it moves to another only by an act of its own.",
    ),
    "standards.version": L("版本", "Version"),
    "standards.effective": L("施行日期", "In force from"),
    "standards.projects": L("项目", "Projects"),
    "standards.counted": L("{n} 个（在办 {running}）", "{n} ({running} running)"),
    "standards.hash": L("校验值", "Hash"),
    "standards.former": L("已被替代", "Replaced"),
    "standards.in_force": L("现行", "In force"),
    "standards.to_come": L("尚未施行", "To come"),
    "standards.changes": L("手册中的变化", "What changed"),
    "standards.missing": L("有项目所用的版本没有载入，相关页面打不开：", "Projects run by versions that are not loaded:"),
    "access.act.administration.export_events": L("导出履历审计", "Take the audit away"),
    "access.act.administration.export_accesses": L("导出访问日志", "Take the access log away"),
    "delivery.try": L("发送测试消息", "Send a test message"),
    "delivery.try.mail": L("给自己发一封测试邮件", "Send myself a test mail"),
    "delivery.try.subject": L("测试消息：{site}", "A test from {site}"),
    "delivery.try.line": L(
        "这是一条测试消息，{at} 由系统管理员发出，无需处理。",
        "This is a test, sent by the system administrator at {at}. There is nothing to do.",
    ),
    "delivery.try.done": L("测试消息已送出，请到对方查看。", "The test message was taken; look for it there."),
    "delivery.try.failed": L("没有送出，原因代码 {code}。", "It was not taken; reason: {code}."),
    "delivery.try.no_address": L("您的账号没有邮箱，请先填写。", "Your account has no mail address; enter one first."),
    "access.act.delivery.try_mail": L("发送测试邮件", "Send a test mail"),
    "access.act.delivery.try_robot": L("发送群机器人测试消息", "Send a test to a chat robot"),
    "cli.audit.taken": L("{n} 行已写入 {file}。", "{n} lines written to {file}.", "1 line written to {file}."),
    "cli.column.effective": L("施行日期", "In force from"),
    "cli.column.projects": L("项目", "Projects"),
    "cli.column.running": L("在办", "Running"),
    "cli.column.hash": L("校验值", "Hash"),
    "help.audit": L("审计（由本机管理员操作）。", "Audit, for whoever runs the machine."),
    "help.audit.events": L(
        "跨项目的履历：谁、何时、对哪个项目、做了什么；最新 50 条，--export 则全部。",
        "The history of all projects: who, when, which, what act; the newest fifty, or all with --export.",
    ),
    "help.audit.events:who": L("登录名。", "Login."),
    "help.audit.events:what": L("操作代码，如 GateDecided。", "Code of the event, like GateDecided."),
    "help.audit.events:where": L("项目编号。", "Number of the project."),
    "help.audit.events:since": L("起始日期；默认往前 30 天。", "First day; 30 days back otherwise."),
    "help.audit.events:last": L("截止日期；默认今天。", "Last day; today otherwise."),
    "help.audit.events:file": L("写入 CSV 文件。", "CSV file to write."),
    "help.audit.accesses": L(
        "访问日志：登录、越权尝试、账号操作；最新 50 条，--export 则全部。",
        "The access log: sign-ins, refusals, acts on accounts; the newest fifty, or all with --export.",
    ),
    "help.audit.accesses:who": L("登录名。", "Login."),
    "help.audit.accesses:what": L("操作代码，如 sign_in。", "Code of the act, like sign_in."),
    "help.audit.accesses:where": L("对象中的字。", "Part of the target."),
    "help.audit.accesses:since": L("起始日期；默认往前 30 天。", "First day; 30 days back otherwise."),
    "help.audit.accesses:last": L("截止日期；默认今天。", "Last day; today otherwise."),
    "help.audit.accesses:file": L("写入 CSV 文件。", "CSV file to write."),
    "help.standard.versions": L(
        "已载入的标准版本、校验值、各有多少项目在用。", "The versions loaded, their hashes, and how many projects run by each."
    ),
}  # fmt: skip
