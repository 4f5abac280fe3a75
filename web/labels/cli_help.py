"""The help of the command line: `help.GROUP.COMMAND`, `help:PARAMETER`, or a command's own with both."""

from web.labels.label import L

TEXTS = {
    "help": L(
        "科技成果转化全生命周期管理。", "Guides research results from discovery to industry by one standard."
    ),
    "help.serve": L("启动网站。", "Serve the website."),
    "help.init": L(
        "建立数据库、工作日历和首位系统管理员，打印一次性登录链接。不设默认口令。",
        "Make the database, the working calendar and the first system administrator, and print a one-time sign-in "
        "link. There is no default password. Run again, it changes nothing.",
    ),
    "help.migrate": L("升级数据库的表。", "Bring the tables up to date."),
    "help.tick": L(
        "办理到期的系统事项：周期事项、补正和暂停到期、日历变更、催办提醒、信函发送。",
        "Do what the system does by itself when a day has come: the next period of a repeating duty, a rework or a "
        "hold that has run out, dates that an amended calendar moves, reminders, letters.",
    ),
    "help.verify": L(
        "核对每个项目：履历链完整，各表与履历一致，推算结果一致。",
        "Check every project: the chain of its history is whole, every row and column is what the history says, and "
        "what follows from the rest is so when computed again.",
    ),
    "help.import": L(
        "按映射文件把 CSV 表导入项目库，每行成为一个待筛查的草稿。重复导入不会重复登记。",
        "Fill the register from a CSV file: every row becomes a draft that awaits screening. All or nothing; records already in the register are left alone.",
    ),
    "help.standard": L("标准。", "The standard."),
    "help.standard.check": L(
        "检查一个标准文件夹；不指定则检查现行标准。",
        "List everything that is wrong with a definition; without a folder, check the standard in force.",
    ),
    "help.standard.show": L(
        "显示一版标准；不指定则为现行标准。", "Show a released version; without one, the one in force."
    ),
    "help.project": L("项目。", "Projects."),
    "help.project.new": L("登记项目草稿。", "Register a project as a draft."),
    "help.project.list": L(
        "列出看得到的项目；加 --export 则把整个列表写入 .xlsx 或 .csv 文件，并记入访问日志。",
        "List the projects this person may see; with --export write the whole list to an .xlsx or .csv file, which is "
        "noted in the access log.",
    ),
    "help.project.bulk": L(
        "对多个项目做同一件事：逐个办理、逐个记入履历，注明同一批号。--dry-run 只说会怎样。",
        "Do one act on many projects, each by itself and in its own history, under one number. --dry-run only says what "
        "would happen.",
    ),
    "help.project.show": L("显示一个项目。", "Show a project."),
    "help.project.why": L(
        "说明为什么还不能推进：逐条列出阻碍、由谁办理、最早何时。",
        "Say why a project cannot move on: every blocker, who clears it, and the earliest day.",
    ),
    "help.project.history": L(
        "显示履历，最新的在前，每次 50 条。", "Show the history, newest first, fifty events at a time."
    ),
    "help.project.submit": L("提交草稿，进入第一个环节。", "Submit a draft into its first stage."),
    "help.project.seat": L("安排某人在本项目担任某岗位。", "Give an office of this project to a person."),
    "help.project.party": L("引入参与单位。", "Let an organisation take part."),
    "help.project.hold": L("暂停项目。", "Hold a project for a time."),
    "help.project.resume": L("恢复项目。", "Resume a project that is on hold."),
    "help.project.archive": L("归档已结束的项目。", "File a project that has ended."),
    "help.project.ask-extension": L("申请延长里程碑的期限。", "Ask for a later due day for a milestone."),
    "help.project.ask-extension:milestone": L("里程碑编码。", "Code of the milestone."),
    "help.project.refuse-extension": L(
        "不同意延期申请，写明理由。", "Refuse the later day that was asked for."
    ),
    "help.project.refuse-extension:milestone": L("里程碑编码。", "Code of the milestone."),
    "help.project.extend": L("延长里程碑的期限。", "Set a later due day for a milestone."),
    "help.project.object": L(
        "对报告、公示或关口决定提出异议。", "Object to a report, a publicity notice or a decision."
    ),
    "help.project.reply": L("答复异议。", "Answer an objection."),
    "help.project.withdraw": L("撤回项目。", "Withdraw a project."),
    "help.project.terminate": L("终止项目，写明原因。", "End a project that cannot go on, with its cause."),
    "help.project.reenter": L(
        "已结束的项目再次入库，登记为新草稿。", "Register a new draft for a project that has ended."
    ),
    "help.duty.reopen": L("重新打开已确认的事项。", "Open a confirmed duty again."),
    "help.gate.revoke": L(
        "撤销上一关口的决定，退回该环节补正。",
        "Undo the decision that led here: the project goes back to the stage before, in rework.",
    ),
    "help.duty": L("职责事项。", "Duties."),
    "help.duty.list": L("列出当前环节的事项。", "List the duties of the present stage."),
    "help.duty.do": L(
        "办理事项并提交确认，附上证明材料。", "Do a duty: attach its evidence and submit it for confirmation."
    ),
    "help.duty.confirm": L("确认已提交的事项。", "Confirm a submitted duty."),
    "help.duty.return": L(
        "退回已提交的事项，说明要改什么。", "Return a submitted duty and say what has to change."
    ),
    "help.duty.return:only": L(
        "只退回这一类材料（可多次给出）；不给则全部可改。",
        "Only this kind of evidence is to be changed (may be repeated); without it, all.",
    ),
    "help.duty.waive": L("豁免事项，写明理由。", "Excuse a duty for good, with a reason."),
    "help.fact": L("事实。", "Facts."),
    "help.fact.record": L("记录事实。", "Record a fact."),
    "help.fact.correct": L("更正事实；不给新值则撤回。", "Correct a fact; without a value it is withdrawn."),
    "help.fact.list": L(
        "列出目前相关的事实，以及可作依据的材料。",
        "List the facts that matter now, and the documents that can show them.",
    ),
    "help.gate": L("关口。", "Gates."),
    "help.gate.why": L(
        "说明为什么还不能推进：逐条列出阻碍、由谁办理、最早何时。",
        "Say why a gate is shut: every blocker, who clears it, and the earliest day.",
    ),
    "help.gate.request": L("提请关口决策。", "Ask for the decision on the present gate."),
    "help.gate.propose": L("提出决策建议。", "Propose one of the gate's options."),
    "help.gate.consult": L("记录被征求意见岗位的意见。", "Record what a consulted office says."),
    "help.gate.decide": L("作出决策。", "Decide the open round."),
    "help.gate.resubmit": L("补正后再次提交关口。", "Return to the gate after rework."),
    "help.debt": L("容缺和附带条件。", "What is owed later: conditions, defects, back-fills."),
    "help.debt.list": L("列出容缺和附带条件。", "List what is owed."),
    "help.debt.answer": L("答复如何办结。", "Say how a debt was put right."),
    "help.debt.settle": L("核销。", "Accept the answer."),
    "help.user": L("人员（由本机管理员操作）。", "People, for whoever runs the machine."),
    "help.user.add": L("登记人员，打印一次性登录链接。", "Enter a person and print a one-time sign-in link."),
    "help.user.invite": L(
        "给人员一个新的一次性登录链接，旧链接作废。", "Print a new one-time link; earlier ones stop working."
    ),
    "help.user.appoint": L("任命岗位。", "Give an office to a person."),
    "help.user.dismiss": L("免去岗位。", "Take an office from a person."),
    "help.user.close": L(
        "停用账号：退出所有单位和岗位，登录失效。", "Close an account: memberships, offices and sessions end."
    ),
    "help.user.list": L("列出人员和岗位。", "List people and their offices."),
    "help.org": L("单位（由本机管理员操作）。", "Organisations, for whoever runs the machine."),
    "help.org.add": L("登记单位。", "Enter an organisation."),
    "help.org.join": L("让人员加入单位。", "Make a person a member."),
    "help.org.leave": L("让人员离开单位。", "End a membership."),
    "help.org.list": L("列出单位。", "List the organisations."),
    "help.demo": L("示例数据（全部虚构）。", "The demonstration set; everything in it is invented."),
    "help.demo.build": L(
        "生成示例数据并打印登录名和口令；已有则直接打印。",
        "Build the set and print logins and passwords; one that is there is kept.",
    ),
    "help.demo.serve": L(
        "启动示例网站，没有示例数据时先生成。",
        "Serve the demonstration; build it first when it is not there.",
    ),
    # Parameters that several commands share
    "help:help": L("显示说明。", "Show this text."),
    "help:login": L("以谁的身份操作；也可用 LIFECYCLE_AS。", "As whom to act; also LIFECYCLE_AS."),
    "help:as_json": L("输出 JSON。", "Answer in JSON."),
    "help:host": L("监听地址。", "Address to listen on."),
    "help:port": L("监听端口；也可用 PORT。", "Port to listen on; also PORT."),
    "help:address": L("链接所用的网站地址。", "Address of the website, for the link."),
    "help:number": L("项目编号。", "Number of the project."),
    "help:code": L("事项编码。", "Code of the duty."),
    "help:reason": L("理由。", "The reason."),
    "help:until": L("截止日，如 2026-03-18。", "Last day, like 2026-03-18."),
    "help:condition": L("恢复的条件。", "What has to be true before it resumes."),
    "help:review_on": L("复核日期。", "Day on which the condition is looked at."),
    "help:document": L(
        "作为依据的材料编号（见 fact list）。", "Number of the document that shows it (see fact list)."
    ),
    "help:occurrence": L("第几次（重复事项）。", "Which occurrence of a repeating duty."),
    "help:name": L("姓名或名称。", "Name."),
    "help:option": L("决策选项编码。", "Code of the option."),
    "help:office": L("岗位编码。", "Code of the office."),
    "help:n": L("序号。", "Number of the debt."),
    "help:fresh": L("重新生成，原有示例数据作废。", "Build anew; the set that is there is thrown away."),
    "help:owed": L("还要办结的事，可多次。", "Something to be put right; repeatable."),
    "help:cause": L("原因编码。", "Code of the cause."),
    "help:title": L("名称，最多 120 字。", "Title, 120 characters at most."),
    "help:summary": L("简介。", "Summary."),
    "help:text": L("答复。", "The answer."),
    # Parameters of one command
    "help.project.extend:milestone": L("里程碑编码。", "Code of the milestone."),
    "help.project.object:about": L(
        "里程碑编码，或 gate_decision（最近一次关口决定）。",
        "Code of a milestone, or gate_decision for the last decision.",
    ),
    "help.gate.revoke:struck": L(
        "要重新办理的事项编码，可多次。", "Code of a duty to be done again; repeatable."
    ),
    "help.init:login": L("管理员的登录名。", "Login of the administrator."),
    "help.init:name": L("管理员的姓名。", "Name of the administrator."),
    "help.tick:forever": L("一直运行。", "Go on until stopped."),
    "help.tick:every": L("每隔多少秒。", "Seconds between two runs."),
    "help.import:file": L("CSV 文件，UTF-8 或 GB18030。", "CSV file in UTF-8 or GB18030."),
    "help.import:mapping": L("映射文件（YAML）：各列是什么。", "Map (YAML): what the columns mean."),
    "help.import:dry_run": L("只说明结果，不写入。", "Say what would happen; write nothing."),
    "help.import:leave_out": L(
        "略过有问题的行，导入其余。", "Leave out the rows that are wrong and take the others."
    ),
    "help.standard.check:folder": L("标准文件夹。", "Folder of a definition."),
    "help.standard.show:version": L("版本号。", "Version."),
    "help.project.new:parties": L(
        "参与单位的编码，可多次。", "Code of an organisation that takes part; repeatable."
    ),
    "help.project.new:version": L(
        "标准版本，默认现行。", "Version of the standard; that in force by default."
    ),
    "help.project.bulk:act": L("做什么。", "What is done."),
    "help.project.bulk:numbers": L("项目编号，可多个。", "Numbers of projects."),
    "help.project.bulk:search": L(
        "在办项目中搜索到的全部，与 project list --search 相同。",
        "All open projects that a search finds, as in project list --search.",
    ),
    "help.project.bulk:reason": L(
        "换人的理由（已有专员的项目必填）。", "Why the seat changes hands; needed where somebody leaves it."
    ),
    "help.project.bulk:person": L(
        "项目专员的登录名（assign_officer）。", "Login of the officer, for assign_officer."
    ),
    "help.project.bulk:organisation": L(
        "参与单位的编码（bring_party）。", "Code of the organisation, for bring_party."
    ),
    "help.project.bulk:dry_run": L("只预告，不办理。", "Only say what would happen."),
    "help.project.list:stage": L("环节编码。", "Code of a stage."),
    "help.project.list:search": L(
        "与屏幕搜索框相同：文字、条款编号、筛选词（如 灯:红 逾期>5）。",
        "What the search box takes: words, clause codes, filter words such as light:red overdue>5.",
    ),
    "help.project.list:state": L("办理状态。", "How the projects stand."),
    "help.project.list:sort": L(
        "排序：期限最近、最新登记、最早登记、在环节最久。",
        "Order: next due, newest, oldest, longest in stage.",
    ),
    "help.project.list:file": L(
        "写入此文件；后缀决定格式。", "Write to this file; its suffix says the format."
    ),
    "help.project.list:columns": L(
        "列，用逗号分隔，如 stage,light,due。", "Columns between commas, such as stage,light,due."
    ),
    "help.project.list:light": L("亮灯颜色。", "Colour of the light."),
    "help.project.list:after": L("从此编号之后开始。", "Begin after this number."),
    "help.project.list:limit": L("最多列出多少个。", "How many at most."),
    "help.project.history:before": L("从这一条之前开始。", "Begin before this event."),
    "help.project.seat:who": L("就任者的登录名。", "Login of whoever takes the seat."),
    "help.project.party:organisation": L("单位编码。", "Code of the organisation."),
    "help.duty.list:only_open": L("只列未办结的。", "Open ones only."),
    "help.duty.list:only_mine": L("只列我现在能办的。", "Only those this person can act on now."),
    "help.duty.do:texts": L("文字材料，可多次。", "Evidence as text; repeatable."),
    "help.duty.do:links": L("网址材料，可多次。", "Evidence as a link; repeatable."),
    "help.duty.do:numbers": L("数字或文号，可多次。", "Evidence as a number; repeatable."),
    "help.duty.do:dates": L("日期，可多次。", "Evidence as a day; repeatable."),
    "help.duty.do:files": L("文件，可多次。", "Evidence as a file; repeatable."),
    "help.duty.do:keep": L("只保存材料，先不提交。", "Keep the evidence; do not submit yet."),
    "help.fact.record:name": L("事实名称。", "Name of the fact."),
    "help.fact.record:value": L(
        "值：是/否、数字、日期或选项。", "Value: yes or no, a number, a day or one of a list."
    ),
    "help.fact.correct:name": L("事实名称。", "Name of the fact."),
    "help.fact.correct:value": L("新值。", "The new value."),
    "help.gate.consult:opinion": L("意见。", "What the office says."),
    "help.gate.decide:reasons": L(
        "对未满足的推荐条件或未听取的意见说明理由，可多次。",
        "A reason for an unmet recommended criterion or an office not heard; repeatable.",
    ),
    "help.user.add:login": L("登录名。", "Login."),
    "help.user.add:email": L("邮箱。", "Mail address."),
    "help.user.add:language": L("界面语言。", "Language of the screens."),
    "help.user.add:domain": L("作为三员之一。", "Make them one of the three administrators."),
    "help.user.invite:login": L("登录名。", "Login."),
    "help.user.appoint:login": L("登录名。", "Login."),
    "help.user.dismiss:login": L("登录名。", "Login."),
    "help.user.close:login": L("登录名。", "Login."),
    "help.org.add:code": L("单位编码。", "Code of the organisation."),
    "help.org.add:kind": L("单位类别编码。", "Code of the kind."),
    "help.org.join:code": L("单位编码。", "Code of the organisation."),
    "help.org.join:login": L("登录名。", "Login."),
    "help.org.leave:code": L("单位编码。", "Code of the organisation."),
    "help.org.leave:login": L("登录名。", "Login."),
    "help.org.head": L(
        "指定单位负责人（逾期时告知）或单位管理员（有人缺位时代收）。",
        "Name the head of an organisation, who is told what its people are late with, or its administrator, who is "
        "told where somebody is missing.",
    ),
    "help.org.head:code": L("单位编码。", "Code of the organisation."),
    "help.org.head:login": L("登录名，须为该单位人员。", "Login of one of its people."),
    "help.org.head:administrator": L(
        "指定为管理员，而不是负责人。", "As its administrator instead of its head."
    ),
    "help.org.head:end": L("不再担任。", "No longer."),
    "help.status": L(
        "定时任务是否运行、还有多少待发、哪些发不出去；有报警时以 1 退出。",
        "Whether a clock runs, what waits to be sent, and what cannot be sent; ends with 1 when there is an alarm.",
    ),
    "help.remind": L(
        "打印这一天谁会收到什么提醒、为什么；不发送。",
        "Print who would be reminded of what on a day, and why. Nothing is sent.",
    ),
    "help.remind:dry_run": L(
        "只打印；必须给出，提醒由 tick 发送。", "Print only. Required: sending is done by “tick”."
    ),
    "help.remind:day": L("哪一天，默认今天。", "The day; today by default."),
    "help.letter": L("发不出去的信函。", "Letters that could not be delivered."),
    "help.letter.dead": L("列出发不出去的信函及原因。", "List them, with the reason."),
    "help.letter.resend": L("重新发送，信函编号不变。", "Try them again, under the same message id."),
    "help.letter.resend:letters": L("信函编号，可多个。", "Numbers of letters; several may be given."),
    "help.calendar": L("工作日历。", "The working calendar."),
    "help.calendar.show": L(
        "列出一年中与平常周不同的日子。", "List the days of a year that differ from the plain week."
    ),
    "help.calendar.show:year": L("年份。", "The year."),
    "help.calendar.import": L(
        "录入一年的放假通知；先列出会移动的期限。",
        "Take in a year's holiday notice. Lists the due dates that it moves; the clock then moves them.",
    ),
    "help.calendar.import:file": L(
        "CSV 文件，首行含 date、kind（off 或 work），可有 name。",
        "CSV file whose first line names date and kind (off or work), and if wanted name.",
    ),
    "help.calendar.import:year": L(
        "年份；文件中其他年份略过。", "The year; other years in the file are ignored."
    ),
    "help.calendar.import:title": L("通知的名称或文号。", "How the notice is cited."),
    "help.calendar.import:dry_run": L("只说明会移动什么，不写入。", "Say what would move; write nothing."),
}
