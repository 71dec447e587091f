// The words of the settings in Chinese, loaded with them.

export default {
  preview: '预览：',
  'did.remove': '已移除{name}。',
  signout: '退出登录', 'signout.why': '未发送的内容会保留在本机。',
  'role.of': '{name}的角色',
  'set.name': '对客户和同事显示的姓名', 'set.name.why': '仅在服务器允许时客户可见。', 'set.availability': '您在吗？', 'set.language': '界面语言', 'set.theme': '配色', 'set.density': '行距', 'set.notify': '推送通知我',
  'set.alerts': '在这台电脑上，当我没有看着页面时', 'alerts.notify': '系统通知', 'alerts.sound': '提示音', 'alerts.why': '提醒内容按上面的选择。离开状态下不提醒。',
  'theme.system': '跟随系统', 'theme.light': '浅色', 'theme.dark': '深色', 'density.comfortable': '宽松', 'density.compact': '紧凑',
  'notify.newTicket': '我的队列有新工单', 'notify.message': '我的工单有新消息', 'notify.mention': '备注中提及我', 'notify.assigned': '有工单分配给我', 'notify.rating': '我的答复收到评分',
  'answers.why': '在答复中输入 / 即可使用。', 'answers.none': '还没有常用答复。先写下您最常输入的那一条。', 'answers.new': '新建常用答复', 'answer.title': '标题', 'answer.placeholders': '使用时自动填入：', 'answer.sample': '我的包裹在哪里？', remove: '移除{name}',
  'queues.why': '按 Q 可将工单移到队列；已加入队列的客服只能看到这些队列和通用队列中的工单。', 'queues.admin': '由管理员修改队列。', 'queues.name': '新队列名称', 'queues.new': '添加', 'saved.why': '您保存的视图及其筛选条件。', 'people.why': '所有登录过的成员及其角色和队列。', 'people.admin': '由管理员修改角色和队列。',
  'set.languages': '您使用的答复语言', 'languages.placeholder': 'en, zh-CN', own: '接收通知的设备', 'own.none': '还没有设备：在手机应用中登录后，即可收到您选择的通知。', 'own.test': '发送测试', 'own.signOut': '注销{name}', 'own.leaves': '{name}将在 5 秒后注销。',
  'hop.registered': '服务器已登记该设备。', 'hop.knownToHub': '推送平台已登记该设备。', 'hop.takenByHub': '推送平台已接收测试。',
  'person.edit': '修改{name}', 'person.name': '名称', 'person.languages': '语言', 'person.remove': '移出成员名单', 'did.removePerson': '{name}将在 5 秒后移出；在管理员恢复之前，其访问会被拒绝。',
  'people.out': '已移出成员名单', 'person.back': '恢复', 'person.backOf': '恢复{name}',
};
