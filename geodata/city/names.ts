// Names of places and waters that do not exist, in the manner of the Pearl River delta and its hills.
import { random, type Random } from './random.ts'

const districts = ['榕津', '鹭洲', '云埗', '石澜', '横屿', '沙浦', '龙峤', '竹岭', '青萝', '荔源', '蕉澳']

// Village names: the lie of the land with its plants and birds, or the family that settled there.
const lands = [...'大小新上下东西南北石龙沙竹蕉荔鹭横榕塘岗莲梅松桂樟枫茶禾鹤雁凤虎马牛蚬泥坦海江平长高双三五九旧旺永福清银铁榄桑柳桃蔗葵菱芦燕鱼金铜官文秀兴吉白乌赤青红']
const landEnds = [...'塘岗坑沥头尾湾洲滘围埗基朗坪田陂坝桥埔浦岭石沙圩塱潭泉林园涧源溪墩滩坳排崀楼山口地']
const families = [...'陈梁黎冼罗曾温郭麦简关朱谭江卢邓冯谢区潘']
const familyEnds = [...'屋边家围庄厦岗坊地']
const grand = [...'榕鹭龙凤云清碧横锦青澄苍望潮韵沧岚']
const grandEnds = [...'溪川澜源津阳洲华泽陵原汀']
const orchard = [
  '荔景', '翠榕', '康苑', '锦绣', '海晴', '晓港', '紫藤', '雅苑', '汇景', '星河', '朝阳', '同德', '和悦', '幸福', '春晖', '文昌', '德政', '育贤', '芳草',
  '怡园', '梅苑', '桂香', '松柏', '长寿', '光明', '建设', '凤凰', '玉兰', '水荫', '晴波', '天晖', '曦园', '橙花', '榕荫', '鹭鸣', '书院', '学宫', '钟楼',
  '永安', '太平', '仁和', '安宁', '康乐', '颐和', '翠竹', '绿茵', '云桥', '津渡', '南薰', '北苑', '东华', '西园',
]

/** Names of real waters and places of the region: never given to a thing of this city. */
const real = /(珠江|流溪|增江|东江|北江|西江|白坭|白泥|沙湾|石井|猎德|车陂|东濠|沙河|荔枝湾|驷马|景泰|河浦|石榴岗|黄埔|深涌|乌涌|南岗|蕉门|洪奇|虎门|狮子|陈村|大石|三枝香|新塘|石滩|石湾|东莞|中山|佛山|江门|海珠|天河|越秀|荔湾|番禺|花都|从化|增城|南沙|白云|罗岗|芦苞|西南涌|九曲|珠海|长洲|大沙|东山|西关|金沙洲|龙洞|龙溪|龙门|清溪|清远|石门|大塘涌|平洲|横沥|莲花山|沥滘|大坦沙|松口|沙田|横岗|龙岗|松岗|福田|大埔|龙泉|石龙|长沙|海口|赤壁|塘厦)/

export type RiverManner = 'main' | 'channel' | 'river' | 'creek' | 'brook'

const suffixes: Record<RiverManner, string[]> = {
  main: ['江', '江', '江', '水'],
  channel: ['水道', '水道', '水道', '河'],
  river: ['河', '河', '水'],
  creek: ['涌', '涌', '涌', '涌', '沥'],
  brook: ['坑', '坑', '溪', '水'],
}

/** Hands out names, each at most once within its kind; the same seed and order of asking give the same names. */
export class Names {
  private readonly draw: Random
  private readonly villages = new Set<string>()
  private readonly towns = new Set<string>()
  private readonly waters = new Set<string>()

  constructor(seed: number, stream: string) {
    this.draw = random(seed, `names of ${stream}`)
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.draw() * from.length)]
  }

  /** Asks again until the name is new and not a real one; after many tries it sets a direction before the stem. */
  private fresh(taken: Set<string>, stem: () => string, whole: (stem: string) => string = (s) => s): string {
    for (let attempt = 0; ; attempt++) {
      const name = whole(attempt < 40 ? stem() : this.pick([...'上下东西南北新老前后内外']) + this.stem())
      if (taken.has(name) || real.test(name) || /(.)\1/.test(name)) continue
      taken.add(name)
      return name
    }
  }

  private readonly stem = (): string =>
    (this.draw() < 0.22 ? this.pick(families) + this.pick(familyEnds) : this.pick(lands) + this.pick(landEnds))

  district(index: number): string {
    return `${districts[index]}区`
  }

  /** 街道 or 镇. */
  town(kind: '街道' | '镇'): string {
    const stem = kind === '街道' ? () => (this.draw() < 0.3 ? this.pick(orchard) : this.stem()) : this.stem
    return this.fresh(this.towns, stem) + kind
  }

  /** 社区 or 村. */
  village(kind: '社区' | '村'): string {
    const stem = kind === '社区' ? () => (this.draw() < 0.45 ? this.pick(orchard) + this.pick(['', '东', '西', '南', '北', '中', '一', '二']) : this.stem()) : this.stem
    return this.fresh(this.villages, stem) + kind
  }

  /** A river; small ones often bear the name of the village they pass. */
  river(manner: RiverManner, village: string | null): string {
    const suffix = this.pick(suffixes[manner])
    const local = village?.replace(/(社区|村)$/, '')
    if (local?.length === 2 && manner !== 'main' && manner !== 'channel' && this.draw() < 0.7) {
      const name = local.endsWith(suffix[0]) ? local : local + suffix
      if (!this.waters.has(name) && !real.test(name)) {
        this.waters.add(name)
        return name
      }
    }
    const stem = manner === 'main' || manner === 'channel' ? () => this.pick(grand) + this.pick(grandEnds) : this.stem
    return this.fresh(this.waters, stem, (s) => (s.endsWith(suffix[0]) ? s.slice(0, -1) : s) + suffix)
  }

  lake(): string {
    return this.fresh(this.waters, () => (this.draw() < 0.4 ? this.pick(orchard) : this.stem()), (s) => `${s}湖`)
  }

  /** A reservoir, after the village by its dam where that name is still free. */
  reservoir(village: string | null): string {
    const local = village?.replace(/(社区|村)$/, '')
    return this.fresh(this.waters, () => (local?.length === 2 && this.draw() < 0.6 ? local : this.stem()), (s) => `${s}水库`)
  }

  /** A small water of a village: 大塘村鱼塘, 大塘村2号鱼塘 for the second. */
  smallWater(village: string, kind: string): string {
    const whole = (n: number): string => (n === 1 ? village + kind : `${village}${n}号${kind}`)
    let n = 1
    while (this.waters.has(whole(n))) n++
    this.waters.add(whole(n))
    return whole(n)
  }
}
