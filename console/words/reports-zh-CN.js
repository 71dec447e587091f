// The words of the reports in Chinese, loaded with them.

export default {
  'report.period': '时间', 'report.days': { other: '最近 {n} 天' }, 'report.allQueues': '所有队列',
  'report.result': '一半工单在{half}内得到结果，九成在{most}内。', 'report.firstAnswer': '一半客户在{half}内得到首次答复，九成在{most}内。',
  'report.numbers': '新工单 {submitted} 张，{results} 张有了结果，{reopened} 张重新打开。', 'report.rating': { other: '{n} 位客户评价了结果，平均 {average} 分（满分 5 分）。' },
  'report.tickets': '每日工单', 'report.raised': '新工单', 'report.results': '有结果', 'report.reopened': '重新打开', 'report.untilAnswer': '首次答复用时', 'report.untilResult': '得到结果用时', 'report.half': '一半', 'report.most': '九成',
  'report.halfAnswered': '首次答复', 'report.halfResult': '结果', 'report.stars': '评分', 'report.day': '日期',
  'report.counted': '每天从 UTC 零点算起。已统计到 {time}。', 'report.none': '尚无统计。首张工单之后几分钟就会有数字。',
};
