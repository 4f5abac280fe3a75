"""The case as a file: its documents, its days gone by, the sheet that is printed, the bundle that is taken out."""

from web.labels.label import L

TEXTS = {
    "papers.title": L("材料", "Documents"),
    "papers.count": L("{n} 份材料，{size}", "{n} documents, {size}", "One document, {size}"),
    "papers.count.plain": L("{n} 份材料", "{n} documents", "One document"),
    "papers.all": L("全部材料", "All documents"),
    "papers.none": L("还没有材料", "There are no documents yet"),
    "papers.none.hint": L(
        "办理事项时提交的材料会按种类汇总在这里。",
        "What is handed in with the duties is gathered here by kind.",
    ),
    "papers.kind": L("材料", "Document"),
    "papers.duty": L("对应事项", "Handed in with"),
    "papers.added": L("{who} {on}", "{who}, {on}"),
    "papers.version": L("第 {n} 版", "Version {n}"),
    "papers.earlier": L("历次版本 {n}", "{n} earlier versions", "One earlier version"),
    "papers.look": L("预览", "View"),
    "papers.secret": L("涉密或限制查阅", "restricted"),
    "papers.missing": L("还缺的材料", "Still needed"),
    "papers.fingerprint": L("SHA-256 {code}", "SHA-256 {code}"),
    "papers.look.title": L("预览：{name}", "View {name}"),
    "papers.look.cut": L(
        "只显示前 {n} 行，完整内容请下载。",
        "Only the first {n} lines are shown; download the file for the rest.",
    ),
    "papers.look.not": L(
        "这种文件不能在网页上预览，请下载后查看。",
        "This kind of file cannot be shown here; download it to read it.",
    ),
    "papers.look.no_viewer": L(
        "这个浏览器不能直接显示 PDF，请用上面的按钮下载后查看。",
        "This browser does not show PDFs by itself; use the download button above.",
    ),
    "papers.download": L("下载", "Download"),
    "past.title": L("{day}的项目", "The project on {day}"),
    "past.ask": L("查看往日", "View a past day"),
    "past.ask.hint": L(
        "项目在那一天结束时的样子，由履历重建。",
        "As it stood at the end of that day, rebuilt from its history.",
    ),
    "past.show": L("查看", "Show"),
    "past.banner": L(
        "这是 {day} 结束时的样子，由当时的 {n} 条履历（共 {all} 条）重建，校验码 {check}。现在：{stage} · {status}。",
        "The project as it stood at the end of {day}, rebuilt from the first {n} of its {all} events, check code {check}. Now: {stage}, {status}.",
    ),
    "past.back": L("回到现在", "Back to now"),
    "past.earlier": L("前一天", "The day before"),
    "past.later": L("后一天", "The day after"),
    "past.facts": L("当时已记录的事实", "Known at the time"),
    "past.facts.none": L("当时没有记录任何事实", "Nothing had been recorded yet"),
    "past.barred": L(
        "当时还差 {n} 项不能推进", "{n} things barred the way then", "One thing barred the way then"
    ),
    "past.open": L("当时可以推进", "Nothing barred the way then"),
    "past.here": L("当日状态", "as of this day"),
    "problem.before_registration": L("项目 {day} 才登记。", "The project was registered on {day}."),
    "case_sheet.title": L("项目档案表", "Case sheet"),
    "case_sheet.print": L("档案表（打印）", "Case sheet to print"),
    "case_sheet.lead": L(
        "{at} 生成，履历 {n} 条，校验码 {check}",
        "Printed {at}; {n} events, check code {check}",
        "Printed {at}; 1 event, check code {check}",
    ),
    "case_sheet.basics": L("基本情况", "The project"),
    "case_sheet.number": L("项目编号", "Number"),
    "case_sheet.name": L("项目名称", "Title"),
    "case_sheet.summary": L("简介", "Summary"),
    "case_sheet.stage": L("环节与状态", "Stage and status"),
    "case_sheet.registered": L("登记日期", "Registered"),
    "case_sheet.track": L("通道", "Track"),
    "case_sheet.standard": L("适用标准", "Standard"),
    "case_sheet.officer": L("项目专员", "Officer"),
    "case_sheet.parties": L("参与各方", "Who takes part"),
    "case_sheet.road": L("历程", "Progress so far"),
    "case_sheet.road.stage": L("环节", "Stage"),
    "case_sheet.road.entered": L("进入", "Entered"),
    "case_sheet.road.left": L("离开", "Left"),
    "case_sheet.road.days": L("用时（工作日）", "Working days"),
    "case_sheet.road.gate": L("关口", "Gate"),
    "case_sheet.decisions": L("关口决定", "Decisions"),
    "case_sheet.checklist": L("职责事项（{stage}）", "Duties ({stage})"),
    "case_sheet.facts": L("已记录的事实", "What is known"),
    "case_sheet.debts": L("容缺、附带条件与问题清单", "Owed, and issues"),
    "case_sheet.papers": L("材料目录", "Documents"),
    "case_sheet.signed": L("经办", "Officer"),
    "case_sheet.checked": L("复核", "Checked"),
    "case_sheet.date": L("日期", "Date"),
    "act.raise_issue": L("提出问题", "Raise an issue"),
    "other_acts.raise_issue": L(
        "把要素问题列入清单，指明由谁解决。", "Put a problem on the project's list, with who is to solve it."
    ),
    "issue.say": L(
        "列入项目的问题清单，通知责任岗位；解决后由责任岗位答复，经核销才算关闭，全程留痕。",
        "The issue goes on the project's list, and whoever is to solve it is told. They answer once it is solved; it is closed when somebody else accepts the answer.",
    ),
    "issue.bars": L("解决前不得通过下一关口", "bars the next gate until it is solved"),
    "field.bars": L("解决前不得通过下一关口", "bars the next gate until it is solved"),
    "issue.raise": L("列入清单", "Put it on the list"),
    "issue.what": L("问题", "The issue"),
    "issue.owner": L("由谁解决", "Who is to solve it"),
    "issue.due": L("解决期限", "By when"),
    "hint.issue": L(
        "缺什么、卡在哪里、要谁做什么", "What is missing, where it is stuck, what is needed from whom"
    ),
    "help.debt.raise": L(
        "提出一个问题，列入项目的问题清单。", "Raise an issue: put it on the project's list."
    ),
    "help.debt.raise:number": L("项目编号。", "The project's number."),
    "help.debt.raise:what": L("问题是什么。", "What the issue is."),
    "help.debt.raise:owner": L(
        "由哪个岗位解决（代码，如 PO）。", "The office that is to solve it, by code such as PO."
    ),
    "help.debt.raise:due": L("解决期限。", "By when."),
    "help.debt.raise:bars": L(
        "解决前不得通过下一关口（只限主管部门）。",
        "It bars the next gate until it is solved (the bureau only).",
    ),
    "bundle.title": L("案卷打包", "The case as a bundle"),
    "bundle.hint": L(
        "一个 ZIP：全部履历、当前数据、文字和材料，附清单和散列值。取得者按包内说明自行核验，不需要数据库。",
        "One ZIP file with the whole history, the present state, the words and documents, a manifest and hashes. Whoever receives it can check it with the note inside, without a database.",
    ),
    "bundle.noted": L("打包会记入访问日志。", "The download is recorded in the access log."),
    "bundle.make": L("打包下载", "Download the bundle"),
    "bundle.readme": L(
        "项目 {number} 的案卷\n\n{at} 由{who}打包。\n清单 manifest.json 列出每个文件的 SHA-256。核验：\n"
        "    lifecycle project check-bundle {number}.zip\n"
        "核验不需要数据库：它检查文件是否齐全未改、履历是否首尾相连、数据是否由履历得出。\n",
        "The case of project {number}\n\nPacked {at} by {who}.\nmanifest.json lists the SHA-256 of every part. To check it:\n"
        "    lifecycle project check-bundle {number}.zip\n"
        "No database is needed: it checks that every part is there and unchanged, that the history hangs together, and "
        "that the state follows from it.\n",
    ),
    "cli.bundle.made": L(
        "已打包 {file}：履历 {events} 条，材料 {documents} 份，校验码 {check}。",
        "Packed {file} (events: {events}, documents: {documents}), check code {check}.",
    ),
    "cli.bundle.withheld": L(
        "未收入（限制查阅或文件缺失）：{what}", "Left out (restricted, or the file is gone): {what}"
    ),
    "cli.bundle.sound": L(
        "{number}：{events} 条履历、{parts} 个文件，完整无改动，校验码 {check}。",
        "{number}: whole and unchanged (events: {events}, parts: {parts}); check code {check}.",
    ),
    "cli.bundle.doubts": L("案卷有 {n} 处疑问。", "The bundle has {n} faults.", "The bundle has one fault."),
    "bundle.unreadable": L("读不出来：{where}", "cannot be read: {where}"),
    "bundle.format": L("不是这种案卷：{where}", "not a bundle of this kind: {where}"),
    "bundle.part_missing": L("缺少 {where}", "{where} is missing"),
    "bundle.part_unknown": L("清单里没有 {where}", "{where} is not in the manifest"),
    "bundle.part_changed": L("{where} 被改动", "{where} was changed"),
    "bundle.link_broken": L("履历第 {where} 条接不上", "event {where} does not follow from the one before"),
    "bundle.head_differs": L(
        "履历末尾与清单不符（{where} 条）", "the history does not end as the manifest says ({where} events)"
    ),
    "bundle.state_differs": L("数据不是由履历得出", "the state does not follow from the history"),
    "bundle.document_differs": L("{where} 与履历所载不符", "{where} is not what the history names"),
    "bundle.words_changed": L("文字 {where} 被改动", "words {where} were changed"),
    "bundle.check_differs": L("校验码不同，现为 {where}", "the check code differs; it is {where}"),
    "help.project.bundle": L("把一个项目打成案卷（ZIP）。", "Pack a project as a bundle (ZIP)."),
    "help.project.bundle:number": L("项目编号。", "The project's number."),
    "help.project.bundle:file": L("写入的文件。", "The file to write."),
    "help.project.check-bundle": L(
        "核验案卷：不需要数据库；有疑问时以退出码 1 结束。",
        "Check a bundle, without a database; ends with code 1 if anything is doubtful.",
    ),
    "help.project.check-bundle:file": L("案卷文件。", "The bundle."),
    "help.project.check-bundle:code": L(
        "交付时的校验码，一并核对。", "The check code it was handed out with, to compare."
    ),
    "help.project.as-of": L("项目在某一天结束时的样子。", "A project as it stood at the end of a day."),
    "help.project.as-of:number": L("项目编号。", "The project's number."),
    "help.project.as-of:day": L("日期，如 2026-03-18。", "The day, such as 2026-03-18."),
    "cli.past": L(
        "{number} {day}：{stage} · {status} · {light}，履历 {n} 条，校验码 {check}",
        "{number} on {day}: {stage}, {status}, {light}; {n} events, check code {check}",
        "{number} on {day}: {stage}, {status}, {light}; 1 event, check code {check}",
    ),
}
