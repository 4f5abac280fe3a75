"""My work: bands, key figures, what each item asks for and what its button says."""

from web.labels.label import L

TEXTS = {
    "my_work.title": L("我的待办", "My work"),
    "band.overdue": L("逾期", "Overdue"),
    "band.week": L("本周到期", "Due this week"),
    "band.later": L("稍后", "Later"),
    "band.unassigned": L("未分派", "Unassigned"),
    "band.waiting": L("等待他方", "Waiting on others"),
    "band.decisions": L("待我决策或确认", "For me to decide or confirm"),
    "my_work.sorted": L("按期限排序", "By due day"),
    "my_work.own_first": L(
        "我的 {mine} · 待催办 {theirs} · 我的在前，按期限排序",
        "mine {mine} · others' {theirs} · mine first, then by due day",
    ),
    "my_work.see_all": L("查看全部 {n} 项", "See all {n}", "See it"),
    "my_work.back": L("返回我的待办", "Back to my work"),
    "my_work.empty": L("现在没有需要您办理的事项", "Nothing is waiting for you"),
    "my_work.empty.next": L(
        "您能看到的项目中，最近的期限是 {day}。", "The nearest date on the projects you see is {day}."
    ),
    "my_work.empty.none": L("有新事项时会出现在这里。", "New work will appear here."),
    "my_work.empty.band": L("这一类没有事项", "There is nothing of this kind"),
    "my_work.quiet_week": L(
        "本周没有到期的事项，最近的期限是 {day}。", "Nothing is due this week; the nearest date is {day}."
    ),
    "my_work.party_count": L("{role} {n}", "{role} {n}"),
    "my_work.column.project": L("项目", "Project"),
    "my_work.column.what": L("事项", "What"),
    "my_work.column.stage": L("环节", "Stage"),
    "my_work.column.party": L("责任方", "Party"),
    "my_work.column.due": L("期限", "Due"),
    "my_work.column.act": L("操作", "Action"),
    "item.answer_extension": L("申请延期：{milestone}", "A later day is asked for: {milestone}"),
    "item.propose": L("{gate}：提出决策建议", "{gate}: propose a decision"),
    "item.consult": L("{gate}：发表意见", "{gate}: give an opinion"),
    "item.decide": L("{gate}：作出决定", "{gate}: decide"),
    "item.request_gate": L(
        "{gate}：必办事项已齐，可提请决策", "{gate}: what is required is done, ask for the decision"
    ),
    "item.resubmit": L("{gate}：补正事项已齐，可重新提请", "{gate}: rework is done, submit again"),
    "item.record_fact": L("{gate}：记录关口事实", "{gate}: record the facts it asks for"),
    "item.submit": L("草稿：提交受理", "Draft: submit it"),
    "item.assign_officer": L("还没有{office}", "No {office} yet"),
    "item.await_gate": L("{gate}：等待决定", "{gate}: awaiting the decision"),
    "item.objection": L(
        "异议第 {n} 项：待答复", "Objection {n}: to be answered", "Objection 1: to be answered"
    ),
    "item.debt": L("{kind}（待办结事项 {n}）", "{kind} (item {n})"),
    "item.owed": L("{kind}：{what}", "{kind}: {what}"),
    "why.not_started.mine": L("待您办理", "yours to do"),
    "why.not_started.theirs": L("尚未提交", "nothing handed in"),
    "why.in_progress.mine": L("材料已存，待您提交", "saved, yours to submit"),
    "why.in_progress.theirs": L("办理中，尚未提交", "under way, not handed in"),
    "why.changes_requested.mine": L(
        "已退回，待您修改后重新提交", "sent back, yours to change and submit again"
    ),
    "why.changes_requested.theirs": L("已退回，尚未重新提交", "sent back, not handed in again"),
    "why.submitted.mine": L("已提交，待您确认", "handed in, yours to confirm"),
    "why.submitted.theirs": L("已提交，待确认", "handed in, to be confirmed"),
    "why.changes_made.mine": L("修改后已重新提交，待您确认", "changed and handed in again, yours to confirm"),
    "why.changes_made.theirs": L("修改后已重新提交，待确认", "changed and handed in again, to be confirmed"),
    "why.to_propose.mine": L("已提请，待您提出建议", "asked for, yours to propose"),
    "why.to_propose.theirs": L("已提请，待提出建议", "asked for, to be proposed"),
    "why.to_hear.mine": L("征求意见，待您发表", "you are consulted"),
    "why.to_decide.mine": L("建议已提出，待您决定", "proposed, yours to decide"),
    "why.to_decide.theirs": L("建议已提出，待决定", "proposed, to be decided"),
    "why.owed.mine": L("待您答复", "yours to answer"),
    "why.owed.theirs": L("尚未答复", "not answered"),
    "why.answered.mine": L("已答复，待您核销", "answered, yours to settle"),
    "why.answered.theirs": L("已答复，待核销", "answered, to be settled"),
    "why.waited": L("已等 {n} 个工作日", "for {n} working days", "for 1 working day"),
    "why.today": L("今天起", "since today"),
    "button.do": L("去办", "Do it"),
    "button.confirm": L("确认", "Confirm"),
    "button.propose": L("提出建议", "Propose"),
    "button.consult": L("发表意见", "Comment"),
    "button.decide": L("去决定", "Decide"),
    "button.request": L("提请", "Request"),
    "button.submit": L("去提交", "Submit"),
    "button.assign": L("去指派", "Assign"),
    "button.answer": L("答复", "Answer"),
    "button.record": L("去记录", "Record"),
    "button.settle": L("核销", "Settle"),
    "button.see": L("查看", "See"),
    "button.urge": L("催办", "Remind"),
}
