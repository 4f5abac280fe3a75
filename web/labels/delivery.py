"""How telling people goes: the clock, letters, alarms; on the command line and for administrators."""

from web.labels.label import L

TEXTS = {
    "cli.org_head": L("{login} 现为{name}的{role}。", "{login} is now the {role} of {name}."),
    "cli.org_head_ended": L("{login} 不再是{name}的{role}。", "{login} is no longer the {role} of {name}."),
    "cli.tick.idle": L("没有到期的事项。", "Nothing was due."),
    "cli.tick.acts": L("办理系统事项 {n} 件", "{n} acts of the system", "one act of the system"),
    "cli.tick.reckoned": L("重新推算 {n} 个项目", "{n} projects reckoned again", "one project reckoned again"),
    "cli.tick.told": L("提醒 {n} 条", "{n} reminders", "one reminder"),
    "cli.tick.news": L("进展 {n} 条", "{n} news", "one piece of news"),
    "cli.tick.letters": L("拟发信函 {n} 封", "{n} letters made", "one letter made"),
    "cli.tick.sent": L("已发 {n} 封", "{n} sent", "one sent"),
    "cli.tick.failed": L("未成 {n} 封", "{n} failed", "one failed"),
    "cli.tick.dead": L("无法投递 {n} 封", "{n} undeliverable", "one undeliverable"),
    "cli.tick_trouble": L("有步骤没有完成：{what}", "Some steps did not come to an end: {what}"),
    "cli.status.clock": L(
        "时钟：{n} 个进程在运行，最近一次 {at}。", "Clock: {n} processes running, last sign of life {at}.",
        "Clock: one process running, last sign of life {at}.",
    ),
    "cli.status.queue": L("待看里程碑 {n} 个；下一个在 {day}。", "Milestones to look at: {n}; the next one on {day}."),
    "cli.status.waiting": L(
        "待发：进展 {news} 条，待入信 {notices} 条，信函 {letters} 封。",
        "Waiting: {news} news, {notices} notices for letters, {letters} letters.",
    ),
    "cli.status.sent": L("最近一小时已发 {n} 封，上限 {most} 封。", "Sent in the last hour: {n} of {most} at most."),
    "cli.status.dead": L("无法投递的信函 {n} 封。", "Letters that could not be delivered: {n}."),
    "cli.status.troubles": L("通道故障：{what}", "Channels in trouble: {what}"),
    "cli.status.calendar": L(
        "日历：{year} 年起尚未公布；待重新推算的项目 {n} 个。",
        "Calendar: not published from {year} on; projects to be reckoned again: {n}.",
    ),
    "cli.status.alarm": L("报警：{what}", "Alarm: {what}"),
    "cli.remind.who": L("收件人", "To"),
    "cli.remind.project": L("项目", "Project"),
    "cli.remind.what": L("里程碑", "Milestone"),
    "cli.remind.rung": L("级次", "Rung"),
    "cli.remind.due": L("期限", "Due"),
    "cli.remind.why": L("原因", "Why"),
    "cli.remind.letter": L("信函", "Letter"),
    "cli.remind.inbox": L("仅站内", "inbox"),
    "cli.remind.skipped": L("（补发，越过 {rungs}）", "(caught up, past {rungs})"),
    "cli.remind.none": L("这一天没有提醒。", "Nobody would be reminded."),
    "cli.letter.id": L("编号", "No."),
    "cli.letter.login": L("登录名", "Login"),
    "cli.letter.channel": L("通道", "Channel"),
    "cli.letter.day": L("日期", "Day"),
    "cli.letter.attempts": L("次数", "Attempts"),
    "cli.letter.trouble": L("原因", "Reason"),
    "cli.letter.none": L("没有无法投递的信函。", "No letter is undeliverable."),
    "cli.letter.resent": L("{n} 封将重新发送。", "{n} letters will be tried again.", "One letter will be tried again."),
    "cli.what.letter": L("信函", "letter"),
    "cli.calendar.published": L("{year} 年按已公布的放假通知，共 {n} 个工作日。", "{year}: {n} working days by the notice."),
    "cli.calendar.provisional": L(
        "{year} 年放假通知尚未公布，暂按周末推算，共 {n} 个工作日。",
        "{year}: no notice yet; by weekends alone {n} working days.",
    ),
    "cli.calendar.day": L("日期", "Day"),
    "cli.calendar.kind": L("类型", "Kind"),
    "cli.calendar.name": L("名称", "Name"),
    "cli.calendar.would": L(
        "将移动 {projects} 个项目的 {n} 个期限；没有写入。", "Would move {n} due dates of {projects} projects; nothing written."
    ),
    "cli.calendar.done": L(
        "已录入；时钟将移动 {projects} 个项目的 {n} 个期限。",
        "Taken in; the clock will move {n} due dates of {projects} projects.",
    ),
    "accounts.member.head": L("负责人", "head"),
    "accounts.member.administrator": L("单位管理员", "administrator"),
    # The administrators' page
    "nav.delivery": L("通知发送", "Delivery"),
    "delivery.title": L("通知发送", "Delivery of notices"),
    "delivery.lead": L(
        "时钟、信函和无法投递的情况。这里不显示项目名称和信函内容。",
        "The clock, letters, and what could not be delivered. Neither projects nor contents are shown.",
    ),
    "delivery.alarm": L("需要处理", "Needs attention"),
    "delivery.alarm.clock_silent": L(
        "没有时钟在运行：到期事项不会被处理，提醒不会发出",
        "no clock is running: nothing that is due is done, and nobody is reminded",
    ),
    "delivery.alarm.letters_dead": L("有信函无法投递", "letters could not be delivered"),
    "delivery.alarm.storm": L(
        "已达到每小时发送上限，其余信函等候", "the cap for an hour is reached; the other letters wait"
    ),
    "delivery.alarm.channel_down": L("有通道发送失败，正在重试", "a channel fails; it is tried again"),
    "delivery.clock": L("时钟", "Clock"),
    "delivery.clock.last": L("最近一次", "Last sign of life"),
    "delivery.clock.never": L("从未运行", "never"),
    "delivery.clock.processes": L("{n} 个进程", "{n} processes", "1 process"),
    "delivery.queue": L("待看里程碑", "Milestones to look at"),
    "delivery.next": L("下一个", "Next"),
    "delivery.waiting": L("等候发送的信函", "Letters waiting"),
    "delivery.unsent": L("待入信的通知", "Notices for the next letter"),
    "delivery.sent": L("最近一小时已发", "Sent in the last hour"),
    "delivery.of": L("{n} / {most}", "{n} of {most}"),
    "delivery.channels": L("通道", "Channels"),
    "delivery.mail": L("邮件", "Mail"),
    "delivery.mail.set": L("邮件：经 {host} 发送。", "Mail: by way of {host}."),
    "delivery.mail.none": L(
        "邮件：没有设置发信服务器，只有站内通知。", "Mail: no server is set; people are told in the inbox alone."
    ),
    "delivery.chat": L("群机器人", "Chat"),
    "delivery.chat.set": L("群机器人：可调用 {hosts}。", "Chat: may call {hosts}."),
    "delivery.chat.none": L("群机器人：没有设置。", "Chat: not set."),
    "delivery.without_address": L(
        "{n} 人没有邮箱，只能看到站内通知。", "{n} people have no mail address and are told in the inbox alone.",
        "One person has no mail address and is told in the inbox alone.",
    ),
    "delivery.trouble": L("{code}", "{code}"),
    "delivery.dead": L("无法投递的信函", "Letters that could not be delivered"),
    "delivery.dead.none": L("没有", "None"),
    "delivery.dead.hint": L(
        "地址被拒收，或重试 72 小时仍未成功。核对地址或服务器后再重发；重发的编号不变，不会重复出现。",
        "Refused for good, or tried for 72 hours. Mend the address or the server, then send again: the message keeps its "
        "number, so nobody reads it twice.",
    ),
    "delivery.reader": L("收件人", "Reader"),
    "delivery.day": L("日期", "Day"),
    "delivery.items": L("{n} 条", "{n} notices", "1 notice"),
    "delivery.attempts": L("{n} 次", "{n} attempts", "1 attempt"),
    "delivery.why": L("原因", "Reason"),
    "delivery.resend": L("重新发送", "Send again"),
    "delivery.resent": L("将重新发送。", "It will be sent again."),
    "delivery.offices": L("岗位的群机器人", "Chat robots of offices"),
    "delivery.offices.hint": L(
        "担任该岗位且没有个人群机器人的人，由此收到消息。地址即密钥，保存后只显示末几位。",
        "Whoever holds the office and has no robot of their own is told here. The address is a secret; only its end is "
        "shown.",
    ),
    "delivery.robot.saved": L("已保存。", "Saved."),
    "delivery.robot.none": L("没有", "none"),
    "delivery.caught_up": L("停机后补发", "Caught up after an outage"),
    "delivery.caught_up.none": L("近七日没有补发", "Nothing in the last seven days"),
    "delivery.caught_up.line": L(
        "{number} {code}：{rung} 应于 {day} 发出，越过 {skipped}", "{number} {code}: {rung} was due on {day}, past {skipped}"
    ),
    "delivery.caught_up.plain": L("{number} {code}：{rung} 应于 {day} 发出", "{number} {code}: {rung} was due on {day}"),
    "site.clock_silent": L(
        "时钟没有运行：到期事项暂不处理，提醒暂不发出。请告知系统管理员。",
        "The clock is not running: nothing that is due is done, and nobody is reminded. Tell the system administrator.",
    ),
}  # fmt: skip
