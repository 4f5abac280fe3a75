"""The help beside an item; what it tells comes from the handbook."""

from web.labels.label import L

TEXTS = {
    "item_help.open": L("说明：{name}", "Help: {name}"),
    "item_help.form": L("表单内容", "In the form"),
    "item_help.floors": L("各关口最低等级", "Lowest level at each gate"),
    "item_help.floor": L("{gate} 不低于 {n}", "{gate} at least {n}"),
    "item_help.levels": L("等级说明", "What each level requires"),
    "item_help.tests": L("由其检验", "Tested at"),
    "item_help.source": L("依据（相关条款）", "Source of these clauses"),
    "item_help.chapter": L("见工作手册 {chapter}", "Handbook {chapter}"),
}
