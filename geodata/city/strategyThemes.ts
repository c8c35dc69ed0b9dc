// What a strategy (一河一策) is about, in the words of the trade: each theme is one problem with the goal, task,
// measures and responsibility that answer it. Braces are filled in: {water}, {place} on it, {target} class, {n} the
// measure's quantity (in a problem: the first measure's), {year}, {lead} department, {town}.
import type { OrgField } from './peopleOrgs.ts'

export interface Site {
  kind: 'river' | 'lake' | 'reservoir'
  /** 0…1, built-up share of the villages it passes. */
  urban: number
  /** 0…1, how far up in the hills: good targets, no tide. */
  hill: number
  tidal: boolean
}

export interface Work {
  text: string
  unit: string
  /** Least and most quantity and the step between, in `unit`. */
  range: [least: number, most: number, step: number]
  owner: OrgField
}

export interface Theme {
  /** Chance weight for a site; 0 where the theme makes no sense. */
  suits: (site: Site) => number
  problem: string[]
  goal: string[]
  task: string[]
  works: Work[]
  duty: string
}

const river = (weight: (site: Site) => number) => (site: Site) => (site.kind === 'river' ? Math.max(0, weight(site)) : 0)

export const themes: Theme[] = [
  {
    suits: river(({ urban }) => 4 * urban),
    problem: ['{water}{place}沿岸截污管网有断点和错混接，旱季仍有污水直排', '{water}{place}雨后水质反弹，合流溢流污染明显'],
    goal: ['{year}年底前{place}旱季无污水直排，水质稳定达到{target}类', '{year}年底前{place}雨后两天内水质恢复到{target}类'],
    task: ['控源截污：补齐{water}{place}截污系统短板', '控源截污：{place}管网查漏补缺、错混接改造'],
    works: [
      { text: '{water}{place}截污管网完善 {n} km', unit: 'km', range: [0.4, 3.2, 0.1], owner: 'water' },
      { text: '{place}沿岸错混接点改造 {n} 处', unit: '处', range: [3, 24, 1], owner: 'water' },
      { text: '{place}溢流口整治 {n} 个', unit: '个', range: [1, 8, 1], owner: 'water' },
    ],
    duty: '{lead}牵头实施，{town}负责沿线协调，每月通报进度',
  },
  {
    suits: river(({ urban }) => 4 * (urban - 0.3)),
    problem: ['{water}{place}有 {n} 条合流渠箱接入，清污不分，挤占管网容量', '{place}共 {n} 条合流渠箱未完成清污分流，污水浓度偏低'],
    goal: ['{year}年底前完成{place}合流渠箱清污分流，清水入河、污水进厂'],
    task: ['合流渠箱清污分流：{water}{place}按渠箱流域逐条实施'],
    works: [
      { text: '{water}{place}合流渠箱清污分流 {n} 条', unit: '条', range: [1, 5, 1], owner: 'water' },
      { text: '{place}渠箱源头污水接驳改造 {n} 处', unit: '处', range: [5, 40, 1], owner: 'housing' },
    ],
    duty: '{lead}负责渠箱改造，{town}负责源头排水户接驳',
  },
  {
    suits: river(({ urban }) => 3 * urban),
    problem: ['{water}{place}沿线排水单元雨污分流不彻底，达标率偏低', '{place}沿线部分排水户未持证排水，接驳情况不清'],
    goal: ['{year}年底前{place}沿线排水单元达标率达到95%以上'],
    task: ['排水单元达标创建：{place}沿线落实“四人到位”，完成内部雨污分流'],
    works: [
      { text: '{water}{place}沿线排水单元达标创建 {n} 个', unit: '个', range: [4, 36, 1], owner: 'housing' },
      { text: '{place}沿线排水户接驳核查与持证整改 {n} 户', unit: '户', range: [12, 120, 2], owner: 'water' },
    ],
    duty: '{town}为属地责任单位，{lead}负责技术指导和验收',
  },
  {
    suits: river(({ hill }) => 1.6 * (1 - hill)),
    problem: ['{water}{place}底泥淤积较厚，枯水期有返黑风险', '{place}多年未清淤，过水断面缩窄'],
    goal: ['{year}年底前消除{place}内源污染，溶解氧稳定达标', '{year}年底前恢复{place}过水断面，水质达到{target}类'],
    task: ['内源治理：{water}{place}分段清淤，底泥规范处置'],
    works: [
      { text: '{water}{place}清淤疏浚 {n} 万m³', unit: '万m³', range: [0.2, 4.5, 0.1], owner: 'water' },
      { text: '{place}底泥检测与无害化处置 {n} 批', unit: '批', range: [1, 6, 1], owner: 'ecology' },
    ],
    duty: '{lead}组织清淤，{town}落实堆放和转运场地',
  },
  {
    suits: () => 1.2,
    problem: ['{water}{place}管理范围内有疑似“四乱”问题 {n} 处', '{place}岸线被侵占，排查出“四乱”线索 {n} 处，巡查通道不贯通'],
    goal: ['{year}年底前{place}存量“四乱”动态清零', '{year}年底前{place}岸线清障完成，巡查通道贯通'],
    task: ['四乱清理：{water}{place}逐宗核查、建账、销号'],
    works: [
      { text: '{water}{place}“四乱”问题清理销号 {n} 处', unit: '处', range: [2, 18, 1], owner: 'cityCare' },
      { text: '{place}临水违法建设拆除 {n} m²', unit: 'm²', range: [120, 3600, 10], owner: 'cityCare' },
    ],
    duty: '{town}组织拆除清理，{lead}负责执法，逾期未销号的由河长办督办',
  },
  {
    suits: river(({ tidal }) => (tidal ? 3 : 0)),
    problem: ['{water}{place}受潮汐顶托，水动力不足，水体交换慢', '{place}闸泵调度分散，退潮时水位过低、底泥裸露'],
    goal: ['{year}年底前形成常态化活水调度，{place}换水周期不超过3天'],
    task: ['活水保质：{water}闸泵联合调度，涨潮引水、退潮排水'],
    works: [
      { text: '{water}闸泵自动化改造 {n} 座', unit: '座', range: [1, 4, 1], owner: 'water' },
      { text: '{water}{place}补水管线建设 {n} km', unit: 'km', range: [0.3, 2.4, 0.1], owner: 'water' },
      { text: '{water}闸泵联合调度演练 {n} 次', unit: '次', range: [2, 8, 1], owner: 'water' },
    ],
    duty: '{lead}统一调度，{town}负责闸站值守和水面清漂',
  },
  {
    suits: ({ kind }) => (kind === 'reservoir' ? 0.3 : 1.3),
    problem: ['{water}{place}岸坡硬质化，水生植被稀疏', '{place}滨水植被退化，生物多样性偏低'],
    goal: ['{year}年底前建成{place}生态岸线，岸坡植被覆盖率达到85%以上'],
    task: ['生态修复：恢复{water}{place}滨水植被和生境'],
    works: [
      { text: '{water}{place}生态护岸建设 {n} km', unit: 'km', range: [0.3, 2.6, 0.1], owner: 'water' },
      { text: '{place}水生植物种植 {n} m²', unit: 'm²', range: [400, 6000, 100], owner: 'forestry' },
      { text: '{water}碧道建设 {n} km', unit: 'km', range: [0.8, 4.5, 0.1], owner: 'forestry' },
    ],
    duty: '{lead}负责建设，{town}负责建成后的管养移交',
  },
  {
    suits: river(({ urban, hill }) => 3 * (1 - urban) * (1 - hill)),
    problem: ['{water}{place}周边鱼塘尾水未经处理排入，面源污染突出', '{place}沿岸有畜禽散养和农田退水，汛期氨氮、总磷升高'],
    goal: ['{year}年底前养殖尾水达标排放，{place}水质不低于{target}类'],
    task: ['农业面源治理：{place}周边养殖尾水处理与化肥农药减量'],
    works: [
      { text: '{water}{place}周边养殖尾水治理 {n} 亩', unit: '亩', range: [60, 900, 10], owner: 'farming' },
      { text: '{place}畜禽养殖污染整治 {n} 户', unit: '户', range: [1, 12, 1], owner: 'farming' },
      { text: '{place}生态沟渠建设 {n} km', unit: 'km', range: [0.3, 2.2, 0.1], owner: 'farming' },
    ],
    duty: '{lead}牵头，{town}落实到塘到户，村居日常巡查',
  },
  {
    suits: ({ kind, urban }) => (kind === 'lake' ? 0 : 2.6 * (1 - urban)),
    problem: ['{water}{place}沿线自然村生活污水收集率不足', '{place}沿线农污处理设施运行不稳定，有污水散排'],
    goal: ['{year}年底前{place}沿线自然村生活污水治理率达到95%以上'],
    task: ['农村生活污水治理：{place}沿线管网入户、设施提标'],
    works: [
      { text: '{water}{place}沿线农污管网完善 {n} km', unit: 'km', range: [0.5, 4, 0.1], owner: 'water' },
      { text: '{place}农污处理设施提标改造 {n} 座', unit: '座', range: [1, 4, 1], owner: 'ecology' },
      { text: '{place}沿线自然村雨污分流 {n} 个', unit: '个', range: [1, 6, 1], owner: 'farming' },
    ],
    duty: '{lead}负责建设，{town}负责设施运行监管',
  },
  {
    suits: ({ kind, hill }) => (kind === 'lake' ? 0 : 2.4 * hill),
    problem: ['{water}{place}两岸山坡开垦，暴雨后水土流失', '{place}岸坡局部滑塌，山洪时泥沙入河'],
    goal: ['{year}年底前完成{place}侵蚀沟和滑塌点治理'],
    task: ['水土保持：{water}{place}坡岸防护与封育'],
    works: [
      { text: '{water}{place}岸坡防护加固 {n} m', unit: 'm', range: [80, 900, 10], owner: 'water' },
      { text: '{place}封育治理 {n} 公顷', unit: '公顷', range: [5, 80, 1], owner: 'forestry' },
    ],
    duty: '{lead}负责治理，{town}负责封育管护',
  },
  {
    suits: river(() => 1),
    problem: ['{water}{place}堤岸未全线达标，有险工险段 {n} 处', '汛期{water}{place}内涝频发，排查出险工险段 {n} 处'],
    goal: ['{year}年底前完成{place}隐患整改，防洪能力达到规划标准'],
    task: ['防洪排涝：{water}{place}堤岸达标与排涝能力提升'],
    works: [
      { text: '{water}{place}险工险段除险加固 {n} 处', unit: '处', range: [1, 5, 1], owner: 'water' },
      { text: '{place}堤岸达标加固 {n} km', unit: 'km', range: [0.3, 2.8, 0.1], owner: 'water' },
    ],
    duty: '{lead}负责建设，{town}落实汛期值守和应急物资',
  },
  {
    suits: () => 1.4,
    problem: ['{water}{place}保洁不到位，水面和岸坡垃圾时有反弹', '{water}巡查发现的问题处置不够及时，{place}重复投诉较多'],
    goal: ['{year}年{water}水面和岸坡保洁全覆盖，问题办结率保持98%以上'],
    task: ['长效管护：{water}保洁、巡查、公示牌一体化管理'],
    works: [
      { text: '{water}河长公示牌更新维护 {n} 块', unit: '块', range: [2, 16, 1], owner: 'office' },
      { text: '{water}{place}保洁责任段划定与上岗 {n} 段', unit: '段', range: [2, 10, 1], owner: 'cityCare' },
      { text: '{water}视频监控点建设 {n} 个', unit: '个', range: [1, 9, 1], owner: 'water' },
    ],
    duty: '{town}落实保洁和巡查经费，{lead}每季度考核',
  },
  {
    suits: ({ kind }) => (kind === 'reservoir' ? 3 : 0),
    problem: ['{water}渗流和变形监测设施老化，{place}护坡局部破损', '{water}安全鉴定提出的隐患尚未全部整改，{place}有渗漏点'],
    goal: ['{year}年底前完成除险加固，大坝安全鉴定达到二类坝以上'],
    task: ['除险加固：{water}坝体、溢洪道与监测设施改造'],
    works: [
      { text: '{water}坝体防渗处理 {n} m', unit: 'm', range: [40, 420, 10], owner: 'water' },
      { text: '{water}安全监测点更新 {n} 个', unit: '个', range: [4, 22, 1], owner: 'water' },
      { text: '{water}溢洪道修复 {n} m', unit: 'm', range: [20, 160, 10], owner: 'water' },
    ],
    duty: '{lead}负责除险加固，{town}落实防汛“三个责任人”',
  },
  {
    suits: ({ kind }) => (kind === 'reservoir' ? 2 : 0),
    problem: ['{water}{place}有垂钓、放养和林下种植，水源保护存在漏洞', '{water}{place}汇水范围内有散养和露营垃圾'],
    goal: ['{year}年底前库区违规活动清零，水质稳定保持{target}类'],
    task: ['水源保护：{water}隔离、标识与巡查'],
    works: [
      { text: '{water}{place}隔离围网建设 {n} km', unit: 'km', range: [0.4, 3.6, 0.1], owner: 'ecology' },
      { text: '{water}保护标识牌设置 {n} 块', unit: '块', range: [3, 20, 1], owner: 'ecology' },
    ],
    duty: '{lead}牵头，{town}负责库区日常巡查和劝离',
  },
  {
    suits: ({ kind }) => (kind === 'lake' ? 4 : 0),
    problem: ['{water}{place}水体流动性差，夏季有藻类聚集', '{water}总磷偏高，{place}透明度不足0.5 m'],
    goal: ['{year}年底前{water}透明度明显改善，水质稳定达到{target}类'],
    task: ['富营养化治理：{water}控磷、引水与生态调控'],
    works: [
      { text: '{water}{place}沉水植物种植 {n} m²', unit: 'm²', range: [800, 12_000, 100], owner: 'forestry' },
      { text: '{water}增氧曝气设备安装 {n} 台', unit: '台', range: [2, 16, 1], owner: 'water' },
      { text: '{water}环湖初期雨水调蓄设施建设 {n} 座', unit: '座', range: [1, 3, 1], owner: 'water' },
    ],
    duty: '{lead}负责治理，{town}负责湖面保洁',
  },
]
