"""What the filling page's script says; the page hands it over, so that words stay in Python."""

FILLING_WORDS = {
    "saved": "已保存",
    "sending": "正在保存…",
    "waiting": "待发送：网络恢复后自动送出",
    "draft": "已恢复您上次没有保存的内容，请核对后保存",
    "pendingOne": "有 1 条内容待发送，已存在这台设备上",
    "pendingMany": "有 {n} 条内容待发送，已存在这台设备上",
    "stuckMany": "有 {n} 条内容没有送达，请逐项处理",
    "allSent": "全部内容已保存",
    "signIn": "登录已失效，重新登录后打开这张表会自动送出",
    "gone": "没有送达：您现在不能填写这张表。已保存的内容仍在，可由其他督查员接手；如有疑问请联系县政务公开办",
    "tooLarge": "照片超过 10 MB，没有保存，请压缩后重新选择",
    "expired": "页面已过期，请刷新后继续，内容不会丢失",
    "server": "系统暂时没有响应，稍后自动再发",
    "progress": "已填 {answered} 项，共 {total} 项",
    "remove": "删除",
    "photo": "照片",
    "noStore": "这台设备不能离线保存，请保持联网填写",
    "choose": "请先选择结论或填写数字，再保存",
    "offline": "网络没有连上，可以继续填写",
}
