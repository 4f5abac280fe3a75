"""Administration: its rooms, organisations, terms of office, sessions."""

from web.labels.label import L

TEXTS = {
    "nav.administration": L("管理", "Administration"),
    "nav.sessions": L("登录会话", "Sessions"),
    "administration.home": L("概况", "Overview"),
    "administration.lead": L(
        "系统、安全、审计三类管理员各管一段，互不兼任，也看不到项目内容。",
        "System, security and audit administrators each have a part of their own, and nobody holds two. None of them sees what projects are about.",
    ),
    "administration.people": L("人员", "People"),
    "administration.waiting": L("待设置口令", "Invited, no password yet"),
    "administration.locked": L("账号锁定", "Locked accounts"),
    "administration.ending": L("30 天内任期届满", "Terms ending within 30 days"),
    "administration.sessions": L("正在登录", "Signed in now"),
    "administration.dead_letters": L("无法投递", "Dead letters"),
    "administration.failed": L("24 小时登录失败", "Failed sign-ins, 24 hours"),
    "administration.refused": L("24 小时操作被拒", "Refused acts, 24 hours"),
    "administration.about.people": L(
        "新增、邀请、岗位与任期、解锁、重置、停用。",
        "Add, invite, offices and their terms, unlock, reset, close.",
    ),
    "administration.about.organisations": L(
        "名称、类别、统一社会信用代码、成员，关停与恢复。",
        "Names, kinds, credit codes, members; close and reopen.",
    ),
    "administration.about.sessions": L(
        "谁在哪里登录，可以逐个强制退出。", "Who is signed in and where; end one at a time."
    ),
    "administration.about.calendar": L(
        "节假日与调休；公布后期限自动重算。", "Holidays and make-up days; deadlines follow each notice."
    ),
    "administration.about.delivery": L(
        "定时任务、邮件和群机器人、投递失败的信函。",
        "The clock, mail and chat robots, undelivered letters.",
    ),
    "administration.about.access_log": L(
        "登录、越权尝试和管理员的每一次操作。", "Sign-ins, refusals and everything administrators did."
    ),
    "accounts.changed": L("已更正。", "Corrected."),
    "accounts.change": L("更正资料", "Correct the details"),
    "accounts.password": L("口令", "Password"),
    "accounts.password.none": L("尚未设置", "None yet"),
    "accounts.password.set_on": L("{day}设置", "set on {day}"),
    "accounts.locked": L(
        "连续输错口令，锁定至 {at}。", "Locked until {at} after too many wrong passwords."
    ),
    "accounts.unlock": L("立即解锁", "Unlock now"),
    "accounts.unlocked": L("已解锁。", "Unlocked."),
    "accounts.reset": L("重置口令", "Reset the password"),
    "accounts.reset.hint": L(
        "怀疑口令泄露时使用：原口令立即作废，全部登录退出，并生成新的一次性链接。",
        "If the password may have leaked: it stops working at once, every session ends, and a new one-time link is made.",
    ),
    "accounts.until": L("任期至 {day}", "until {day}"),
    "accounts.term": L("调整任期", "Change the term"),
    "accounts.term.hint": L(
        "填任期最后一天，次日自动免去；留空为不限期。",
        "The last day in office; the office ends by itself the day after. Leave it empty for no end.",
    ),
    "accounts.term.set": L("{office}的任期已更新。", "The term as {office} was changed."),
    "accounts.former": L("曾任岗位", "Former offices"),
    "accounts.reopen": L("恢复账号", "Reopen the account"),
    "accounts.reopen.hint": L(
        "{day} 停用。恢复后没有岗位、单位和口令，需要重新授予并发送链接。",
        "Closed on {day}. The account comes back without offices, organisations or a password: appoint again and send a link.",
    ),
    "accounts.reopened": L("账号已恢复，请重新授予岗位并发送链接。", "The account is open again: appoint to offices and send a link."),
    "accounts.session.end": L("强制退出", "End the session"),
    "accounts.session.ended": L("已强制退出这一处登录。", "That session has ended."),
    "accounts.show.all": L("全部", "All"),
    "accounts.show.invited": L("待设置口令", "Invited"),
    "accounts.show.locked": L("已锁定", "Locked"),
    "accounts.show.ending": L("任期将满", "Term ending"),
    "accounts.show.closed": L("已停用", "Closed"),
    "sessions.total": L("{n} 处登录", "{n} sessions", "1 session"),
    "sessions.since": L("登录时间", "Since"),
    "sessions.until": L("最迟有效至", "Ends by"),
    "sessions.by_link": L("专家链接", "Expert's link"),
    "organisations.changed": L("已更正。", "Corrected."),
    "organisations.closed": L("单位已关停，成员关系同时结束。", "The organisation is closed and its memberships have ended."),
    "organisations.reopened": L("单位已恢复。", "The organisation is open again."),
    "organisations.state.closed": L("已关停", "Closed"),
    "organisations.takes_part": L(
        "参与 {n} 个项目，其中 {running} 个在办。", "Takes part in {n} projects, {running} of them running.", "Takes part in 1 project, {running} of them running."
    ),
    "organisations.people": L("{n} 人", "{n} people", "1 person"),
    "organisations.members": L("成员", "Members"),
    "organisations.members.none": L("还没有成员；在人员页加入单位。", "Nobody yet; people are added on their own page."),
    "organisations.post": L("身份", "Post"),
    "organisations.since": L("加入日期", "Since"),
    "organisations.details": L("单位资料", "Details"),
    "organisations.credit_code.hint": L(
        "营业执照上的 18 位代码，末位为校验位，输错即可发现。",
        "The 18 characters on the business licence; the last is a check character, so a slip is noticed.",
    ),
    "organisations.close": L("关停单位", "Close the organisation"),
    "organisations.close.hint": L(
        "关停后不能再加入，成员关系结束；仍参与在办项目的不能关停。",
        "Nobody can join it any more and its memberships end. Not possible while it takes part in a running project.",
    ),
    "organisations.reopen": L("恢复单位", "Reopen the organisation"),
    "organisations.reopen.hint": L(
        "{day} 关停。恢复后可以重新加入。", "Closed on {day}. Once it is reopened people can join it again."
    ),
    "field.credit_code": L("统一社会信用代码", "Credit code"),
    "field.ends_on": L("任期至", "Term ends on"),
    "problem.credit_length": L(
        "应为 {limit} 位，现在 {length} 位。", "It has to have {limit} characters; there are {length} now."
    ),
    "problem.credit_signs": L(
        "不会出现的字符：{signs}（代码不用 I、O、S、V、Z）。", "Not allowed in a credit code: {signs} (I, O, S, V and Z are never used)."
    ),
    "problem.credit_check": L(
        "校验位不符，请与营业执照逐位核对。", "The last character does not match the others; compare it with the business licence."
    ),
    "problem.takes_part": L(
        "仍参与 {n} 个项目，暂不能这样做。", "It still takes part in {n} projects, so this cannot be done now.", "It still takes part in 1 project, so this cannot be done now.",
    ),
    "problem.before_today": L("不能早于今天。", "It cannot be earlier than today."),
    "access.act.term_ended": L("任期届满", "Term ended"),
}  # fmt: skip
