"""The acts off the plain road: extending, ending, correcting, objecting, revoking, coming back."""

from web.labels.label import L

TEXTS = {
    "other_acts.title": L("其他办理", "Other acts"),
    "other_acts.extend": L("期限届满前，经批准可以延长。", "A deadline may be moved before it is due."),
    "other_acts.reopen": L("已确认的事项有误，重新打开。", "Reopen a confirmed duty because something in it is wrong."),
    "other_acts.object": L("对报告、公示或决定有异议。", "Against a report, a publicity notice or a decision."),
    "other_acts.gate_revoke": L(
        "决定因弄虚作假或程序无效须撤销。", "Because of fraud or a flawed procedure."
    ),
    "other_acts.withdraw": L("不再转化，由登记一方撤回。", "The applicants withdraw the project."),
    "other_acts.terminate": L("项目无法继续，写明原因终止。", "The project cannot go on; the cause is recorded."),
    "other_acts.reenter": L("以新的证据重新登记，与本项目关联。", "With new evidence, as a new linked project."),
    "act.extend": L("延期", "Extend a deadline"),
    "act.ask_extension": L("申请延期", "Ask for more time"),
    "act.refuse_extension": L("不同意延期", "Refuse the request"),
    "act.withdraw": L("撤回项目", "Withdraw the project"),
    "act.terminate": L("终止项目", "Terminate the project"),
    "act.reopen": L("更正：重新打开", "Reopen to correct"),
    "act.object": L("提出异议", "Object"),
    "act.reply_objection": L("答复异议", "Answer the objection"),
    "act.gate_revoke": L("撤销关口决定", "Revoke the gate decision"),
    "act.reenter": L("再入库", "Re-enter"),
    "dates.first_due": L("原为 {on}", "was {on}"),
    "dates.asked_until": L("已申请延至 {on}，待批", "requested: {on}"),
    "extend.asked": L("申请延至", "Requested"),
    "extend.asked_by": L("{who} 于 {on} 申请，待批", "requested by {who} on {on}, not answered yet"),
    "extend.ask.say": L(
        "申请送{offices}审批；批准前期限不变，亮灯和催办照常。",
        "The request goes to {offices}. Nothing moves until it is granted; lights and reminders go on.",
    ),
    "extend.ask.limit": L("按规定最晚可申请至 {on}", "Under the rules, {on} at the latest"),
    "extend.refuse.say": L("期限不变；责任方会收到通知，理由记入履历。", "The deadline stays; whoever owes it is told, and the reason goes into the history."),
    "extend.until": L("延至", "Until"),
    "extend.due": L("现期限", "Due"),
    "extend.first_due": L("原期限", "Was due"),
    "extend.times": L("已延期 {n} 次", "extended {n} times", "extended once"),
    "extend.limit": L("您最晚可批准至 {on}", "You may grant until {on} at the latest"),
    "extend.say": L(
        "灯色按新期限计算，原期限留痕。法定期限不能延长。",
        "Lights follow the new deadline; the old one is kept. A statutory deadline is never moved.",
    ),
    "withdraw.say": L(
        "撤回后未办事项全部关闭，项目结束，不能撤销。",
        "All open duties close and the project ends. This cannot be undone.",
    ),
    "terminate.say": L(
        "终止后未办事项全部关闭，项目结束，不能撤销。",
        "All open duties close and the project ends. This cannot be undone.",
    ),
    "end.settles": L("立项后结束须登记清算事项。", "After approval at least one item has to be settled."),
    "end.may_settle": L("没有需要清算的可以不填。", "Leave this empty if there is nothing to settle."),
    "duty.reopen.title": L("更正：重新打开这一事项", "Reopen this duty to correct it"),
    "duty.reopen.hint": L(
        "说明哪里有误。办理人须重新提交，已通过的关口不受影响。",
        "Say what is wrong. The doer submits it again; gates already passed stay passed.",
    ),
    "object.say": L(
        "异议由{office}在 {n} 个工作日内答复。对公示的异议，答复前不得通过关口。",
        "{office} answers within {n} working days. An objection to a publicity notice bars the gate until then.", "{office} answers within 1 working day. An objection to a publicity notice bars the gate until then.",
    ),
    "object.window": L("{what}，截至 {on}", "{what}, until {on}"),
    "object.decision": L("最近一次关口决定", "the last gate decision"),
    "object.nothing": L("现在没有可以提出异议的内容。", "There is nothing you can object to now."),
    "objection.reply.say": L("答复后异议即办结。", "The answer closes the objection."),
    "objection.answer": L("答复", "Answer"),
    "revoke.say": L(
        "项目退回{stage}补正；只有勾选的事项重新打开，其余已确认的保持不变。",
        "The project goes back to {stage}, in rework. Only what you strike opens again; the rest stays confirmed.",
    ),
    "revoke.struck.hint": L("勾选不再作数的事项。", "Choose the duties that no longer count."),
    "reenter.say": L(
        "新登记一个关联项目，适用现行标准；原记录不变。",
        "Registers a new, linked project under the standard in force; the old record stays as it is.",
    ),
    "reenter.from_day": L("{on} 起可以再入库。", "It may be re-entered from {on}."),
    "links.title": L("关联项目", "Linked projects"),
    "field.about": L("对什么提出异议", "What it is about"),
    "field.struck": L("不再作数的事项", "Struck duties"),
}  # fmt: skip
