// The words of what only admins see in Chinese (China), loaded with it.

export default {
  'audit.why': '客服、组长和管理员的操作记录，最新的在前。每条记录在操作之前写入并签名，无人能不留痕迹地改动。', 'audit.check': '检查记录', 'audit.download': '下载', 'audit.downloading': '正在下载…',
  'audit.who': '谁', 'audit.what': '做了什么', 'audit.from': '从', 'audit.until': '到', 'audit.everybody': '所有人', 'audit.everything': '所有操作', 'audit.ofCustomer': '关于某位客户', 'audit.ofTarget': '关于某一对象',
  'audit.none': '这段时间没有人这样做过。减少筛选条件会找到更多。', 'audit.tickets': '工单', 'audit.customers': '客户', 'audit.desk': '客服台', 'audit.server': '服务器与记录',
  'audit.checking': { other: '已查看 {n} 条记录…' }, 'audit.whole': { other: '{chains} 条链中共 {n} 条记录：没有缺失，没有改动。' },
  'audit.broken': { other: '有 {n} 人的记录与写入时不一致。' },
  'audit.fault.missing': '{name}：第 {number} 条缺失。', 'audit.fault.changed': '{name}：第 {number} 条被改动。', 'audit.fault.unknownKey': '{name}：第 {number} 条的签名密钥不为服务器所知。',
  'audit.refused': '未完成：', 'audit.details': '详情：{what}，{name}',
  'audit.at': '时间', 'audit.number': '序号', 'audit.target': '对象', 'audit.version': 'If-Match', 'audit.network': '网络', 'audit.trace': '追踪', 'audit.keptUntil': '保留至',
  'act.ClaimTicket': '领取了工单', 'act.ReleaseTicket': '释放了工单', 'act.AssignTicket': '分配了工单', 'act.AddProgress': '写了进展', 'act.AskCustomer': '询问了客户', 'act.RecordResult': '答复了工单', 'act.AddNote': '写了备注', 'act.SendLater': '安排了定时发送', 'act.CancelLater': '取消了定时发送', 'act.FileTicket': '归类了工单', 'act.MergeTicket': '合并了工单', 'act.CloseTicket': '关闭了工单', 'act.ReopenTicket': '重新打开了工单', 'act.AnnounceAgentAttachment': '准备上传文件', 'act.ConfirmAgentAttachment': '附上了文件', 'act.GetAnyAttachment': '查看了文件',
  'act.ShowCustomer': '查看了客户页面', 'act.ExportAnyCustomer': '导出了客户数据', 'act.EraseAnyCustomer': '删除了客户数据', 'act.GetAnyErasure': '查看了删除进度', 'act.RepeatErasures': '重复了删除',
  'act.ChangeOwnProfile': '修改了自己的资料', 'act.ChangePerson': '修改了同事', 'act.RemovePerson': '移除了同事', 'act.PutQueue': '修改了队列', 'act.DeleteQueue': '删除了队列', 'act.PutAnswer': '修改了常用答复', 'act.DeleteAnswer': '删除了常用答复', 'act.PutView': '修改了自己的视图', 'act.DeleteView': '删除了自己的视图', 'act.RegisterDevice': '注册了设备', 'act.UnregisterDevice': '注销了设备', 'act.TestDevice': '测试了设备',
  'act.ListAudit': '查看了审计记录', 'act.ExportAudit': '下载了审计记录', 'act.VerifyAudit': '检查了审计记录', 'act.RenewTickets': '更新了存储的工单', 'act.ReregisterDevices': '重新注册了所有设备', 'act.Enrolled': '首次出现：',
  data: '个人数据', 'data.audit': '谁查看过这位客户', 'export.make': '生成数据包', 'export.packing': '正在生成数据包…', 'export.download': '下载数据包（{size}）', 'export.ready': '{tickets} 张工单，{files} 个文件；保留至 {until}。', 'export.soFar': '目前 {tickets} 张工单，{files} 个文件',
  erase: '删除数据…', 'erase.title': '删除{name}的全部数据？', 'erase.what': '设备将被注销，工单连同所有内容、附件和定时发送一并删除。只留下不含个人数据的证明。此操作无法撤回。', 'erase.reason': '原因',
  'erase.reason.asked': '客户要求删除', 'erase.reason.accountClosed': '客户的账户已注销', 'erase.reason.legal': '法律要求删除', 'erase.reason.mistake': '这些数据本不该在这里', 'erase.do': '删除', 'erase.soon': '{name}的全部数据将在 5 秒后删除。', 'erase.sent': '正在删除…',
  'erase.goesOn': '正在删除这位客户的数据。即使您离开，也会自动继续。', 'erase.done': '这位客户的数据已删除。', 'erase.because': '原因：{reason}。', 'erase.step.devices': '已注销的设备', 'erase.step.tickets': '已删除的工单', 'erase.step.done': '完成',
};
