"""Why something was refused, in sentences: by the kind of refusal, and by the clause of the policy that fails."""

from web.labels.label import L

TEXTS = {
    "refused.field": L("“{label}”：{problem}", "{label}: {problem}"),
    "refused.not_found": L(
        "没有找到您要的内容，或者您没有查看的权限。请检查网址或编号。",
        "There is nothing here that you may see. Check the address or the number.",
    ),
    "refused.stale": L(
        "您打开页面之后，这项内容已被他人更新，您的提交没有生效。请看过最新内容后重新提交，您填写的内容已保留。",
        "Somebody changed this after you opened it, so your entry was not saved. Check its present state and send it again; what you typed is kept.",
    ),
    "refused.no_such_move": L(
        "项目目前的状态不支持这个操作，页面可能已经过时，请刷新后再看。",
        "This move is not possible in the project's present state. The page may be out of date; reload it.",
    ),
    "refused.gate_closed": L(
        "还差 {n} 项，暂时不能推进。", "{n} items still bar the way.", "One item still bars the way."
    ),
    "refused.unavailable": L(
        "系统暂时不能写入，您的提交没有生效，已有数据没有受影响。请稍后再试。",
        "The system cannot write at the moment. Your entry was not saved and nothing was lost. Please try again shortly.",
    ),
    "refused.permitted_to": L("{reason}此操作由{offices}办理。", "{reason} This is done by: {offices}."),
    "clause.project_runs": L(
        "项目当前不在办理中，不能执行这个操作。", "The project is not running, so this cannot be done now."
    ),
    "clause.duty_is_open": L("这一事项已提交或已办结。", "This duty has already been submitted or settled."),
    "clause.administrators_apart": L(
        "系统管理员不能替另一位管理员开登录链接，请在服务器上用命令行办理。",
        "An administrator cannot make a link for another administrator; use the command line on the server.",
    ),
    "clause.is_doer": L("这一事项不由您办理。", "This duty is not yours to do."),
    "clause.may_start": L(
        "还没到办理的时候：前序事项尚未完成。", "It cannot start yet: something must come first."
    ),
    "clause.duty_is_submitted": L(
        "这一事项还没有提交，或已经处理过。",
        "This duty has not been submitted, or has already been dealt with.",
    ),
    "clause.is_confirmer": L("这一事项不由您确认。", "It is not for you to confirm this duty."),
    "clause.not_own_work": L(
        "自己办理或提出的，不能由自己确认或决定。", "Nobody confirms or decides on their own work."
    ),
    "clause.in_review": L("项目不在关口审议中。", "The project is not under gate review."),
    "clause.round_is_open": L("这一轮已经决定。", "This round has already been decided."),
    "clause.not_heard_yet": L("这个岗位的意见已经记录。", "This office has already given its opinion."),
    "clause.is_consulted": L(
        "这一轮没有征求您所在岗位的意见。", "Your office is not consulted in this round."
    ),
    "clause.is_proposed": L("还没有提出决策建议，不能决定。", "Nothing has been proposed yet."),
    "clause.is_decider": L("这一关口不由您决定。", "This gate is not yours to decide."),
    "clause.option_of_another": L("选这一项要由其他岗位决定。", "This option is decided by another office."),
    "clause.debt_is_open": L("这一项已经核销。", "This item has already been settled."),
    "clause.not_answered": L("这一项已经答复。", "This item has already been answered."),
    "clause.is_answered": L("这一项还没有答复，不能核销。", "This item has not been answered yet."),
    "clause.is_owner": L("这一项不由您答复。", "This item is not yours to answer."),
    "clause.is_head": L(
        "只有单位负责人或单位管理员可以。",
        "Only the head or the administrator of the organisation may do this.",
    ),
    "clause.holds_office": L("您的岗位没有这项权限。", "Your office may not do this."),
    "clause.is_member": L(
        "只能为您所在的单位登记项目。", "You may register projects only for an organisation of yours."
    ),
    "clause.wrong_login_or_password": L(
        "登录名或口令不对，或账号暂时锁定。连续输错会锁定 15 分钟。",
        "The login or password is wrong, or the account is locked for a while. Repeated failures lock it for 15 minutes.",
    ),
    "clause.address_waits": L(
        "这个地址的失败次数太多，请 5 分钟后再试。",
        "Too many failed attempts from this address; try again in 5 minutes.",
    ),
    "clause.administers": L("这个页面只对管理员开放。", "This page is for administrators."),
    "clause.is_no_objection": L("这是异议，请在异议处理中办理。", "This is an objection; answer it as one."),
    "clause.no_administrator": L("管理员不办理项目。", "Administrators take no part in projects."),
    "clause.nobody": L("您没有这项权限。", "You may not do this."),
    "error.400.title": L("无法处理这个请求", "The request was not understood"),
    "error.400.say": L(
        "提交的内容不完整或格式不对。请返回上一页检查后再试。",
        "Something was missing or malformed. Please go back and try again.",
    ),
    "error.csrf.title": L("页面已失效", "The page is out of date"),
    "error.csrf.say": L(
        "为防止冒用，这次提交没有被接受，什么都没有改动。请用浏览器的“后退”回到表单（填写的内容还在），刷新后再提交。",
        "To prevent forged entries this was not accepted, and nothing changed. Go back to the form with your browser (what you typed is still there), reload it, and send it again.",
    ),
    "error.403.title": L("没有权限", "Not permitted"),
    "error.404.title": L("没有找到", "Not found"),
    "error.405.title": L("不能这样打开", "This page cannot be opened like this"),
    "error.405.say": L("请从页面上的按钮进入。", "Please use the button on the page."),
    "error.409.title": L("没有生效", "Not done"),
    "error.413.title": L("内容太大", "Too large"),
    "error.413.say": L(
        "提交的内容超过上限：文字 1 MiB，附件 {limit} MiB。请缩短文字或换用较小的文件后重新提交。",
        "The limits are 1 MiB of text and {limit} MiB of files. Shorten the text or choose a smaller file, and send it again.",
    ),
    "error.500.title": L("系统出错", "Something broke"),
    "error.500.say": L(
        "这是系统的问题，不是您的操作有误；没有完成的操作不会留下半截数据。"
        "请稍后再试，如仍出现请把编号 {code} 告诉管理员。",
        "This is our fault, not yours, and nothing was left half done. Please try again; if it happens again, tell the administrator the code {code}.",
    ),
    "error.503.title": L("暂时无法写入", "The system cannot write at the moment"),
    "error.again": L("重试", "Try again"),
    "error.back": L("返回上一页", "Back to where you were"),
    "error.changes": L("您打开页面之后发生的变化", "What has happened since you opened the page"),
    "error.history": L("查看完整履历", "The whole history"),
    "error.typed": L("您填写的内容", "What you typed"),
    "error.not_kept": L(
        "服务器没有读取这次提交的内容，因此无法在此保留；用浏览器的“后退”回到表单，填写的内容通常还在。",
        "The server did not read what you sent, so it cannot be kept here. Go back with your browser: what you typed is usually still in the form.",
    ),
    "error.files": L(
        "选择的文件没有保留，需要重新选取。", "The files you chose were not kept; please choose them again."
    ),
    "error.resend": L("再次提交", "Send it again"),
    "error.resend.hint": L("重复提交也只会办理一次。", "Even if it is sent twice it is done only once."),
    "error.home": L("回到首页", "To the start page"),
}
