"""Acting on many projects at once."""

from web.labels.label import L

TEXTS = {
    "field.act": L("操作", "Act"),
    "field.projects": L("项目", "Projects"),
    "field.numbers": L("项目", "Projects"),
    "batch.title": L("批量办理", "Act on several projects"),
    "batch.mine": L("批量办理记录", "My batches"),
    "batch.choose": L("对选中的项目：", "With the ticked rows:"),
    "batch.act": L("选择操作", "Choose an act"),
    "batch.every": L("包括全部 {n} 个符合条件的", "all {n} that match", "the one that matches"),
    "batch.tick": L("选择", "Tick"),
    "batch.tick_one": L("选择“{title}”", "Tick {title}"),
    "batch.preview": L("预览", "Preview"),
    "batch.act.assign_officer": L("指派项目专员", "Assign an officer"),
    "batch.act.bring_party": L("引入参与单位", "Bring a party in"),
    "batch.act.submit": L("提交草稿", "Submit drafts"),
    "batch.act.request_gate": L("提请关口决策", "Request the gate"),
    "batch.act.resubmit": L("补正后重新提请", "Resubmit after rework"),
    "batch.act.resume": L("恢复办理", "Resume"),
    "batch.act.archive": L("归档", "Archive"),
    "batch.needs.person": L("由谁担任这些项目的专员。", "Who is to be the officer of these projects."),
    "batch.otherwise": L("改选或补填后重新预览", "Change the choice and preview again"),
    "batch.needs.reason": L(
        "已有专员的项目换人时必填。", "Needed where the present officer of a project is replaced."
    ),
    "batch.needs.organisation": L(
        "哪一家单位参与这些项目。", "Which organisation is to take part in these projects."
    ),
    "batch.passes": L("将会办成", "Will pass"),
    "batch.blocked": L("暂时不能办", "Barred"),
    "batch.forbidden": L("没有权限", "Not permitted"),
    "batch.says": L(
        "以上是逐个试办的结果，尚未改动任何内容。继续后每个项目单独办理、单独记入履历，并注明同一批号；"
        "期间情况有变的项目会如实列出。",
        "Each project was tried without saving, so nothing has changed yet. If you go on, each is done by itself and recorded in its own history, under one number for all. Where something changes in the meantime, the result says so.",
    ),
    "batch.says_none": L(
        "逐个试办的结果：没有可以办理的项目。原因见下，尚未改动任何内容。",
        "Each project was tried without saving, and none can be done. The reasons are below; nothing has changed.",
    ),
    "batch.go": L("办理这 {n} 个", "Do these {n}", "Do this one"),
    "batch.barred": L(
        "还差 {n} 项，首先是 {clause} {text}",
        "{n} things bar it, first {clause} {text}",
        "Barred by {clause} {text}",
    ),
    "batch.no_such_move": L(
        "项目处于“{state}”，这时不能“{act}”。",
        "The project is in the state “{state}”, where “{act}” cannot be done.",
    ),
    "batch.not_here": L("由本项目的{offices}办理，您不是。", "Only {offices} of this project may do this."),
    "batch.of": L("批量办理 {code}", "Part of batch {code}"),
    "batch.outcome.done": L("已办成", "Done"),
    "batch.outcome.refused": L("未办成", "Not done"),
    "batch.outcome.waiting": L("等待办理", "Waiting"),
    "batch.interrupted": L(
        "这一批在中途停下，还有项目没有办理。", "This batch was interrupted; some projects are still waiting."
    ),
    "batch.go_on": L("继续办理", "Go on"),
    "batch.event": L("履历第 {n} 条", "event {n} of its history"),
    "batch.download": L("下载结果（{format}）", "Download ({format})"),
    "batch.unseen": L(
        "另有 {n} 个项目您无权查看。", "{n} more that you cannot see.", "One more that you cannot see."
    ),
    "batch.none": L("还没有批量办理过", "There is no batch yet"),
    "batch.none.hint": L(
        "在项目库勾选项目、选择操作即可。", "Tick projects in the register and choose an act."
    ),
    "batch.head.number": L("项目编号", "Number"),
    "batch.head.title": L("项目", "Project"),
    "batch.head.outcome": L("结果", "Result"),
    "batch.head.event": L("履历序号", "Event"),
    "batch.head.reason": L("说明", "Reason"),
    "batch.head.first_reason": L("首要原因", "First reason"),
    "batch.head.code": L("批号", "Batch"),
    "batch.head.act": L("操作", "Act"),
    "batch.head.at": L("时间", "When"),
}
