"""Taking the register away as a table."""

from web.labels.label import L

TEXTS = {
    "field.format": L("格式", "Format"),
    "field.export": L("导出", "Export"),
    "export.title": L("导出项目库", "Export of the register"),
    "export.tool": L("导出", "Export"),
    "export.hint": L(
        "导出当前列表的全部 {n} 行：筛选、列和排序与屏幕一致。导出会记入访问日志。",
        "All {n} rows of this list, with its filters, columns and order. Exports are recorded in the access log.",
        "The one row of this list, with its filters, columns and order. Exports are recorded in the access log.",
    ),
    "export.format.xlsx": L("Excel 工作簿（含说明页）", "Excel workbook (with a sheet about it)"),
    "export.format.csv": L("CSV（纯数据）", "CSV (data only)"),
    "export.running": L("已写入 {done} / {n} 行", "{done} of {n} rows written"),
    "export.waits": L(
        "完成前本页会自动刷新，可以离开后再回来。",
        "This page refreshes by itself; you may leave and come back.",
    ),
    "export.look": L("立即刷新", "Refresh now"),
    "export.done": L("导出已完成，共 {n} 行", "The export is done: {n} rows", "The export is done: 1 row"),
    "export.fetch": L("下载 {format}", "Download {format}"),
    "export.kept": L(
        "文件保留 24 小时，只有您能下载。", "The file is kept for 24 hours and only you can download it."
    ),
    "export.failed": L(
        "导出没有完成：服务中断或磁盘已满。请重新导出。",
        "The export did not finish: the service stopped or the disk is full.",
    ),
    "export.again": L("重新导出", "Export again"),
    "export.back": L("返回列表", "Back to the list"),
    "export.about": L("说明", "About"),
    "export.item": L("事项", "Item"),
    "export.value": L("内容", "Value"),
    "export.columns": L("列", "Columns"),
    "export.rows": L("行数", "Rows"),
    "export.at": L("导出时间", "Exported at"),
    "export.by": L("导出人", "Exported by"),
    "export.standard": L("标准版本", "Standard"),
    "export.check": L("校验码", "Check code"),
    "problem.too_often": L(
        "一小时内最多导出 {limit} 次，请稍后再试。", "At most {limit} exports in an hour; try again later."
    ),
}
