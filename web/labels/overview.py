"""The figures of the register on one page, what each is of, and the commands about them."""

from web.labels.label import L

TEXTS = {
    "overview.title": L("一张图", "Overview"),
    "overview.live": L("{month}（截至今天）", "{month}, up to today"),
    "overview.frozen": L("{month}（已固化）", "{month}, frozen"),
    "overview.lead": L(
        "每个数字都可以点开，看到它所包含的项目。", "Click any figure to see the projects behind it."
    ),
    "overview.lead.frozen": L(
        "月末时点的统计数。点开看到的是该口径下的项目现状；名单一类的内容只在“今天”页显示。",
        "The figures at the end of the month. A figure opens its projects as they are now; lists of names are only on today's page.",
    ),
    "overview.counted_at": L(
        "项目库较大，以下数字统计于 {at}，此后的变动尚未计入；所打开的清单是最新的。",
        "Because the register is large, these figures were counted at {at}; later changes are not in them. The lists they open are up to date.",
    ),
    "overview.count_now": L("立即重新统计", "Count now"),
    "overview.periods": L("统计期", "Period"),
    "overview.today": L("今天", "Today"),
    "overview.print": L("可直接打印，或另存为 PDF", "Prints as shown"),
    "overview.foot.figures": L("{month}统计数校验码 {check}", "Figures of {month}: check code {check}"),
    "overview.foot.rules": L(
        "口径见工作手册“术语与指标”", "How they are counted: handbook, terms and indicators"
    ),
    # Tiles
    "overview.in_register": L("在库项目", "In the register"),
    "overview.pace": L("进度 {done}%，时序 {gone}%", "{done}% done, {gone}% of the year gone"),
    "overview.reached": L("已达到", "reached"),
    "overview.not_reached": L("未达到", "not reached"),
    "overview.no_target": L("未设目标", "no target"),
    "overview.of_target": L("/ {wanted}", "/ {wanted}"),
    # Targets
    "overview.targets": L("{year}年目标与完成", "Targets for {year} and results so far"),
    "overview.targets.aside": L("竖线为全年时序进度", "the line marks how much of the year has gone"),
    "overview.targets.of_year": L(
        "{year}年的目标尚未登记，暂用标准所载{from_year}年工作计划的目标。",
        "No targets for {year} have been entered yet; the plan's targets for {from_year} are shown until then.",
    ),
    "overview.targets.known": L("有完成数的目标", "Targets with figures"),
    "overview.targets.not_entered": L("尚未登记完成数的目标", "Targets with nothing entered"),
    "overview.target": L("目标", "Target"),
    "overview.done": L("完成", "Done"),
    "overview.wanted": L("全年目标", "Target value"),
    "overview.progress": L("进度", "Progress"),
    "overview.last_year": L("上年", "Year before"),
    "overview.source": L("数据来源", "Source"),
    "overview.source.register": L("系统计数", "counted here"),
    "overview.source.part": L("系统内部分", "the part seen here"),
    "overview.source.entered": L("{on} · {source}", "{on} · {source}"),
    "overview.source.none": L("未登记", "not entered"),
    "overview.enter": L("登记", "Enter"),
    "overview.see": L("查看", "View"),
    # Funnel
    "overview.funnel": L("三阶段漏斗与转化率", "The three phases as a funnel"),
    "overview.funnel.cohort": L("{year}年登记", "Registered in {year}"),
    "overview.funnel.none": L("这一批没有项目", "Nothing was registered in that year"),
    "overview.funnel.entered": L("进入", "Entered"),
    "overview.funnel.rate": L("转入下一环节", "Went on"),
    "overview.funnel.ended": L("已结束", "Ended"),
    "overview.funnel.table": L("各年批次对照", "Year by year"),
    "overview.funnel.registered": L("登记", "Registered"),
    "overview.funnel.hint": L(
        "转化率：进入本环节的项目中，后来进入下一环节的比例；仍在办理的项目还可能转入。",
        "The share of projects entering a stage that went on to the next; those still under way may yet do so.",
    ),
    # Stays
    "overview.stays": L("在环节时间与标准", "Time in each stage against the standard"),
    "overview.stays.aside": L(
        "工作日；竖线为标准时限", "working days; the line marks what the standard allows"
    ),
    "overview.stays.stage": L("环节", "Stage"),
    "overview.stays.median": L("中位数", "Median"),
    "overview.stays.longest": L("标准时限", "Allowed"),
    "overview.stays.present": L("现有", "There now"),
    "overview.stays.over": L("超时限", "Over"),
    "overview.stays.ended": L("近12个月通过 {n} 次", "{n} passed in 12 months", "one passed in 12 months"),
    "overview.stays.hint": L(
        "中位数：近 12 个月内通过关口的用时。竖线为标准规定的一般时限；“超时限”按各项目自己通道的时限计。",
        "Median: projects that passed the gate within the last 12 months. The line is the standard's general allowance; “over” counts by the allowance of each project's own track.",
    ),
    # Lists
    "overview.ageing": L("拖得最久的十项", "The ten most overdue projects"),
    "overview.ageing.aside": L("等谁", "waiting on"),
    "overview.ageing.none": L("没有逾期的项目", "No project is late"),
    "overview.ageing.all": L("全部逾期项目", "All late projects"),
    "overview.owed": L("未清的容缺、附带条件和豁免", "Owed and waived"),
    "overview.owed.none": L("没有未清事项", "Nothing is owed"),
    "overview.owed.late": L("逾期 {n}", "{n} late", "one late"),
    "overview.waived": L("豁免的事项", "Waived duties"),
    "overview.waived.none": L("没有豁免", "Nothing is waived"),
    "overview.playing": L("各方单位", "Organisations taking part"),
    "overview.playing.n": L("{n} 家在参与", "{n} take part", "one takes part"),
    "overview.playing.red": L("红灯 {n}", "{n} red", "one red"),
    # Changes
    "overview.changes": L("本月与上月", "This month and last month"),
    "overview.changes.registered": L("登记", "Registered"),
    "overview.changes.hint": L(
        "“通过”只计作出了决定的关口；中途入库或备案视同通过的不计。",
        "Passed means by a decision. Gates deemed passed by an entry point or a filing are not counted.",
    ),
    "overview.changes.passed": L("通过{gate}", "Passed {gate}"),
    "overview.changes.open": L("期末在库", "In the register at month's end"),
    "overview.changes.red": L("期末红灯", "Red at month's end"),
    "overview.changes.owed": L("期末未清事项", "Owed at month's end"),
    "overview.changes.not_frozen": L("上月未固化", "not frozen"),
    "overview.changes.change": L("增减", "Change"),
    # Indicators
    "overview.indicators": L("标准所列指标（按项目群）", "Indicators of the standard across projects"),
    "overview.indicator": L("指标", "Indicator"),
    "overview.indicator.value": L("数值", "Value"),
    "overview.indicator.wanted": L("标准值", "Target"),
    "overview.indicator.of": L("其中", "Counted"),
    "overview.indicator.among": L("基数", "Among"),
    # Freezing
    "overview.freeze": L("固化{month}", "Freeze {month}"),
    "overview.freeze.hint": L(
        "月末以后由定时任务自动固化；这里可以补做。固化时按月末以前的履历重新计数，此后不再变化。",
        "The clock freezes a month once it has ended; if it did not, do it here. The figures are counted from the histories up to the end of the month and never change afterwards.",
    ),
    "overview.frozen_now": L("{month}已固化，校验码 {check}。", "{month} is frozen, check code {check}."),
    "overview.recount": L("重新计数核对", "Count again"),
    "overview.recount.hint": L(
        "从全部履历重新计数，与固化的数字逐项核对；不改动任何数据。",
        "Counts all histories again and compares every figure; changes nothing.",
    ),
    "overview.recount.title": L("{month}重新计数的结果", "{month}, counted again"),
    "overview.recount.same": L(
        "{figures} 个数字全部一致；所依据的 {projects} 个项目的履历没有变动。",
        "All figures agree ({figures}), and the histories of {projects} projects are unchanged.",
    ),
    "overview.recount.histories": L(
        "月末以前的履历与固化时不同：有人改动过数据库，请用 lifecycle verify 查明。",
        "The histories up to then are not those the month was frozen from: somebody changed the database. Run lifecycle verify.",
    ),
    "overview.recount.differ": L("{n} 个数字不一致", "{n} figures differ", "One figure differs"),
    "overview.recount.kept": L("固化时", "Frozen"),
    "overview.recount.again": L("重新计数", "Counted again"),
    "overview.figure": L("数字", "Figure"),
    "overview.kept.by": L("{at} 由{by}固化，标准 {version}", "Frozen {at} by {by}, standard {version}"),
    "overview.kept.clock": L("定时任务", "the clock"),
    # Entering
    "overview.enter.title": L("登记：{target}", "Enter: {target}"),
    "overview.enter.hint": L(
        "不覆盖以前的登记；以最后一次为准，历次都保留。",
        "Nothing is overwritten: the latest entry counts and earlier ones are kept.",
    ),
    "overview.enter.done": L("已登记。", "Entered."),
    "overview.enter.none": L("还没有登记过。", "Nothing has been entered yet."),
    "overview.enter.earlier": L("历次登记", "Entries so far"),
    "overview.enter.who": L("登记人", "Entered by"),
    "field.target": L("目标", "Target"),
    "field.value": L("数值", "Value"),
    "field.on_day": L("截至日期", "As of"),
    "field.source": L("来源", "Source"),
    "field.year": L("年度", "Year"),
    "field.period": L("月份", "Month"),
    "figure.kind.wanted": L("全年目标", "target for the year"),
    "figure.kind.done": L("完成数", "result so far"),
    "hint.value": L("单位：{unit}", "Unit: {unit}"),
    "hint.on_day": L(
        "数据截至哪一天；目标则填下达的日期",
        "The day the figure refers to; for a target, the day it was set",
    ),
    "hint.source": L("出自哪份统计或文件，如“区统计局1—3月月报”", "The report or document it comes from"),
    # What a figure is of
    "figure.registered": L("{when}登记的项目", "registered in {when}"),
    "figure.passed": L("{when}通过{gate}的项目", "passed {gate} in {when}"),
    "figure.ended": L("{when}以“{status}”结束的项目", "ended as “{status}” in {when}"),
    "figure.cohort.registered": L("{year}年登记的项目", "registered in {year}"),
    "figure.cohort.entered": L(
        "{year}年登记、进入过{stage}的项目", "registered in {year} and entered {stage}"
    ),
    "figure.cohort.onward": L(
        "{year}年登记、从{stage}转入下一环节的项目", "registered in {year} and went on from {stage}"
    ),
    "figure.cohort.ended": L(
        "{year}年登记、以“{status}”结束的项目", "registered in {year}, ended as “{status}”"
    ),
    "figure.stay.present": L("现在{stage}的项目", "in {stage} now"),
    "figure.stay.over": L("在{stage}超过标准时限的项目", "in {stage} for longer than the standard allows"),
    "figure.stay.ended": L("近12个月从{stage}通过的项目", "passed out of {stage} within 12 months"),
    "figure.stay.median": L("{stage}用时的中位数", "median time in {stage}"),
    "figure.owed": L("有未清“{kind}”的项目", "with “{kind}” still owed"),
    "figure.owed_late": L("有逾期未清“{kind}”的项目", "with “{kind}” owed and late"),
    "figure.waived": L("有豁免事项的项目", "with a waived duty"),
    "figure.target": L("计入{year}年“{target}”的项目", "counted for “{target}” in {year}"),
    "figure.wanted": L("“{target}”的目标", "target of “{target}”"),
    "figure.entered": L("“{target}”登记的完成数", "entered for “{target}”"),
    "figure.indicator.of": L("“{indicator}”的分子", "counted for “{indicator}”"),
    "figure.indicator.among": L("“{indicator}”的分母", "in the base of “{indicator}”"),
    "figure.now": L("在{stage}、状态为“{status}”的项目", "in {stage}, “{status}”"),
    "figure.light": L("{light}的项目", "with a {light} light"),
    "figure.unknown": L("没有这样的统计口径", "no such figure"),
    "register.figure": L("统计口径：{name}（截至{until}）", "Behind a figure: {name}, up to {until}"),
    "register.figure.since": L(
        "名单按今天的记录查出，此后结清、补录或更正的会有出入。",
        "The list is drawn from today's records: items settled, added or corrected since may make it differ.",
    ),
    "register.figure.frozen": L(
        "当时固化的数是 {n}。名单按今天的记录查出，此后结清、补录或更正的会有出入。",
        "The frozen figure is {n}. The list is drawn from today's records: items settled, added or corrected since may make it differ.",
    ),
    "overview.lights.then": L(
        "亮灯随日期变化，当月只留数字",
        "Lights change from day to day: for this month the numbers are kept, but no list",
    ),
    "register.figure.name": L("统计口径", "Figure"),
    "register.figure.drop": L("不按这个口径筛选", "Remove this filter"),
    # Problems
    "problem.not_a_month": L("不是月份，请按 2026-03 的格式填写。", "Not a month; write it like 2026-03."),
    "problem.not_ended": L(
        "{period} 还没有结束，不能固化。", "{period} has not ended; it cannot be frozen yet."
    ),
    "problem.counted_by_register": L(
        "这一项由系统按项目计数，不登记完成数。",
        "The register counts this itself; nothing can be entered for it.",
    ),
    "problem.in_the_future": L("不能晚于今天。", "It cannot lie in the future."),
    "problem.before_the_year": L("早于 {year} 年。", "It lies before {year}."),
    # Commands
    "cli.overview.head": L("{month}，标准 {version}", "{month}, standard {version}"),
    "cli.overview.frozen_as": L("已固化，校验码 {check}", "frozen, check code {check}"),
    "cli.overview.not_frozen": L("{month} 没有固化。", "{month} is not frozen."),
    "cli.overview.freezing": L("按履历计数", "Counting the histories"),
    "cli.overview.entered": L("已登记：{target} {year} {value}", "Entered: {target} {year} {value}"),
    "cli.column.figure": L("数字", "Figure"),
    "cli.column.path": L("代码", "Path"),
    "help.overview": L(
        "一张图：统计数、按月固化、重新计数。", "Figures of the register: frozen months, counting again."
    ),
    "help.overview.show": L(
        "显示统计数：现在的，或某个已固化的月份的。",
        "Show the figures as of now, or of a frozen month.",
    ),
    "help.overview.show:month": L("已固化的月份，如 2026-03。", "A frozen month, such as 2026-03."),
    "help.overview.freeze": L(
        "固化一个已结束的月份（定时任务会自动做；这里用于补做）。",
        "Freeze a month that has ended. The clock does this by itself; the command makes up for a missed one.",
    ),
    "help.overview.recount": L(
        "从全部履历重新计数，与固化的数字核对；不一致时以退出码 1 结束。",
        "Count a frozen month again from all histories and compare; ends with code 1 where they differ.",
    ),
    "help.overview.enter": L(
        "登记某年一项目标的目标数或完成数。", "Enter the target or the result for a target of a year."
    ),
    "help.overview.freeze:month": L("月份，如 2026-03。", "The month, such as 2026-03."),
    "help.overview.recount:month": L("月份，如 2026-03。", "The month, such as 2026-03."),
    "help.overview.enter:target": L("目标的代码，如 talent。", "The code of the target, such as talent."),
    "help.overview.enter:year": L("年度，默认今年。", "The year; this year by default."),
    "help.overview.enter:kind": L("目标数（wanted）或完成数（done）。", "Target or result."),
    "help.overview.enter:value": L("数值，单位见标准。", "The number, in the unit of the standard."),
    "help.overview.enter:on_day": L(
        "数据截至的日期，默认今天。", "The day the figure refers to; today by default."
    ),
    "help.overview.enter:source": L("出自哪份统计或文件。", "The report or document it comes from."),
}
