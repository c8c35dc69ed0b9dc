// Names of people who do not exist: surnames as common as in the south, given names from everyday characters.
import type { Random } from './random.ts'

// Repeated where the surname is more common.
const surnames = [...'陈陈陈陈梁梁梁李李李黄黄黄张张林林何何吴吴罗罗刘王周叶谢郑冯邓曾曹郭徐杨潘赖钟卢苏蔡麦冼区简莫关朱谭江胡温廖汤邝袁欧游古伍甘庞容']
// Characters left out on purpose where a common surname would make the name of someone widely known.
const first = [...'志永俊文丽秀锦耀振汉炳培兆泽润宏景思雅静淑月婉燕翠少启浩梓颖诗健沛咏绮业']
const second = [...'强明荣生雄斌平安宁恒昌泉森峰权洪基成芳娟琴珍霞兰欣怡婷莹瑜萍云妍儿']
const single = [...'锋涛磊芬芸琼莉敬沛']

/** A plausible Cantonese-region name, mostly of three characters. Two people may bear the same one, as in life. */
export function personName(random: Random): string {
  const pick = (from: string[]): string => from[Math.floor(random() * from.length)]
  return pick(surnames) + (random() < 0.12 ? pick(single) : pick(first) + pick(second))
}
