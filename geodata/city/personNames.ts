// Names of people who do not exist: surnames as common as in the south, given names from everyday characters.
import type { Random } from './random.ts'

// Repeated where the surname is more common.
const surnames = [...'陈陈陈陈梁梁梁李李李黄黄黄张张林林何何吴吴罗罗刘王周叶谢郑冯邓曾曹郭徐杨潘赖钟卢苏蔡麦冼区简莫关朱谭江胡温廖汤邝袁欧游古伍甘庞容']
const first = [...'志伟国建永嘉家俊子文敏晓丽秀慧海锦耀振汉炳培德兆泽润宏景思雅静淑月婉燕翠凤少卓启浩梓颖诗']
const second = [...'强明华辉荣生雄杰豪斌平安宁恒昌泉林森峰权洪基成文仪芳玲娟琴珍霞兰梅欣怡婷莹琳瑜萍云珊妍儿']
const single = [...'健勇锋涛磊波军敏静娜芬芸琼莉']
// Combinations that are, or read like, names of public figures.
const famous = /^(李嘉诚|李嘉诗|刘德华|张国荣|周润发|郭富城|黄家驹|黄家强|梁家辉|陈慧琳|陈慧珊|陈慧娴|梁文道|林俊杰|何启明|胡海泉|汤振业|罗志祥|张家辉|古天乐|郑少秋|郑秀文|林志玲|张志明|李志强|李国强|李建明|王志文|林子祥|陈永仁|周建平|陈德荣|陈国强|陈建华|温国辉|张硕辅|李安|李宁|朱德|朱军|马云|邓丽君|邓小平|林彪|刘志军|周永康|汪洋|黄坤明|林克庆|郭永航|叶剑英)$/

/** A plausible Cantonese-region name, mostly of three characters. Two people may bear the same one, as in life. */
export function personName(random: Random): string {
  const pick = (from: string[]): string => from[Math.floor(random() * from.length)]
  for (;;) {
    const name = pick(surnames) + (random() < 0.12 ? pick(single) : pick(first) + pick(second))
    if (!famous.test(name)) return name
  }
}
