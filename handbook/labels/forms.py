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
    "form.evidence": L("证据与附件清单", "Evidence and annexes"),
    "form.level": L("{code} {name}：等级", "{code} {name}: level"),
    "form.level_reason": L("{code} 理由与证据", "{code} reason and evidence"),
    "form.pledge": L("承诺与声明", "Pledge"),
    "form.signature": L("签字", "Signature"),
    "form.signed_on": L("日期", "Date"),
    "form.date": L("　　　　年　　月　　日", "            /      /      "),
    "form.expert": L("评审专家", "Expert"),
    "form.signer": L("填表人", "Filled in by"),
    "form.seal": L("（单位填报的加盖公章）", "(with the seal if filed by an organisation)"),
    "form.for": L("用于：", "Used for: "),
    "form.secret": L("本表不公开。", "This form is never public."),
    "form.open": L("本表除依法不公开的内容外可以公开。", "This form may be made public, except for what the law keeps secret."),
}  # fmt: skip
