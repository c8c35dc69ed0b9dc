// Names of places and waters that do not exist, in the manner of the Pearl River delta and its hills.
import { random, type Random } from './random.ts'

const districts = ['榕津', '鹭洲', '云埗', '石澜', '横屿', '沙浦', '龙峤', '竹岭', '青萝', '荔源', '蕉澳']

// First and second syllables: the lie of the land, its plants and birds, numbers, wishes.
const openings = [...'大小新上下东西南北中石龙沙竹蕉荔鹭横榕塘岗坑莲梅松杉桂桐樟枫藤茶禾麻蓼苇鹤鹅雁凤虎马牛鲤蚬泥坭坦海江河平长高低深浅双三五七九古旧旺兴永安吉福秀丽清碧银金铜铁珠玉陈梁黎冼麦罗曾温元文武仁义和乐官郭简']
const endings = [...'塘岗坑沥头尾口湾洲滘围埗坦基朗坪田地陂坝桥村埔浦边心背面洞岭坳山石沙屋厦宅庄圩坊社楼塱潭泉林园丰隆安宁和平溪涧源']
const grand = [...'榕鹭龙凤云清碧横锦青澄苍浣望潮韵白沧瀛岚']
const grandEnds = [...'溪川澜源涛津阳门湾洲华泽陵原']
const orchard = ['荔景', '翠榕', '康苑', '锦绣', '云山', '海晴', '晓港', '紫藤', '雅苑', '汇景', '星河', '朝阳', '同德', '和悦', '幸福', '春晖', '文昌', '德政', '育贤', '芳草', '丽江', '怡园', '梅苑', '桂香', '松柏', '长寿', '光明', '建设', '凤凰', '玉兰', '水荫', '晴波', '天晖', '曦园', '橙花']

/** Names of real waters and places of the region: never given to a thing of this city. */
const real = /(珠江|流溪|增江|东江|北江|西江|白坭|白泥|沙湾|石井|猎德|车陂|东濠|沙河|荔枝湾|驷马|景泰|河浦|石榴岗|黄埔|深涌|乌涌|南岗|蕉门|洪奇|虎门|狮子|陈村|大石|三枝香|新塘|石滩|石湾|东莞|中山|佛山|江门|海珠|天河|越秀|荔湾|番禺|花都|从化|增城|南沙|白云|罗岗|芦苞|西南涌|九曲|珠海|长洲|大沙|东山|西关|金沙洲|龙洞|龙溪|龙门|清溪|清远|石门|大塘涌|平洲|横沥|莲花山|沥滘|大坦沙)/

export type RiverManner = 'main' | 'channel' | 'river' | 'creek' | 'brook'

const suffixes: Record<RiverManner, string[]> = {
  main: ['江', '江', '水道'],
  channel: ['水道', '水道', '沥', '海'],
  river: ['河', '河', '水'],
  creek: ['涌', '涌', '涌', '涌', '沥', '滘涌'],
  brook: ['坑', '坑', '溪', '水', '坑水'],
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
      const asked = stem()
      const name = whole(attempt < 40 ? asked : this.pick([...'上下东西南北新老前后内外']) + asked)
      if (taken.has(name) || real.test(name) || /(.)\1/.test(name)) continue
      taken.add(name)
      return name
    }
  }

  private readonly stem = (): string => this.pick(openings) + this.pick(endings)

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
    if (local && manner !== 'main' && manner !== 'channel' && this.draw() < 0.7) {
      const name = local.endsWith(suffix[0]) ? local : local + suffix
      if (name.length <= 4 && !this.waters.has(name) && !real.test(name)) {
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
    return this.fresh(this.waters, () => (local && this.draw() < 0.6 ? local : this.stem()), (s) => `${s}水库`)
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
