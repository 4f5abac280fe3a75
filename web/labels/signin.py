"""Signing in, passwords, one-time links."""

from web.labels.label import L

TEXTS = {
    "field.login": L("登录名", "Login"),
    "field.password": L("口令", "Password"),
    "field.again": L("再输入一次", "Repeat the password"),
    "field.present": L("当前口令", "Present password"),
    "signin.title": L("登录", "Sign in"),
    "signin.expert": L("凭一次性链接评审的专家", "Experts who came with a one-time link"),
    "signin.expert.say": L(
        "登录已经结束，请向经办人索取新链接；已保存的评分还在。",
        "Your session has ended. Please ask the officer in charge for a new link; what you saved of your sheet is kept.",
    ),
    "signin.out": L("退出", "Sign out"),
    "signin.help": L(
        "没有账号或忘记口令，请联系本单位的系统管理员，由其发送一次性链接。",
        "No account, or no password? Your system administrator can send you a one-time link.",
    ),
    "signin.interrupted": L(
        "登录已过期，刚才的提交没有生效。", "Your session had ended, so what you sent was not saved."
    ),
    "signin.kept": L(
        "您填写的内容保留在本页，登录后即可继续提交。选择的文件需要重新选取。",
        "What you typed is kept on this page and can be sent once you have signed in. Files have to be chosen again.",
    ),
    "signin.not_kept": L(
        "请登录后用浏览器的“后退”回到表单，再次提交。",
        "Sign in, go back to the form with your browser, and send it again.",
    ),
    "signin.resume.title": L("继续提交", "Send your entry"),
    "signin.resume.say": L(
        "登录成功。您之前填写的内容还没有提交，点击下面的按钮继续。",
        "You are signed in. What you typed before has not been sent yet; the button below sends it.",
    ),
    "signin.resume.send": L("继续提交", "Send it now"),
    "signin.password.title": L("设置口令", "Set a password"),
    "signin.password.set": L("设置口令", "Set the password"),
    "signin.password.done": L(
        "口令已更新，其他设备上的登录已退出。", "The password has been changed; other sessions have ended."
    ),
    "signin.password.expired": L(
        "口令已到期，请先更换再继续。", "Your password has expired; change it to continue."
    ),
    "signin.password.hint": L("12 至 128 个字符，越长越好。", "12 to 128 characters; longer is better."),
    "signin.password.hint_classes": L(
        "12 至 128 个字符，混用大写字母、小写字母、数字、其他字符中的至少 {classes} 类；不含姓名和登录名。",
        "12 to 128 characters of at least {classes} kinds: capitals, small letters, digits, others; "
        "without your name or login.",
    ),
    "signin.link.dead": L("链接已失效", "This link does not work"),
    "signin.link.dead.say": L(
        "链接不存在、已用过或已过期。请联系管理员重新发送。",
        "It is unknown, has been used, or is too old. Ask your administrator for a new one.",
    ),
}
