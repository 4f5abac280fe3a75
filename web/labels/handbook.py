"""The handbook's reader and its refusals. The words of the book itself are the handbook's own."""

from web.labels.label import L

TEXTS = {
    "handbook.refused": L("手册无法生成。", "The handbook could not be made."),
    "handbook.unknown_edition": L(
        "没有分册“{edition}”，现有：{known}。",
        "There is no edition {edition}; there are: {known}.",
    ),
    "handbook.unknown_format": L(
        "没有格式或语言“{format}”，现有：{known}。",
        "There is no format or language {format}; there are: {known}.",
    ),
    "handbook.nothing_given": L(
        "项目版、单位工作清单须从系统中该项目、该单位的页面打印。",
        "The edition of one project, and of one organisation, is printed from its page in the system.",
    ),
    "handbook.no_chinese_font": L(
        "没有找到中文字体，不能生成 PDF。请安装其中之一（如 Debian 的 fonts-noto-cjk）后再试，"
        "或改用 DOCX、HTML：{searched}。",
        "No Chinese font was found, so no PDF was made. Install one (Debian: fonts-noto-cjk), or use DOCX or HTML. Searched for: {searched}.",
    ),
    "handbook.not_printable": L(
        "排版没有成功，没有生成文件：{why}",
        "The pages could not be typeset, so no file was made: {why}",
    ),
    "handbook.title": L("标准化工作手册", "Standard work handbook"),
    "handbook.in_force": L("现行有效", "in force"),
    "handbook.not_yet": L("{on} 起施行", "in force from {on}"),
    "handbook.superseded": L("已由 {version} 取代", "superseded by {version}"),
    "handbook.editions": L("分册", "Editions"),
    "handbook.versions": L("版本", "Versions"),
    "handbook.search": L("在本册中查找", "Search in this edition"),
    "handbook.search_go": L("查找", "Search"),
    "handbook.found": L("“{words}”：{n} 条", "“{words}”: {n} clauses", "“{words}”: 1 clause"),
    "handbook.found_none": L(
        "“{words}”：没有找到。请换一个词，或到全本中查找。",
        "“{words}”: nothing found. Try another word, or the full edition.",
    ),
    "handbook.found_more": L("只列出前 {n} 条。", "Only the first {n} are listed."),
    "handbook.own": L("本方清单", "Your lists"),
    "handbook.back_to_project": L("返回项目 {number}", "Back to project {number}"),
    "handbook.organisations": L("单位工作清单", "Work lists of organisations"),
    "handbook.organisations.read": L(
        "每个参与单位一份：它在各项目中未办结的事项、近期日程和单位级事项，可打印。",
        "One for each organisation: its open duties in all its projects, the next dates and what it owes as an organisation; for printing.",
    ),
    "handbook.organisations.none": L(
        "你能看到的项目中没有参与单位。", "No organisation takes part in a project that you see."
    ),
    "handbook.organisation": L("单位", "Organisation"),
    "handbook.kind": L("类别", "Kind"),
    "handbook.projects": L("进行中的项目", "Running projects"),
    "handbook.print_project": L("打印项目版手册", "Print this project's handbook"),
    "handbook.making": L("正在生成文件", "The file is being made"),
    "handbook.making.runs": L(
        "{form} 已排版 {n} 秒。", "{form}: {n} seconds so far.", "{form}: 1 second so far."
    ),
    "handbook.making.waits": L(
        "前面还有文件在排版，轮到时自动开始。", "Other files are being made first; yours starts by itself."
    ),
    "handbook.making.looks_in": L(
        "本页每 {n} 秒自动查看一次，完成后即开始下载；下载开始后可离开本页。",
        "This page refreshes every {n} seconds and then starts the download; after that you may leave it.",
        "This page refreshes every second and then starts the download; after that you may leave it.",
    ),
    "handbook.making.now": L("立即查看", "Refresh now"),
    "handbook.check.field": L("校验码", "Check code"),
    "handbook.check.go": L("核对", "Check"),
    "handbook.contents": L("目次", "Contents"),
    "handbook.download": L("下载", "Download"),
    "handbook.download.pdf": L("PDF（打印）", "PDF (print)"),
    "handbook.download.docx": L("DOCX（可编辑）", "DOCX (to edit)"),
    "handbook.download.html": L("HTML（单个文件）", "HTML (one file)"),
    "handbook.download.md": L("Markdown", "Markdown"),
    "handbook.download.json": L("JSON（供程序）", "JSON (for programs)"),
    "handbook.language.zh": L("中文", "Chinese"),
    "handbook.language.en": L("英文", "English"),
    "handbook.language.both": L("中英对照", "Both languages"),
    "handbook.check": L("手册核对", "Check a handbook"),
    "handbook.check.code": L("校验码 {code}", "Check code {code}"),
    "handbook.check.is": L(
        "这是“{title}”{edition}，版本 {version}，{on} 起施行。",
        "This is {title}, {edition}, version {version}, in force from {on}.",
    ),
    "handbook.check.unknown": L(
        "没有这个校验码的手册。请核对输入；若无误，该手册不是由本系统发布的。",
        "No handbook has this code. Check what you typed; if it is right, that handbook was not issued by this system.",
    ),
    "handbook.check.read": L("打开现行版本", "Read the edition in force"),
    "handbook.hash": L("内容校验 {hash}", "Content hash {hash}"),
    "handbook.written": L("已写入 {file}（{size}）。", "Wrote {file} ({size})."),
    "help.handbook": L("输出标准化工作手册。", "Print the standard work handbook."),
    "help.handbook:edition": L(
        "分册：full、各主体编码、flow。", "Edition: full, the code of a role, or flow."
    ),
    "help.handbook:form": L("格式。", "Format."),
    "help.handbook:lang": L("语言。", "Language."),
    "help.handbook:version": L("标准版本，默认现行。", "Version of the standard; that in force by default."),
    "help.handbook:against": L("与哪一版本比较，标出变化。", "Mark what differs from this version."),
    "help.handbook:address": L(
        "校验网址前缀，印成二维码。", "Address of the page that checks handbooks, printed as a QR code."
    ),
    "help.handbook:fonts": L("另外查找字体的文件夹。", "A folder of fonts to search beside the system's."),
    "help.handbook:target": L("写入的文件。", "File to write."),
    "holiday.new_years_day": L("元旦", "New Year"),
    "holiday.spring_festival": L("春节", "Spring Festival"),
    "holiday.tomb_sweeping_day": L("清明节", "Tomb-Sweeping Day"),
    "holiday.labour_day": L("劳动节", "Labour Day"),
    "holiday.dragon_boat_festival": L("端午节", "Dragon Boat Festival"),
    "holiday.national_day": L("国庆节", "National Day"),
    "holiday.mid_autumn_festival": L("中秋节", "Mid-Autumn Festival"),
}
