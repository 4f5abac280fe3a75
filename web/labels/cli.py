"""What the command line says."""

from web.labels.label import L

TEXTS = {
    "cli.batch_refused": L(
        "有 {n} 个项目没有办成。", "{n} projects were not done.", "1 project was not done."
    ),
    "cli.exported": L(
        "已写入 {file}：{n} 行，校验码 {check}。",
        "{file}: {n} rows, check code {check}.",
        "{file}: 1 row, check code {check}.",
    ),
    "cli.not_understood": L("没有看懂：{words}。", "Not understood: {words}."),
    "cli.receipt": L("{number}：已记入履历第 {seq} 条。", "{number}: recorded as event {seq}."),
    "cli.as_whom": L(
        "请用 --as 登录名（或环境变量 {variable}）说明以谁的身份操作。",
        "Say as whom you act: --as LOGIN, or the variable {variable}.",
    ),
    "cli.not_migrated": L(
        "数据库还没有建表或版本过旧。新装请运行 lifecycle init，升级请运行 lifecycle migrate。",
        "The tables are missing or old. Run “lifecycle init” for a new database, “lifecycle migrate” after an upgrade.",
    ),
    "cli.not_found": L("没有找到，或无权查看：{what}。", "Not found, or not for you to see: {what}."),
    "cli.what.person": L("人员", "person"),
    "cli.what.organisation": L("单位", "organisation"),
    "cli.what.project": L("项目", "project"),
    "cli.what.duty": L("事项", "duty"),
    "cli.what.round": L("决策轮次", "round"),
    "cli.what.opinion": L("征求意见", "opinion"),
    "cli.what.debt": L("容缺或附带条件", "debt"),
    "cli.what.office": L("岗位", "office"),
    "cli.what.membership": L("成员关系", "membership"),
    "cli.what.stage": L("环节", "stage"),
    "cli.no_such_move": L(
        "项目现为 {state}，没有这一流转；可用的有：{possible}。",
        "The project is {state} and has no such move; there are: {possible}.",
    ),
    "cli.unavailable": L(
        "数据库现在不能使用，没有改动任何数据：{why}",
        "The database cannot be used now; nothing was changed: {why}",
    ),
    "cli.refused": L("未执行：{why}", "Refused: {why}"),
    "cli.file": L("文件 {name} 无法使用：{why}", "The file {name} cannot be used: {why}"),
    "cli.system": L("系统", "the system"),
    "cli.nobody": L("不由某一方办理", "No single party"),
    # What clears a blocker
    "cli.act.complete_duty": L("待办理", "to be done by"),
    "cli.act.confirm_duty": L("待确认", "to be confirmed by"),
    "cli.act.record_fact": L("待记录", "to be recorded by"),
    "cli.act.answer_debt": L("待答复", "to be answered by"),
    "cli.act.settle_debt": L("待核销", "to be settled, owed by"),
    "cli.act.wait": L("等待", "waits"),
    "cli.waits_for": L("须先完成 {clause}", "after {clause}"),
    "cli.not_before": L("最早 {day}", "not before {day}"),
    "cli.absent": L("该主体尚未参与", "nobody takes part who could do it"),
    "cli.gate_open": L("关口 {gate}：没有阻碍，可以推进。", "Gate {gate}: nothing bars it."),
    "cli.gate_shut": L(
        "关口 {gate}：还差 {n} 项。", "Gate {gate}: {n} things bar it.", "Gate {gate}: one thing bars it."
    ),
    "cli.earliest": L(
        "都在今天办理的话，最早 {day} 可以推进。", "If everybody acts today, the earliest day is {day}."
    ),
    "cli.check": L("共 {count} 条；校验码 {check}。", "Events: {count}; check code {check}."),
    # Running
    "cli.serving": L("网站已启动：{address}（按 Ctrl+C 停止）", "Serving on {address} (Ctrl+C stops)"),
    "cli.migrated": L("数据库已是最新版本。", "The tables are up to date."),
    "cli.init_done": L(
        "数据库已建立。首位系统管理员：{login}\n一次性登录链接（24 小时内有效，只能用一次）：\n{link}",
        "The database is ready. First system administrator: {login}\n"
        "One-time sign-in link (good for 24 hours, once):\n{link}",
    ),
    "cli.init_done_before": L(
        "数据库已建立，系统管理员已存在。需要新的登录链接请运行 lifecycle user invite 登录名。",
        "The database is ready and has a system administrator. For a new link: lifecycle user invite LOGIN.",
    ),
    "cli.ticked": L(
        "系统办理了 {n} 项到期事项。",
        "The system did {n} acts that were due.",
        "The system did one act that was due.",
    ),
    "cli.verifying": L("核对履历", "Verifying"),
    "cli.verified": L("已核对 {count} 个项目，{n} 处不符。", "Projects verified: {count}; findings: {n}."),
    "cli.verify_failed": L("数据与履历不符，见上。", "The data differ from the history; see above."),
    "cli.found.history_missing": L("没有履历", "has no history"),
    "cli.found.link_broken": L(
        "履历链断开：这一条或前一条被改动、删除或插入",
        "the chain is broken: this event or the one before was changed",
    ),
    "cli.found.event_unreadable": L("履历内容无法读取", "the event cannot be read"),
    "cli.found.head_differs": L(
        "与最新一条履历不符：末尾的履历缺失或项目被改动",
        "is not the newest event: events are missing at the end",
    ),
    "cli.found.row_missing": L("履历中有，表中没有", "the history has it, the table does not"),
    "cli.found.row_unexplained": L("表中有，履历中没有", "no event wrote this row"),
    "cli.found.row_unreadable": L("表中的内容无法读取", "a column holds what it cannot hold"),
    "cli.found.column_differs": L("与履历不符（履历 ≠ 表）", "differs from the history (history ≠ table)"),
    "cli.found.derived_differs": L(
        "推算结果不符（应为 ≠ 表）", "differs when computed again (computed ≠ table)"
    ),
    "cli.found.unseen": L("定时任务不会按时查看", "the clock would not look at it in time"),
    "cli.found.unsettled": L("期限或状态没有更新", "was not brought in line"),
    "cli.found.standard_missing": L("没有这一版标准", "the standard is not there"),
    "cli.found.words_changed": L("文字与履历中的校验值不符", "the words are not those that were said"),
    # The standard
    "cli.standard_problems": L(
        "标准有 {n} 处问题。", "The standard has {n} problems.", "The standard has one problem."
    ),
    "cli.standard_sound": L(
        "标准 {version} 没有问题：{stages} 个环节，{duties} 项职责，{milestones} 个里程碑，"
        "{criteria} 条准入条件（其中 {judged} 条由人判断）。",
        "Standard {version} is sound: {stages} stages, {duties} duties, {milestones} milestones, "
        "{criteria} criteria, {judged} of them judged by a person.",
    ),
    "cli.standard_head": L(
        "标准 {version}，自 {effective} 起施行\n{hash}",
        "Standard {version}, in force from {effective}\n{hash}",
    ),
    # People
    "cli.invited": L(
        "{login} 的一次性登录链接（24 小时内有效，只能用一次）：\n{link}",
        "One-time sign-in link of {login} (24 hours, once):\n{link}",
    ),
    "cli.appointed": L("{login} 已任 {office}。", "{login} now holds {office}."),
    "cli.dismissed": L("{login} 不再任 {office}。", "{login} no longer holds {office}."),
    "cli.closed": L("{login} 已停用。", "{login} is closed."),
    "cli.org_added": L("已登记单位 {code} {name}。", "Organisation {code} {name} entered."),
    "cli.org_joined": L("{login} 已加入“{name}”。", "{login} joined {name}."),
    "cli.org_left": L("{login} 已离开“{name}”。", "{login} left {name}."),
    # Import
    "cli.importing": L("导入", "Importing"),
    "cli.import_done": L(
        "新建草稿 {drafts} 个；已在库中 {known} 个；有问题 {wrong} 处。",
        "Drafts made: {drafts}; known already: {known}; problems: {wrong}.",
    ),
    "cli.import_would": L(
        "试运行，未写入：将新建草稿 {drafts} 个；已在库中 {known} 个；有问题 {wrong} 处。",
        "Dry run, nothing written. Drafts to make: {drafts}; known already: {known}; problems: {wrong}.",
    ),
    "cli.import_refused": L(
        "可以新建草稿 {drafts} 个；已在库中 {known} 个；有问题 {wrong} 处。",
        "Drafts that could be made: {drafts}; known already: {known}; problems: {wrong}.",
    ),
    "cli.import_nothing": L(
        "没有写入任何数据。请改正上述各行或映射文件，或用 --leave-out 略过这些行。",
        "Nothing was written. Correct these rows or the map, or leave the wrong rows out with --leave-out.",
    ),
    "cli.import_organisations": L(
        "新登记的单位 {n} 个：", "Organisations entered: {n}:", "One organisation entered:"
    ),
    "problem.not_text": L("不是 UTF-8 或 GB18030 文本。", "Not text in UTF-8 or GB18030."),
    "problem.no_header": L("第一行没有列名。", "The first line has no column names."),
    "problem.column_twice": L("列名重复：{columns}。", "Columns with the same name: {columns}."),
    "problem.not_csv": L("第 {line} 行起不是有效的 CSV：{why}。", "Not CSV from line {line} on: {why}."),
    "problem.no_such_column": L(
        "文件没有这些列：{columns}；现有：{header}。",
        "The file lacks these columns: {columns}; it has: {header}.",
    ),
    "problem.no_such_fact": L(
        "标准中没有可以记录的事实 {fact}。", "The standard has no fact {fact} that can be recorded."
    ),
    "problem.not_a_map": L("映射文件有误：", "The map is wrong:"),
    "problem.too_many_cells": L("这一行的单元格比列名多。", "More cells than columns."),
    "problem.too_few_cells": L("这一行缺单元格。", "Cells are missing in this row."),
    "problem.given_twice": L("文件中出现了两次。", "It is in the file twice."),
    "problem.not_a_pair": L("请写成 名称=内容，而不是“{given}”。", "Write NAME=VALUE, not “{given}”."),
    "problem.not_a_debt": L(
        "请写成 岗位,日期,内容，而不是“{given}”。", "Write OFFICE,DAY,WHAT, not “{given}”."
    ),
    "problem.no_such_file": L("没有文件“{given}”。", "There is no file “{given}”."),
    "field.map": L("映射文件", "map"),
    "field.--text": L("--text", "--text"),
    "field.--link": L("--link", "--link"),
    "field.--number": L("--number", "--number"),
    "field.--date": L("--date", "--date"),
    "field.--file": L("--file", "--file"),
    "field.--because": L("--because", "--because"),
    "field.--owe": L("--owe", "--owe"),
    "clause.is_bureau": L("只有主管部门的人员可以批量导入。", "Only the bureau's staff may import."),
    # The demonstration
    "cli.demo_building": L("生成示例数据", "Building the demonstration"),
    "cli.demo_serving": L(
        "示例已启动，请打开 {address}（按 Ctrl+C 停止）",
        "The demonstration runs: open {address} (Ctrl+C stops)",
    ),
    # States of duties
    "cli.duty_state.not_started": L("未开始", "not started"),
    "cli.duty_state.in_progress": L("进行中", "in progress"),
    "cli.duty_state.submitted": L("待确认", "submitted"),
    "cli.duty_state.changes_requested": L("已退回", "returned"),
    "cli.duty_state.changes_made": L("改后待确认", "submitted again"),
    "cli.duty_state.cannot_start": L("暂不能开始", "cannot start yet"),
    "cli.duty_state.confirmed": L("已确认", "confirmed"),
    "cli.duty_state.not_needed": L("不需办理", "not needed"),
    # Columns
    "cli.column.code": L("编码", "Code"),
    "cli.column.stage": L("环节", "Stage"),
    "cli.column.duties": L("事项", "Duties"),
    "cli.column.milestones": L("里程碑", "Milestones"),
    "cli.column.gate": L("关口", "Gate"),
    "cli.column.number": L("编号", "Number"),
    "cli.column.title": L("名称", "Title"),
    "cli.column.status": L("状态", "Status"),
    "cli.column.light": L("亮灯", "Light"),
    "cli.column.next_due": L("最近期限", "Next due"),
    "cli.column.open": L("未办结", "Open"),
    "cli.column.officer": L("项目专员", "Officer"),
    "cli.column.parties": L("参与单位", "Parties"),
    "cli.column.blockers": L("阻碍", "Blockers"),
    "cli.column.standard": L("标准", "Standard"),
    "cli.column.registered": L("登记日期", "Registered"),
    "cli.column.check": L("校验码", "Check code"),
    "cli.column.summary": L("简介", "Summary"),
    "cli.column.event": L("序号", "No."),
    "cli.column.at": L("时间", "At"),
    "cli.column.by": L("谁", "By"),
    "cli.column.what": L("事由", "What"),
    "cli.column.words": L("说明", "Words"),
    "cli.column.state": L("状态", "State"),
    "cli.column.due": L("期限", "Due"),
    "cli.column.doer": L("办理", "Doer"),
    "cli.column.confirmer": L("确认", "Confirmer"),
    "cli.column.duty": L("事项", "Duty"),
    "cli.column.fact": L("事实", "Fact"),
    "cli.column.value": L("值", "Value"),
    "cli.column.recorder": L("记录人", "Recorder"),
    "cli.column.text": L("含义", "Meaning"),
    "cli.column.n": L("序号", "No."),
    "cli.column.kind": L("类别", "Kind"),
    "cli.column.owner": L("责任岗位", "Owner"),
    "cli.column.answered": L("答复", "Answered"),
    "cli.column.settled": L("核销", "Settled"),
    "cli.column.line": L("行", "Line"),
    "cli.column.csv_column": L("列", "Column"),
    "cli.column.problem": L("问题", "Problem"),
    "cli.column.login": L("登录名", "Login"),
    "cli.column.name": L("姓名", "Name"),
    "cli.column.post": L("岗位", "Post"),
    "cli.column.password": L("口令", "Password"),
    "cli.column.offices": L("岗位", "Offices"),
    "cli.column.members": L("人数", "Members"),
    "cli.reference": L(
        "不带参数运行显示用法；--help 显示某个命令的说明。语言取自 LIFECYCLE_LANGUAGE，其次取自终端。",
        "Every command explains itself with `--help`, in the language of `LIFECYCLE_LANGUAGE` or of the terminal. "
        "Commands that act, or read, as somebody take `--as LOGIN` or the variable `LIFECYCLE_AS`; what that person "
        "may do is decided as it is in the browser. With `--json` the answer is for programs. Where the data are kept "
        "is said by `LIFECYCLE_HOME` and `LIFECYCLE_DATABASE_URL`.",
    ),
}
