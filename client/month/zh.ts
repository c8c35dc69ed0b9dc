export const zh = {
  month: { name: '月份', open: '看任意一天', day: '哪一天', was: '那天实际是怎样（按现在所知）', believed: '那天名录里怎么记的', believedShort: '当时的登记', more: '内容太多，放大后可看全', now: '回到现在', title: '{year} 年 {month} 月', before: '上个月', after: '下个月', then: '那天的样子' },
}
