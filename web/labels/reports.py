"""The report of an evaluation, on the page and as a document."""

from web.labels.label import L

TEXTS = {
    "report.title": L("项目评估报告", "Evaluation report"),
    "report.of_gate": L("{gate} {text}", "{gate} {text}"),
    "report.fact.parties": L("参与单位", "Parties"),
    "report.fact.by": L("评分方式", "Scored by"),
    "report.fact.by.panel": L(
        "专家组（{n} 份有效评分，不记名）",
        "a panel ({n} sheets count, without names)",
        "a panel (one sheet counts, without names)",
    ),
    "report.fact.by.officer": L("项目专员对照量表定级", "the project officer, by the rubric"),
    "report.fact.by.opinion": L("专家书面意见（{n} 份，不记名）", "opinion on request ({n}, without names)"),
    "report.fact.officer": L("经办人", "Project officer"),
    "report.fact.concluded": L("定论日期", "Concluded on"),
    "report.fact.valid": L("有效期至", "Valid until"),
    "report.fact.rubric": L("量表版本", "Rubric"),
    "report.fact.check": L("校验码", "Check code"),
    "report.fact.as_of": L("打印日期", "As of"),
    "report.foot": L(
        "{number}　评估报告 E{n}　校验码 {check}", "{number}  evaluation report E{n}  check code {check}"
    ),
    "report.check.say": L(
        "校验码取自履历中定论这一条；与项目履历页所列一致，即为同一结论。",
        "The check code is that of the history event that concluded the evaluation: if the codes match, so does the conclusion.",
    ),
    "report.conclusion": L("结论", "Conclusion"),
    "report.total": L("加权总分 {total}，{band}。", "Total {total}: {band}."),
    "report.total.plain": L("加权总分 {total}。", "Total {total}."),
    "report.floors.met": L(
        "各维中位级均达到关口 {gate} 的最低级。", "Every dimension is at or above its floor at gate {gate}."
    ),
    "report.floors.short": L("未达最低级的维度：", "Below the floor:"),
    "report.valid.say": L(
        "结论自 {on} 起有效，至 {until}；过期须重新评估。",
        "Valid from {on} to {until}; after that a new evaluation is needed.",
    ),
    "report.valid.forever": L("结论自 {on} 起有效。", "Valid from {on}."),
    "report.own.beside": L(
        "自评列在旁边，不计入总分；相差两级及以上的标出。",
        "The self-rating is shown beside and never mixed in; a gap of two levels or more is marked.",
    ),
    "report.annulled": L("此结论已于 {on} 作废。", "This conclusion has been void since {on}."),
    "report.levels": L("各维结果", "Dimension by dimension"),
    "report.levels.caption": L("各维级别、中位级与最低级", "Levels, medians and floors"),
    "report.radar": L("雷达图：专家中位级、自评与最低级", "Radar: medians, self-rating and floors"),
    "report.met": L("达到", "met"),
    "report.short": L("未达", "below"),
    "report.column.met": L("是否达到", "Met"),
    "report.reasons": L("各维理由", "Reasons"),
    "report.reasons.said": L(
        "级别和理由（不记名，由低到高；末行为自评）",
        "Levels and reasons, lowest first, without names; the self-rating last",
    ),
    "report.reason.unjudged": L("无法判断", "cannot judge"),
    "report.reason.evidence": L("（依据材料 {numbers}）", " (evidence {numbers})"),
    "report.dissent": L("分歧及处理", "Disagreement"),
    "report.dissent.none": L(
        "各维专家意见基本一致，没有启动分歧处理。", "The experts agree closely enough; no step was taken."
    ),
    "report.dissent.step": L("第 {n} 步：{text}", "Step {n}: {text}"),
    "report.dissent.chair": L("组长写明的分歧：{words}", "The chair's dissent: {words}"),
    "report.supplement": L("如何补充", "What would raise the rating"),
    "report.supplement.say": L("平台可以补充以下依据后申请复评或重新评估：", "The platform may answer with:"),
    "report.supplement.line": L(
        "{code} {dimension}（中位级 {middle}，最低 {floor} 级）：{n} 级要求“{text}”",
        "{code} {dimension} (median {middle}, floor {floor}): level {n} requires “{text}”",
    ),
    "report.dossier": L("评估依据", "Documents considered"),
    "report.dossier.version": L(
        "第 {n} 版材料包与自评，{on} 提交。", "Version {n} of dossier and self-rating, handed in on {on}."
    ),
    "report.dossier.none": L("没有单独提交材料包。", "No dossier was handed in."),
    "report.dossier.document": L(
        "材料 {n}（第 {version} 版）：{name}", "Document {n} (version {version}): {name}"
    ),
    "report.objection": L("异议与答复", "Objections"),
    "report.objection.until": L(
        "参与单位可以在 {on} 前对本报告提出异议，由上一级答复。",
        "The parties may object until {on}; the office one rank above answers.",
    ),
    "report.objection.none": L("没有人提出异议。", "Nobody objected."),
    "report.objection.line": L("{on} 提出：{what}", "Raised on {on}: {what}"),
    "report.objection.answer": L("{on} 答复：{answer}", "Answered on {on}: {answer}"),
    "report.objection.open": L("由{who}于 {due} 前答复。", "To be answered by {who} until {due}."),
    "report.object": L("提出异议", "Object"),
    "report.reply": L("答复异议", "Answer the objection"),
    "report.grant": L("同意异议，另组专家组重评", "Grant it: another panel scores again"),
    "report.grant.say": L(
        "本次结论作废，由它得出的事实收回；抽取、评分、汇总等事项重新打开。答复同时发给参与单位。",
        "This conclusion becomes void and its facts are withdrawn; drawing, scoring and concluding open again. The parties receive the answer.",
    ),
    "report.download.docx": L("下载 DOCX", "DOCX"),
    "report.download.pdf": L("下载 PDF", "PDF"),
}
