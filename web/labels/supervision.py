"""Supervision: who waits on whom, reminders by hand, what a rung asks for, and the monthly sheet."""

from web.labels.label import L

TEXTS = {
    "urge.verb": L("催办", "Reminder"),
    "act.urge": L("人工催办", "Remind by hand"),
    "act.return_debt": L("退回答复", "Return the answer"),
    "debt.asked": L("{item}：{ask}", "{item}: {ask}"),
    "debt.rung": L("催办级次 {rung} 的要求；该事项办结后自动销号", "Asked by rung {rung}; falls away when the item is done"),
    "debt.promised": L("承诺完成日期", "Promised day"),
    "debt.promised.hint": L("预计最晚哪一天完成。期限本身不因此改变。", "By when it will be done. The deadline itself does not move."),
    "debt.fell_away": L("随事项办结", "fell away with its item"),
    "debt.return.say": L("退回后须重新答复，期限不变。", "It has to be answered again, by the same day."),
    "field.promised": L("承诺完成日期", "Promised day"),
    "problem.nothing_to_urge": L("{code} 已办结、已暂停或没有期限，无需催办。", "{code} is done, stopped or has no due day: nobody is reminded."),
    "problem.nothing_late": L("没有逾期事项，无需催办。", "Nothing is late."),
    "problem.urged_today": L("今天已经催办过：同一事项对同一人每日至多一次。", "Reminded today already: once a day for one item and person."),
    "problem.nobody_to_urge": L("现在应办的只有您本人，或该岗位空缺，没有可催办的人。", "It waits for you alone, or for a vacant office: nobody can be reminded."),
    "problem.late_or_code": L("请给出里程碑编码，或用 --late 催办全部逾期事项，二者选一。", "Give the code of a milestone, or --late for everything that is late: one of the two."),
    "help.supervision": L("督办。", "Supervision."),
    "help.supervision.urge": L("人工催办应办的人：一个里程碑，或用 --late 催办全部逾期事项。", "Remind whoever has the ball: of one milestone, or with --late of everything that is late."),
    "help.supervision.urge:milestone": L("里程碑编码。", "Code of the milestone."),
    "help.supervision.urge:late": L("全部逾期事项。", "Everything that is late."),
    "help.supervision.urge:role": L("与 --late 同用：只催办这一主体。", "With --late: this party alone."),
    "help.debt.return": L("退回答复。", "Return an answer that will not do."),
    "help.debt.answer:promised": L("承诺完成日期，要求给出新日期时必填。", "The promised day, where a new date is asked for."),
}  # fmt: skip
