"""The register: filters, columns, and the words that the search box understands."""

from web.labels.label import L

TEXTS = {
    "register.title": L("项目库", "Register"),
    "register.total": L("{n} 个项目", "{n} projects", "1 project"),
    "register.new": L("登记项目", "Register a project"),
    "register.search": L("搜索", "Search"),
    "register.search.label": L("按名称、编号、单位搜索", "Search by title, number or organisation"),
    "register.search.hint": L(
        "也可以写：环节:评估　灯:红　单位:实验室　专员:李澄　逾期>5",
        "You can also write: stage:evaluation light:red organisation:lab officer:Li overdue>5",
    ),
    "register.filters": L("筛选", "Filters"),
    "register.filter.stage": L("环节", "Stage"),
    "register.filter.state": L("状态", "Status"),
    "register.filter.light": L("亮灯", "Light"),
    "register.filter.who": L("范围", "Scope"),
    "register.mine": L("我参与的", "Mine"),
    "register.unassigned": L("未分派", "Unassigned"),
    "register.clear": L("清除筛选", "Clear"),
    "register.none": L("没有符合条件的项目", "No project matches"),
    "register.none.hint": L("换一个词，或清除筛选再看。", "Try another word, or clear the filters."),
    "register.none.yet": L("项目库里还没有项目", "There is no project in the register yet"),
    "register.none.yet.hint": L(
        "登记第一个成果后，会出现在这里。", "The first one registered will appear here."
    ),
    "register.not_understood": L(
        "没有看懂“{word}”，已忽略。", "“{word}” was not understood and is left out."
    ),
    "register.column.project": L("项目", "Project"),
    "register.column.stage": L("环节", "Stage"),
    "register.column.days": L("在环节", "In stage"),
    "register.column.waiting": L("等待", "Waiting on"),
    "register.column.officer": L("专员", "Officer"),
    "register.column.light": L("亮灯", "Light"),
    "register.column.due": L("最近期限", "Next due"),
    "register.days": L("{n} / {longest} 个工作日", "{n} / {longest} working days"),
    "register.days.over": L("超过环节时限", "longer than the stage allows"),
    "register.ready": L("可提请", "ready to request"),
    "state.open": L("在办", "Open"),
    "state.all": L("全部", "All"),
    "state.draft": L("草稿", "Draft"),
    "state.running": L("办理中", "Running"),
    "state.review": L("关口审议", "Gate review"),
    "state.held": L("暂停", "On hold"),
    "state.ended": L("已结束", "Ended"),
}
