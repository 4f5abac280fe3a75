"""The way around a demonstration, and the help beside a duty."""

from web.labels.label import L

TEXTS = {
    "tour.title": L("示例导览", "Show me around"),
    "tour.hello": L("{name}，先看这几处", "{name}, look here first"),
    "tour.lead.bureau": L(
        "您现在是主管部门的人员，看得到全部示例项目。每一处一分钟。",
        "You work in the bureau here and see every project of the demonstration. Each stop takes a minute.",
    ),
    "tour.lead.party": L(
        "您现在是参与单位的人员，只看得到本单位参与的项目。每一处一分钟。",
        "You belong to an organisation that takes part and see only its projects. Each stop takes a minute.",
    ),
    "tour.lead.administrator": L(
        "您现在是管理员：管人员和设置，看不到项目。",
        "You are an administrator: you see people and settings, but no projects.",
    ),
    "tour.my_work": L("我的待办", "My work"),
    "tour.my_work.say": L(
        "逾期的、本周到期的、等别人的，一行一件事，一个按钮直达办理页。",
        "What is late, what is due this week and whom you are waiting for: one line each, with a button to its form.",
    ),
    "tour.red": L("一个亮红灯的项目：为什么", "A red project, and why"),
    "tour.red.say": L(
        "“能否推进”说清还差什么、等谁、从哪天起，以及最短的出路。",
        "It shows what is still missing, who has to act and since when, and the shortest way out.",
    ),
    "tour.review": L("一个正在审议的关口", "A gate under review"),
    "tour.review.say": L(
        "建议、听取意见、决定由不同的人办；决定前看得到会通知谁、锁定什么。",
        "Proposed, heard and decided by different people; before deciding you see who will be told and what will be locked.",
    ),
    "tour.history": L("一个项目的履历", "The history of a project"),
    "tour.history.say": L(
        "每一步只增不改、首尾相连；点“当日状态”看那一天的项目。",
        "Append-only and chained; “as of this day” shows the project as it stood then.",
    ),
    "tour.register": L("项目库看板", "The register as a board"),
    "tour.register.say": L(
        "试试搜索“灯:红”或一个条款编号；勾选后可以批量办理。",
        "Try searching for light:red or a clause code; tick some projects to act on them together.",
    ),
    "tour.overview": L("一张图", "The overview"),
    "tour.overview.say": L(
        "目标、漏斗、用时、拖得最久的十项；每个数字都能点开，每个月都能重算核对。",
        "Targets, funnel, time in each stage, the ten most overdue projects; every figure opens, every month can be counted again.",
    ),
    "tour.organisation": L("本单位", "Your organisation"),
    "tour.organisation.say": L(
        "所有项目里轮到本单位的事，按期限排好；可打印成工作清单。",
        "Everything your organisation has to do in all its projects, by day; it prints as a work list.",
    ),
    "tour.duty": L("最急的一件事", "The most urgent thing"),
    "tour.duty.say": L(
        "交什么、给谁确认、哪天到期、为什么要做，都在这一页。",
        "What to hand in, who confirms it, by when, and what it is for: all on this page.",
    ),
    "tour.project": L("一个项目的全貌", "A whole project"),
    "tour.project.say": L(
        "走到哪一步、各方各自的清单、下一个期限、最近发生了什么。",
        "Where it stands, each party's list, the next dates, what happened last.",
    ),
    "tour.issue": L("遇到问题时", "When something is in the way"),
    "tour.issue.say": L(
        "把缺场地、缺资金这类问题列入清单，指明由谁解决，全程跟到关闭。",
        "Put it on the list of issues with who is to solve it; it is followed until it is closed.",
    ),
    "tour.inbox": L("通知", "Notices"),
    "tour.inbox.say": L(
        "每条说清项目、要办什么、哪天之前，以及为什么发给您。",
        "Each names the project, what is wanted by when, and why you get it.",
    ),
    "tour.handbook": L("工作手册", "The handbook"),
    "tour.handbook.say": L(
        "和系统执行的是同一份标准：先列自己的事，再列别人的。",
        "The very standard that the system carries out: your own list first, then everybody else's.",
    ),
    "tour.administration": L("管理", "Administration"),
    "tour.administration.say": L(
        "单位、人员、岗位、会话和日历都在这里。", "Organisations, people, offices, sessions and the calendar."
    ),
    "tour.as": L("换一个身份看", "See it as somebody else"),
    "tour.as.say": L(
        "按下即以该身份登录，从该身份的导览看起。只有示例数据才有。",
        "One click signs you in as that person and starts their tour. This exists in a demonstration only.",
    ),
    "tour.others": L(
        "想看别的身份：退出后用另一个登录名登录，口令在启动示例的窗口里。",
        "To see it as somebody else, sign out and sign in again; the passwords were printed where the demonstration was started.",
    ),
    "tour.begin": L("开始使用", "Begin"),
    "duty.help": L("怎么做、为什么、逾期会怎样", "How, why, and what if it is late"),
    "duty.help.paper": L("《{name}》里写什么", "What “{name}” contains"),
    "duty.help.pledge": L("签署即声明：", "Whoever signs declares: "),
    "duty.help.facts": L("从材料中记录", "Facts read from it"),
    "duty.help.criteria": L("{gate}要看的条件", "What {gate} tests in it"),
    "duty.help.then": L("办完后才能开始", "What waits for it"),
    "duty.help.calls": L("到期前后的提醒和催办", "Reminders around its due date"),
    "duty.help.from": L("以上均出自标准 {version}。", "All of this is from standard {version}."),
}
