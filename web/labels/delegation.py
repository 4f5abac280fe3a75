"""Who acts for whom, and who is away."""

from web.labels.label import L

TEXTS = {
    "delegation.short": L("代理", "Delegation"),
    "delegation.title": L("代理", "Delegation"),
    "delegation.lead": L(
        "请假、出差期间，请同事代您办理。代理人办理的每一件事都记下两个人的名字。",
        "While you are away a colleague acts for you. Everything they do is recorded with both names.",
    ),
    "delegation.given": L("谁代理我", "Who acts for me"),
    "delegation.taken": L("我代理谁", "For whom I act"),
    "delegation.none_given": L("您没有请人代理。", "Nobody acts for you."),
    "delegation.none_taken": L("您没有代理他人。", "You act for nobody."),
    "delegation.new": L("请人代理", "Let somebody act for you"),
    "delegation.do": L("确定", "Save"),
    "delegation.done": L("已登记。", "Saved."),
    "delegation.end": L("提前结束", "End now"),
    "delegation.ended": L("已结束，从现在起不再有效。", "Ended; nobody can act under it any more."),
    "delegation.ended_on": L("{on} 提前结束", "ended on {on}"),
    "delegation.who": L("代理人", "Who acts"),
    "delegation.for_whom": L("被代理人", "For whom"),
    "delegation.office": L("岗位", "Office"),
    "delegation.term": L("期间", "Term"),
    "delegation.state": L("状态", "State"),
    "delegation.state.in_force": L("生效中", "in force"),
    "delegation.state.ahead": L("未开始", "not begun"),
    "delegation.state.over": L("已结束", "ended"),
    "delegation.from_to": L("{since} 至 {until}", "{since} to {until}"),
    "delegation.choose": L("请选择", "Choose"),
    "delegation.nobody": L("不在岗，无人代理", "away, nobody acts"),
    "delegation.every_office": L("全部岗位", "every office"),
    "delegation.taker.hint": L(
        "同一方任有岗位的人员；没有岗位的，为本单位的其他成员。",
        "People who hold an office on your side; if you hold no office, members of your organisation.",
    ),
    "delegation.until.hint": L("起止两日都包括在内，最长一年", "Both days included, a year at most"),
    "delegation.rules": L(
        "代理期间您仍可自己办理。代理人不能再转托他人，也不能确认您或他自己办理的事项；期满或提前结束后立即失效。",
        "You may go on acting yourself. Whoever acts for you cannot pass it on, and does not judge what you or they have done. It ends after its last day, or at once when you end it.",
    ),
    "parties.stand_in": L("由 {who} 代 {giver} 办理", "{who} acts for {giver}"),
    "field.taker": L("代理人", "Who acts"),
    "problem.cannot_act_for": L(
        "{name} 不能代理：须在同一方任有岗位。", "{name} cannot act for them: that takes an office on the same side."
    ),
    "problem.overlaps": L(
        "与已有的代理重叠（{since} 至 {until}），请先结束原来的。",
        "It overlaps another one, from {since} to {until}. End that one first.",
    ),
    "access.act.delegate": L("登记代理", "Delegated"),
    "access.act.end_delegation": L("结束代理", "Ended a delegation"),
}  # fmt: skip
