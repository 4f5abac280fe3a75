"""The inbox, and what a person chooses about letters."""

from web.labels.label import L

TEXTS = {
    "nav.inbox": L("通知", "Notices"),
    "inbox.title": L("通知", "Notices"),
    "inbox.unread": L("{n} 条未读", "{n} unread", "1 unread"),
    "inbox.unread_many": L("99+ 条未读", "99+ unread"),
    "inbox.none": L("没有通知", "Nothing here"),
    "inbox.none_unread": L("没有未读的通知", "Nothing unread"),
    "inbox.all": L("全部", "All"),
    "inbox.only_unread": L("只看未读", "Unread only"),
    "inbox.read": L("标为已读", "Mark as read"),
    "inbox.about_none": L("其他通知", "About no project"),
    "inbox.read_these": L("这 {n} 条标为已读", "Mark these {n} as read"),
    "inbox.read_all": L("全部标为已读", "Mark all as read"),
    "inbox.done": L("已标为已读。", "Marked as read."),
    "inbox.settings": L("提醒设置", "Settings"),
    "inbox.over": L("已办结", "done"),
    "inbox.new": L("未读", "unread"),
    "inbox.earlier": L("此前：", "Before: "),
    "inbox.why": L("为什么收到", "Why you get this"),
    "choice.title": L("提醒设置", "Notice settings"),
    "choice.lead": L(
        "站内通知总会收到。信函（邮件、群机器人）每个工作日一封，可以选择哪几天收、收不收；逾期和红灯的信函不能关闭，也不推迟。",
        "Everything arrives in the inbox. Letters (mail, chat) come once a working day; choose the days, and whether to get them. Letters about overdue items cannot be switched off or postponed.",
    ),
    "choice.letters": L("信函", "Letters"),
    "choice.saved": L("已保存。", "Saved."),
    "choice.robot.saved": L("群机器人已保存。", "The chat robot was saved."),
    "choice.always": L("逾期提醒：总是发送", "Overdue: always sent"),
    "choice.mail_to": L("邮件发送到 {email}。", "Mail goes to {email}."),
    "choice.no_mail": L("您没有登记邮箱，收不到邮件；请联系系统管理员。", "You have no mail address; ask the system administrator."),
    "choice.no_server": L("本系统没有设置发信服务器，只有站内通知。", "This installation sends no mail; there is only the inbox."),
    "choice.robot.try": L("发一条试验消息", "Send a test message"),
    "choice.robot.try.hint": L(
        "立即向现用的机器人发一条消息，看看能否收到。",
        "Sends one message to the robot now in use, so that you can see whether it arrives.",
    ),
    "choice.robot.wait": L(
        "刚刚试过，请 {n} 秒后再试。", "A test was sent just now; wait {n} seconds and try again.", "A test was sent just now; wait 1 second and try again."
    ),
    "choice.robot": L("群机器人", "Chat robot"),
    "choice.robot.hint": L(
        "钉钉 dingtalk://密钥@令牌，企业微信 wecombot://KEY，飞书 feishu://令牌，其他 jsons://主机/路径。留空并保存即取消。",
        "dingtalk://secret@token, wecombot://key, feishu://token, others jsons://host/path. Save it empty to remove it.",
    ),
    "choice.robot.now": L("现用 {url}", "Now {url}"),
    "field.days": L("哪几天收", "On which days"),
    "field.before_due": L("到期前的提醒也发信函", "Also before something is due"),
    "field.news": L("进展（提交、确认、决定等）也发信函", "Also about news (submitted, confirmed, decided …)"),
    "field.url": L("机器人地址", "Address of the robot"),
    "weekday.1": L("周一", "Mon"),
    "weekday.2": L("周二", "Tue"),
    "weekday.3": L("周三", "Wed"),
    "weekday.4": L("周四", "Thu"),
    "weekday.5": L("周五", "Fri"),
}  # fmt: skip
