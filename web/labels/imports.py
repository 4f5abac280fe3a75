"""Filling the register from a table, in the browser."""

from web.labels.label import L

TEXTS = {
    "import.title": L("从表格导入", "Import a table"),
    "import.lead": L(
        "把已有的台账（XLSX 或 CSV）导入项目库，每行成为一个草稿。先看逐行结果，再决定是否写入。",
        "Bring an existing table (XLSX or CSV) into the register; every row becomes a draft. Before anything is written you see what would become of each row.",
    ),
    "import.template": L("下载空白表格", "Download an empty template"),
    "import.columns": L("认得的列", "Columns that are recognised"),
    "import.columns.hint": L(
        "第一行是列名，次序不限。与标准中的事实同名的列记为该事实；其余的列原样留在简介里。",
        "The first line holds the column names, in any order. A column named like a fact of the standard is recorded as that fact; all others are kept as words in the summary.",
    ),
    "import.midway": L(
        "已经在途的项目在“入口”列写明从哪里进入（如 E2）；所需材料、批准和补录在草稿上办理。",
        "For a project already under way, the column Entry says at which entry point it begins (such as E2); its documents, approval and back-fill are done on the draft.",
    ),
    "import.limits": L(
        "每次最多 {most} 行；更多的请用命令行 lifecycle import。",
        "At most {most} rows at a time; for longer tables use the command line, lifecycle import.",
    ),
    "import.file.hint": L(
        "XLSX 的第一张表，或 UTF-8、GB18030 编码的 CSV。",
        "The first sheet of an XLSX file, or CSV in UTF-8 or GB18030.",
    ),
    "field.origin": L("来源编号", "Record number"),
    "field.table": L("台账名称", "Name of the table"),
    "import.table.hint": L(
        "与来源编号一起认定同一条记录：同名台账再次导入时，已登记的不会重复。",
        "Together with the record number it identifies each record: if it is imported again under the same name, records already known are left alone.",
    ),
    "import.table.default": L("台账", "table"),
    "import.kind": L("持有单位的类别", "Kind of the holders"),
    "import.map.own": L("已有映射文件？", "Do you have a map?"),
    "import.map.hint": L(
        "YAML 文件，写明每一列的含义；写法见文档“导入项目库”。没有也可以：列名不同时会逐项询问。",
        "A YAML file that says what each column means; see “Import a register” in the documentation. Without one you are asked wherever names differ.",
    ),
    "import.which": L("哪一列是什么", "Which column is which"),
    "import.which.lead": L(
        "表中的列名与系统不同，请指明每项取自哪一列",
        "The columns have names of their own; say which one holds what.",
    ),
    "import.which.others": L(
        "其余的列：与标准中的事实同名的记为该事实，别的原样留在简介里。",
        "Other columns named like a fact of the standard are recorded as that fact; the rest are kept as words in the summary.",
    ),
    "import.no_column": L("（没有）", "(none)"),
    "import.first_rows": L("表中前几行", "The first rows"),
    "import.weigh": L("查看逐行结果", "Preview"),
    "import.column.origin": L("来源编号", "Record number"),
    "import.column.title": L("项目名称", "Title"),
    "import.column.organisation": L("持有单位", "Holder"),
    "import.column.summary": L("简介", "Summary"),
    "import.column.entry": L("入口", "Entry"),
    "import.column.origin.hint": L(
        "必填。在原台账中的编号，不变、不重复；表中没有编号列时，选能区分各行的列，如项目名称。",
        "Required. Its number in your table, which never changes; if there is no such column, choose one that tells the "
        "rows apart, such as the title.",
    ),
    "import.column.title.hint": L(
        "必填。超过 120 字的会截短，全文留在简介里。",
        "Required. Cut after 120 characters; the full title stays in the summary.",
    ),
    "import.column.organisation.hint": L(
        "单位全称。已登记的按名称认定，没有的新登记。",
        "Its full name; matched by name, and added if it is new.",
    ),
    "import.column.summary.hint": L("选填。", "May be empty."),
    "import.column.entry.hint": L(
        "选填，不填为常规入口。在途项目写入口代码或名称。",
        "Leave empty for the ordinary way in. For a project already under way, the code or name of an entry point.",
    ),
    "import.type.bool": L("是、否", "yes or no"),
    "import.type.number": L("数字", "a number"),
    "import.type.count": L("整数", "a whole number"),
    "import.type.level": L("等级数字", "a level"),
    "import.type.date": L("日期，如 2026-03-18", "a day, like 2026-03-18"),
    "import.type.enum": L("所列之一", "one of the list"),
    "import.sheet": L("导入表", "Table"),
    "import.sheet.help": L("填写说明", "What to fill in"),
    "import.head.column": L("列", "Column"),
    "import.head.meaning": L("可以填什么", "Allowed contents"),
    "import.preview": L("逐行结果（尚未写入）", "What would happen (nothing is written yet)"),
    "import.new": L("将登记", "New"),
    "import.known": L("已在库中", "Already known"),
    "import.wrong": L("有误", "Wrong"),
    "import.organisations": L("新单位", "New organisations"),
    "import.says": L(
        "登记为草稿，只有导入人被记为来源，不通知任何人，不安排专员。",
        "They become drafts; nobody is seated and nobody is told.",
    ),
    "import.says_wrong": L(
        "有误的行不会写入。改好文件后重新上传，或只登记没有错误的行。",
        "Wrong rows are not imported. Correct the file and upload it again, or import the correct rows only.",
    ),
    "import.says_none": L("没有新的行可以登记。", "There is nothing new to import."),
    "import.go": L("登记 {n} 个草稿", "Make {n} drafts", "Make 1 draft"),
    "import.go_leave_out": L(
        "只登记没有错误的 {n} 行", "Import the {n} correct rows only", "Import the 1 correct row only"
    ),
    "import.other_file": L("换一个文件", "Another file"),
    "import.changed": L(
        "看过之后情况变了，没有写入。请再看一遍。",
        "Something changed in the meantime and nothing was written. Please look again.",
    ),
    "import.done": L("导入结果", "What was imported"),
    "import.done.lead": L(
        "{name}：登记 {new} 个，已在库中 {known} 个。", "{name}: {new} made, {known} already known."
    ),
    "import.to_register": L("查看草稿", "To the drafts"),
    "import.download": L("下载结果", "Download"),
    "import.head.line": L("行", "Row"),
    "import.line": L("第 {n} 行", "row {n}", "row 1"),
    "import.head.title": L("项目名称", "Title"),
    "import.head.outcome": L("结果", "Outcome"),
    "import.head.number": L("编号", "Number"),
    "import.head.reasons": L("原因", "Reasons"),
    "import.outcome.new": L("新登记", "new"),
    "import.outcome.known": L("已在库中", "already known"),
    "import.outcome.wrong": L("有误", "wrong"),
    "import.reason": L("{column}：{said}", "{column}: {said}"),
    "import.reason.value": L("{column}“{value}”：{said}", "{column} “{value}”: {said}"),
    "import.reason.one_of": L("{said}可填：{values}。", "{said} It may be: {values}."),
    "problem.lacks_columns": L(
        "缺少列：{columns}。文件中的列是：{header}。",
        "Columns are missing: {columns}. The file has: {header}.",
    ),
    "problem.not_a_table": L("请上传 .xlsx 或 .csv 文件。", "Upload an .xlsx or a .csv file."),
    "problem.table_too_long": L(
        "超过 {limit} 行。请分成几个文件，或用命令行 lifecycle import。",
        "More than {limit} rows. Split the file, or use the command line, lifecycle import.",
    ),
}
