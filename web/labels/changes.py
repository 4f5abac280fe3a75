"""What changes on the way and after the end: absent parties, the receiver, the task book, the archive, derived results."""

from web.labels.label import L

TEXTS = {
    # The acts
    "act.change_task_book": L("变更任务书", "Change the task book"),
    "act.change_receiver": L("变更承接主体", "Change the receiver"),
    "act.close_outbound": L("区外转化结项", "Close as outside conversion"),
    "act.buy_service": L("购买服务", "Buy a service"),
    "act.let_stand_in": L("同意代办", "Let another office do it"),
    "act.derive": L("登记衍生成果", "Register a derived result"),
    "other_acts.change_task_book": L(
        "目标、规模、经费或落地约定有变。", "Targets, scale, budget or local setup have changed."
    ),
    "other_acts.change_receiver": L("由另一单位接替承接。", "Another organisation takes over."),
    "other_acts.close_outbound": L("成果在区外转化，单列统计。", "The result was converted outside the district; counted separately."),
    "other_acts.buy_service": L("没有中介时向机构购买。", "From an organisation, where a party is missing."),
    "other_acts.derive": L(
        "由本项目产生的新成果，单独立项跟踪，与本项目关联。", "A new result of this project, followed as a project of its own and linked to it."
    ),
    "change_task_book.say": L(
        "降低目标的须由更高一级批准，请先记录是否降低目标。变更后期限重新计算，旧值留痕。",
        "Lowering targets needs the approval of a higher office; first record whether they are lowered. Deadlines are reckoned again after the change; the old values are kept.",
    ),
    "change_receiver.say": L(
        "原单位自今日起退出，接替单位同时加入。已完成的事项和材料保留，取决于承接主体的事项须重新核查。",
        "One organisation leaves today and the other joins at once. What was done stays; what depends on the receiver has to be checked again.",
    ),
    "close_outbound.say": L(
        "项目结束，计入区外转化，不计入区内毕业。不能撤销。",
        "The project ends and is counted separately as converted outside the district. This cannot be undone.",
    ),
    "end.last_day": L("最迟 {on} 办结。", " Settled by {on} at the latest."),
    "end.in_round": L(
        "本轮决策正在进行，须在决定中选择如何结束。", "A decision round is open; the end has to be chosen in its decision."
    ),
    "end.to_round": L("查看本轮决策", "View the round"),
    # What follows
    "foreseen.title": L("请核对将要发生的变化", "Check what will follow"),
    "foreseen.leaves": L("退出单位", "Leaves"),
    "foreseen.joins": L("加入单位", "Joins"),
    "foreseen.told": L("将通知", "Will be told"),
    "foreseen.forgets": L("须重新记录：{what}", "To be recorded again: {what}"),
    "foreseen.nothing_more": L("事项和期限之外没有其他变化。", "Nothing changes beyond duties and deadlines."),
    "foreseen.do": L("确认{act}", "{act}"),
    # Nobody there to act
    "remedy.title": L("可以：", "Possible: "),
    "remedy.or": L("；", "; "),
    "remedy.bring_party": L("引入单位（{offices}）", "bring somebody in ({offices})"),
    "remedy.assign_officer": L("指派专员（{offices}）", "assign an officer ({offices})"),
    "remedy.assign_seat": L("指派人员（{offices}）", "assign somebody ({offices})"),
    "remedy.buy_service": L("购买服务（{offices}）", "buy the service ({offices})"),
    "remedy.stand_in": L("经{consent}同意由{offices}代办", "{offices} does it, {consent} consenting"),
    "remedy.waive": L("豁免（{offices}）", "waive it ({offices})"),
    "step.absent": L("{who}缺位 {n} 项，须先有人办理", "{who} is missing: {n} items wait for somebody to do them", "{who} is missing: one item waits for somebody to do it"),
    "duty.stand_in": L("代办", "Stand-in"),
    "duty.in_place_of": L("代{office}办理", "in place of {office}"),
    "duty.consented": L("{who} 同意（{rule}）", "{who} consented ({rule})"),
    "duty.stand_in.say": L(
        "应办的一方缺位。同意后由{office}代办，由您的岗位确认。",
        "The party that should do this is missing. If you consent, {office} does it and your office confirms it.",
    ),
    "duty.stand_in.do": L("同意代办", "Consent"),
    # Parties
    "parties.bought": L("购买服务", "bought"),
    "parties.leaves_on": L("{on} 起退出", "leaves on {on}"),
    "parties.leave": L("退出项目", "Leaves the project"),
    "parties.leave.hint": L(
        "自这一天起不再参与，也看不到本项目。今天或以前即时生效，以后则届时生效。",
        "From this day on it takes no part and no longer sees the project: at once for today or an earlier day, otherwise when the day comes.",
    ),
    "parties.stay": L("取消退出", "Stays after all"),
    "parties.former": L("曾经参与", "Took part before"),
    "parties.from_to": L("{from} 至 {to}", "{from} to {to}"),
    "parties.hand_over_reason": L("换人理由", "Reason for the change"),
    "buy_service.nobody_missing": L(
        "现在没有缺位而可以购买服务的一方。", "No party is missing whose service could be bought."
    ),
    "buy_service.no_sellers": L(
        "还没有登记可以提供这项服务的单位。", "No organisation that could sell it is on record."
    ),
    "receiver.nobody": L(
        "目前没有{role}参与，请直接引入单位。", "No {role} takes part; bring one in instead."
    ),
    "receiver.again": L("变更后须重新核查", "Checked again afterwards"),
    "receiver.redo": L("重新办理", "Done again"),
    "receiver.clears": L("重新记录", "Recorded again"),
    # The task book
    "task_book.title": L("任务书变更", "The task book"),
    "task_book.facts": L("变更的内容", "What is different"),
    "task_book.facts.hint": L("只填写有变化的，空着的不变。", "Fill in what changes; the rest stays."),
    "task_book.old": L("现值", "Now"),
    "task_book.new": L("变更为", "Changes to"),
    "task_book.from_to": L("{fact}：{old} → {new}", "{fact}: {old} → {new}"),
    "task_book.changes": L("历次变更", "Changes so far"),
    "task_book.when": L("时间", "When"),
    "task_book.what": L("变更内容", "What changed"),
    "task_book.no_values": L("未变更已记录的数值", "no recorded value changed"),
    "task_book.never": L("任务书没有变更过。", "The task book has not been changed."),
    "task_book.none_yet": L("现在没有可以变更的任务书。", "There is no task book to change now."),
    "task_book.requests": L("变更申请", "Requests on file"),
    # Rounds, holds, debts, links
    "rounds.and_holds": L("历次决定与暂停", "Decisions and holds"),
    "rounds.counted": L("决定 {n} · 暂停 {m}", "{n} decided · {m} held"),
    "holds.held": L("暂停", "hold"),
    "holds.from_to": L("{from} 至 {to}", "{from} to {to}"),
    "holds.days": L("{n} 个工作日", "{n} working days", "1 working day"),
    "debts.counted": L("未办结 {n} 项", "{n} open", "1 open"),
    "debts.all": L("未办结 {n} 项，全部 {m} 项", "{n} open of {m}"),
    "debts.open": L("未办结", "Open"),
    "debts.settled": L("已核销", "Settled"),
    "debts.none": L("没有未办结的事项。", "Nothing is owed."),
    "debts.kind": L("类别", "Kind"),
    "debts.age": L("登记时长", "Owed"),
    "debts.aged": L("已登记 {n} 个工作日", "for {n} working days", "for 1 working day"),
    "debts.since": L("自 {on}", "since {on}"),
    "debts.barring": L(
        "其中 {n} 项办结前不得通过下一关口。", "{n} of them bar the next gate.", "One of them bars the next gate."
    ),
    "debts.settlers": L("可以核销的岗位：{offices}", "Settled by: {offices}"),
    "links.derived.parent": L("衍生自", "Derived from"),
    "links.derived.child": L("衍生出", "Gave rise to"),
    "links.reentry.parent": L("再入库自", "Re-entered from"),
    "links.reentry.child": L("再入库为", "Re-entered as"),
    # Derived results
    "derive.say": L(
        "新项目与 {number}《{title}》关联，双方页面都能看到。不需等待期。",
        "The new project is linked to {number}, {title}; both pages show it. There is no waiting time.",
    ),
    "derive.do": L("登记", "Register"),
    "derive.not_now": L(
        "进行中或已毕业的项目才能登记衍生成果。",
        "Only projects that are running or have graduated can have derived results.",
    ),
    # The archive
    "archive.title": L("档案", "Project file"),
    "archive.count": L("在档材料 {n} 种", "{n} documents on file", "1 document on file"),
    "archive.archived": L("已于 {on} 归档", "Archived on {on}"),
    "archive.ready": L("材料齐全，可以归档", "Complete: it can be archived"),
    "archive.not_ready": L("还不能归档", "Not ready to be archived"),
    "archive.due": L("最迟 {on} 归档", "to be archived by {on}"),
    "archive.outcome": L("结果", "Outcome"),
    "archive.ended_on": L("结束日期", "Ended on"),
    "archive.surveys": L("跟踪回访", "Follow-up surveys"),
    "archive.surveys.done": L("已完成 {n} 次，共 {m} 次", "{n} of {m} done"),
    "archive.surveys.next": L("下一次自 {on} 起", "the next one opens on {on}"),
    "archive.missing": L("缺少材料", "Missing"),
    "archive.duties": L("未办结事项", "Open duties"),
    "archive.file": L("补充归档材料", "Put papers on file"),
    "archive.file.hint": L(
        "清算、结项和归档要求的材料。再次提交同类材料即为新版本，旧版本保留。",
        "Documents required by the end, the settlement and the archive. Handing in the same kind again makes a new version; earlier ones are kept.",
    ),
    "archive.file.do": L("归入档案", "Put on file"),
    "archive.of_project": L("项目整体", "Of the project as a whole"),
    "archive.kind": L("材料", "Document"),
    "archive.version": L("版本", "Version"),
    "archive.file_or_value": L("文件或内容", "File or value"),
    "archive.added": L("提交", "Added"),
    "archive.earlier": L("较早版本", "earlier"),
    "archive.empty": L("还没有材料。", "There is nothing on file yet."),
    "archive.print": L("打印请用浏览器的“打印”。", "To print, use your browser's Print command."),
    # Messages
    "news.party_leaves": L("将退出项目：{subject}", "Will leave the project: {subject}"),
    "news.party_left": L("已退出项目：{subject}", "Has left the project: {subject}"),
    "news.party_stays": L("取消退出：{subject}", "Stays in the project: {subject}"),
    "news.service_bought": L("已购买服务：{subject}", "A service was bought from {subject}"),
    "news.stand_in_asked": L("请代缺位的一方办理：{subject}", "Please act in place of a missing party: {subject}"),
    "news.survey_opened": L("到期回访：{subject}", "A follow-up survey is due: {subject}"),
    # Fields, problems, clauses, events
    "field.leaving": L("退出单位", "Who leaves"),
    "field.joining": L("接替单位", "Who takes its place"),
    "field.from_day": L("自哪一天起", "From which day"),
    "problem.takes_no_part_now": L("“{name}”现在不参与本项目。", "{name} takes no part in this project now."),
    "problem.not_leaving": L("“{name}”没有登记退出。", "No departure of {name} is on record."),
    "problem.of_another_role": L("“{name}”不能承担这一角色。", "{name} cannot play that role."),
    "problem.not_for_sale": L("不能向“{name}”购买服务。", "No service can be bought from {name}."),
    "problem.role_is_there": L(
        "该方已在项目中，不需购买服务。", "That party takes part already; no service has to be bought."
    ),
    "problem.not_for_another": L(
        "{code} 不得代办，只能购买服务；可豁免的也可豁免。",
        "Nobody else may do {code}: its service is bought, or it is waived where it can be.",
    ),
    "problem.seated_already": L("此人已在这个岗位。", "They hold that office already."),
    "clause.duty_is_to_be_done": L("事项已办理或不需办理。", "The duty is done, or need not be done."),
    "clause.party_is_missing": L(
        "应办的一方在项目中，由其自己办理。", "The party whose duty it is takes part and does it itself."
    ),
    "event.PartyLeaves": L("登记退出：{about}", "Announced departure: {about}"),
    "event.PartiesLeft": L("按登记的日期退出 {about} 家单位", "{about} left on the announced day"),
    "event.PartyStays": L("取消退出：{about}", "Cancelled departure: {about}"),
    "event.ReceiverChanged": L("变更承接主体为 {about}", "Changed the receiver to {about}"),
    "event.ServiceBought": L("向 {about} 购买服务", "Bought the service of {about}"),
    "event.StandInAllowed": L("同意代办：{subject}", "Consented to a stand-in: {subject}"),
    "event.TaskBookChanged": L("变更任务书", "Changed the task book"),
    "event.ClosedOutbound": L("区外转化结项", "Closed as outside conversion"),
    "event.PaperFiled": L("归入档案：{subject}", "Put on file: {subject}"),
    "event.SurveyOpened": L("开启回访：{subject}", "Opened a survey: {subject}"),
    "event.ResultDerived": L("登记衍生成果 {about}", "Derived {about}"),
}  # fmt: skip
