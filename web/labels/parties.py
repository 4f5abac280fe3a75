"""An organisation's own page, and what outsiders read where the bureau reads something else."""

from web.labels.label import L

TEXTS = {
    "nav.party": L("本单位", "My organisation"),
    "nav.register.party": L("参与的项目", "My projects"),
    "project.crumb.party": L("参与的项目", "My projects"),
    "register.title.party": L("参与的项目", "My projects"),
    "party.mine": L("我的单位", "My organisations"),
    "party.mine.none": L("您还不属于任何单位", "You belong to no organisation yet"),
    "party.mine.none.hint": L(
        "请联系本单位的管理员，或区里的系统管理员，把您加入单位。",
        "Ask your organisation's administrator, or the system administrator, to add you.",
    ),
    "party.plan": L("工作清单", "Work list"),
    "party.projects": L("在办项目", "Projects"),
    "party.late": L("逾期事项", "Late"),
    "party.week": L("一周内到期", "Due within a week"),
    "party.red": L("红灯项目", "Red projects"),
    "party.work": L("本单位要办的事项", "What is to be done"),
    "party.work.other": L("该单位要办的事项", "What it has to do"),
    "party.work.none": L("现在没有要办的事项", "Nothing is to be done now"),
    "party.work.none.hint": L(
        "轮到本单位时会出现在这里，并发通知。", "New duties will appear here, and you will be told."
    ),
    "party.work.waits": L("前序事项未完成", "something has to come first"),
    "party.work.should": L("宜", "should"),
    "party.work.all": L("还有 {n} 项，全部显示", "{n} more: show all", "One more: show all"),
    "party.list": L("项目", "Projects"),
    "party.list.with": L("与谁一起", "With"),
    "party.list.next": L("本单位下一步", "Next"),
    "party.list.nothing": L("等待其他各方", "waiting for others"),
    "party.list.counts": L("待办 {n}", "{n} to do", "one to do"),
    "party.list.late": L("逾期 {n}", "{n} late", "one late"),
    "party.list.none": L("没有项目", "No project"),
    "party.partner": L("{name}（{role}）", "{name} ({role})"),
    "party.partners": L("按合作单位查看", "By partner"),
    "party.partners.more": L("另有 {n} 家单位", "{n} more organisations", "One more organisation"),
    "party.members": L("本单位人员", "People"),
    "party.head": L("负责人", "head"),
    "party.administrator": L("管理员", "administrator"),
    "party.print": L("打印或下载", "Print or download"),
    "party.print.see": L("查看{plan}", "View: {plan}"),
    "party.print.hint": L(
        "按截止日期排列的全部事项、日期和责任条款。", "All duties by day, with dates and clauses."
    ),
    "party.officer": L("项目专员 {name}", "Officer: {name}"),
    "party.column.due": L("期限", "Due"),
    "party.column.what": L("事项", "What"),
}
