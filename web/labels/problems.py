"""What is wrong with an input, by the problem code of `Invalid`; values are those the error carries."""

from web.labels.label import L

TEXTS = {
    "problem.missing": L("请填写此项。", "This is required."),
    "problem.too_short": L(
        "太短：至少 {limit} 个字符，现在 {length} 个。",
        "Too short: at least {limit} characters, now {length}.",
    ),
    "problem.too_long": L(
        "太长：最多 {limit} 个字符，现在 {length} 个。", "Too long: at most {limit} characters, now {length}."
    ),
    "problem.too_many": L(
        "最多 {limit} 个，请先删去不用的。", "At most {limit}; remove one that is not used."
    ),
    "problem.control_characters": L(
        "含有看不见的控制字符，请删去后重新输入。",
        "This contains invisible control characters; please type it again.",
    ),
    "problem.characters": L(
        "含有不允许的字符；可以用：{allowed}。",
        "This contains characters that are not allowed; use {allowed}.",
    ),
    "problem.not_a_robot": L(
        "不是可用的群机器人地址：支持 dingtalk://、wecombot://、feishu:// 和 jsons://。",
        "Not the address of a chat robot: dingtalk://, wecombot://, feishu:// and jsons:// are known.",
    ),
    "problem.host_not_allowed": L(
        "{host} 不在允许调用的主机之列，请联系系统管理员。",
        "{host} is not among the hosts that may be called; ask the system administrator.",
    ),
    "problem.no_day": L("至少选一天。", "Choose at least one day."),
    "problem.only_dry": L(
        "提醒由 lifecycle tick 发送；这里只预演，请加 --dry-run。",
        "Reminders are sent by “lifecycle tick”. This command only rehearses: add --dry-run.",
    ),
    "problem.day_of_another_year": L("{day} 不在这一年。", "{day} is not in that year."),
    "problem.day_twice": L("{day} 出现两次，且说法不同。", "{day} is given twice, differently."),
    "problem.no_such_year": L(
        "没有读到这一年的放假或调休日（读到 {n} 天）。",
        "No holidays or make-up days of that year were found ({n} days found).",
    ),
    "problem.changes_nothing": L(
        "与 {year} 年现行日历相同，没有变化。", "This is the same as the calendar of {year} in force."
    ),
    "problem.columns_missing": L("首行缺少列：{columns}。", "The first line lacks these columns: {columns}."),
    "problem.line_unreadable": L("第 {line} 行读不懂。", "Line {line} cannot be read."),
    "problem.too_many_lines": L("行数太多，最多 {limit} 行。", "Too many lines; {limit} at most."),
    "problem.locked": L(
        "这份材料不在退回修改的范围内，已锁定。",
        "This is not among what has to be changed, and stays as it is.",
    ),
    "problem.not_in_list": L("请从列出的选项中选择。", "Choose one of those listed."),
    "problem.unknown": L("请从列出的选项中选择。", "Choose one of those listed."),
    "problem.not_a_date": L(
        "不是有效日期，请按 2026-03-18 的格式填写。", "This is not a date; write it like 2026-03-18."
    ),
    "problem.not_a_number": L("不是数字。", "This is not a number."),
    "problem.not_a_link": L(
        "不是有效网址，应以 https:// 或 http:// 开头。",
        "Not a link; it has to begin with https:// or http://.",
    ),
    "problem.not_an_address": L("不是有效的邮箱地址。", "This is not a mail address."),
    "problem.not_yes_or_no": L("请选择“是”或“否”。", "Choose yes or no."),
    "problem.not_confirmed_here": L(
        "{code} 在本环节没有已确认的内容可以重新打开。", "{code} has nothing confirmed here to reopen."
    ),
    "problem.not_confirmed_there": L(
        "这些事项在那一环节没有确认过：{codes}。", "Not confirmed in that stage: {codes}."
    ),
    "problem.nothing_to_extend": L("{code} 没有期限可以延长。", "{code} has no date to extend."),
    "problem.overdue_already": L(
        "{code} 已于 {due} 到期，不能再延期。", "{code} was due on {due}; too late to extend."
    ),
    "problem.asked_already": L(
        "{code} 已申请延至 {until}，正在等待审批。",
        "{code}: {until} has already been requested and is waiting for an answer.",
    ),
    "problem.nothing_asked": L("{code} 没有待批的延期申请。", "{code}: no request is waiting for an answer."),
    "problem.statutory": L("{code} 是法定期限，不能延长。", "{code} is set by law and cannot be extended."),
    "problem.nothing_to_object": L(
        "没有可以提出异议的公示或决定。", "There is nothing of that kind to object to."
    ),
    "problem.window_closed": L("异议期已于 {last} 结束。", "The time for objections ended on {last}."),
    "problem.impossible": L("数值超出可以记录的范围。", "This number cannot be recorded."),
    "problem.negative": L("不能为负数。", "It cannot be negative."),
    "problem.not_whole": L("请填写整数。", "Enter a whole number."),
    "problem.answered_already": L("已经答复过。", "Already answered."),
    "problem.registered_already": L("“{given}”已经登记过。", "{given} has already been registered."),
    "problem.out_of_range": L("超出允许的范围：{from} 至 {to}。", "Out of range: {from} to {to}."),
    "problem.after_last_day": L(
        "补正的最后一天是 {last}，不能晚于这一天。",
        "The rework ends on {last}; choose that day or an earlier one.",
    ),
    "problem.in_the_past": L("不能早于今天。", "It cannot lie in the past."),
    "problem.before_since": L("不能早于开始日期 {since}。", "It cannot lie before {since}, when it began."),
    "problem.unreadable": L(
        "文件无法读取，请重新导出后上传。", "The file cannot be read; export it again and upload that."
    ),
    "problem.taken": L("已被占用，请换一个。", "Already in use; choose another."),
    # The register
    "problem.takes_no_part": L(
        "“{name}”这类单位不参与项目。", "{name} is of a kind that takes no part in projects."
    ),
    "problem.takes_part_already": L("“{name}”已经参与本项目。", "{name} already takes part."),
    "problem.officer_missing": L(
        "还没有项目专员，请先指派。", "There is no project officer yet; assign one first."
    ),
    "problem.no_seat": L("这个岗位不按项目就任。", "That office is not filled project by project."),
    "problem.not_eligible": L(
        "此人不具备担任该岗位的资格，请先由管理员授予。",
        "This person cannot hold that office; an administrator grants it first.",
    ),
    "problem.archived_already": L("项目已于 {on} 归档。", "Already archived on {on}."),
    "problem.duties_open": L("还有事项未办结：{codes}。", "Still open: {codes}."),
    # Duties, rounds and facts
    "problem.nobody_confirms": L(
        "{code} 没有可以确认的人，请联系项目专员。", "Nobody can confirm {code}; ask the project officer."
    ),
    "problem.not_waivable": L("{code} 不可豁免。", "{code} cannot be waived."),
    "problem.evidence_missing": L(
        "还缺必要的证明材料，见下方清单。", "Evidence is missing; see the list below."
    ),
    "problem.decide_the_round": L(
        "关口正在审议，请在决策中选择暂缓。", "The gate is under review; choose hold in the decision."
    ),
    "problem.option_not_open": L("现在不能选这一项。", "This option is not available now."),
    "problem.used_up": L(
        "这一项最多用 {times} 次，已经用完。",
        "This option may be chosen only so many times ({times}), and has been.",
        "This option may be chosen only once, and has been.",
    ),
    "problem.reasons_missing": L(
        "请对每一条未满足的建议项写明理由。", "Give a reason for each recommended criterion that is not met."
    ),
    "problem.recorded_already": L(
        "已经记录过；如需改动请用“更正”。", "Already recorded; use “correct” to change it."
    ),
    "problem.not_recorded": L("还没有记录，无可更正。", "Not recorded yet, so there is nothing to correct."),
    "problem.computed": L("此项由系统计算，不能填写。", "The system computes this; it cannot be entered."),
    "problem.no_such_document": L("没有这份材料。", "There is no such document."),
    "problem.document_missing": L("请选择作为依据的材料。", "Choose the document that shows it."),
    "problem.other": L(
        "这一项不符合要求，请检查后重填。", "This cannot be accepted; please check it and enter it again."
    ),
    # Passwords and accounts
    "problem.too_few_classes": L(
        "请混用大写字母、小写字母、数字、其他字符中的至少 {needed} 类，现在只有 {found} 类。",
        "Mix at least {needed} of capitals, small letters, digits and others; this has {found}.",
    ),
    "problem.contains_name": L(
        "口令里不要包含姓名或登录名。", "The password may not contain your name or login."
    ),
    "problem.common": L("这个口令太常见，容易被猜到。", "This password is too easy to guess."),
    "problem.used_before": L(
        "最近 {remembered} 次用过的口令不能再用。",
        "This is one of your last {remembered} passwords; choose a new one.",
    ),
    "problem.not_the_same": L("两次输入的口令不一致。", "The two passwords are not the same."),
    "problem.wrong_password": L("当前口令不对。", "The present password is not correct."),
    "problem.already_member": L("已是“{name}”的成员。", "Already a member of {name}."),
    "problem.closed": L("“{name}”已停用。", "{name} is closed."),
    "problem.administrators_apart": L(
        "管理员岗位与业务岗位不能由同一人担任，三类管理员之间也不能兼任。",
        "Administrators hold no business office, and each of the three administrator offices goes to a different person.",
    ),
    "problem.already_held": L("已担任此岗位。", "Already holds this office."),
    # Files
    "problem.too_large": L(
        "文件太大，上限 {limit_mib} MiB。", "The file is too large; at most {limit_mib} MiB."
    ),
    "problem.empty": L("文件是空的。", "The file is empty."),
    "problem.name": L("文件名不可用，请改名后上传。", "The file name cannot be used; rename the file."),
    "problem.type_not_allowed": L(
        "不接受“{extension}”类型的文件。", "Files of type “{extension}” are not accepted."
    ),
    "problem.content_disagrees": L(
        "文件内容与扩展名不符，或夹带了其他内容。", "The content does not match the file's extension."
    ),
    "problem.encrypted": L(
        "文件已加密，请去掉密码后上传。", "The file is encrypted; remove its password and upload it again."
    ),
    "problem.macros": L(
        "文件含有宏，请另存为不含宏的格式。",
        "The file contains macros; save it without them and upload it again.",
    ),
    "problem.external_links": L(
        "文件引用了外部内容，请断开链接后上传。",
        "The file links to outside content; remove the links and upload it again.",
    ),
    "problem.bomb": L("压缩内容异常，无法接受。", "The compressed content is abnormal and was refused."),
}
