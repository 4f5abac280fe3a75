"""What stands on the forms beside the fields that come from the standard."""

from __future__ import annotations

from handbook.labels.label import L

TEXTS = {
    "form.number": L("项目编号", "Project number"),
    "form.title": L("项目名称", "Project title"),
    "form.organisation": L("填报单位", "Organisation"),
    "form.period": L("所属期间", "Period"),
    "form.content": L("内容", "Content"),
    "form.reason": L("理由", "Reason"),
    "form.evidence": L("证据与附件", "Evidence and annexes"),
    "form.level": L("{code} {name}：评定等级（{low}–{high}）", "{code} {name}: level ({low}–{high})"),
    "form.level_reason": L("{code} 理由与证据", "{code} reason and evidence"),
    "form.signed": L("{told}（签字、日期）：", "{told} (signature, date):"),
    "form.for": L("用于：", "Used for: "),
    "form.secret": L("本表不公开。", "This form is never public."),
    "form.open": L("本表除依法不公开的内容外可以公开。", "This form may be public, but for what law keeps secret."),
}  # fmt: skip
