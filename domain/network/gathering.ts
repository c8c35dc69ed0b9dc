// Sets of places on waters, and how they grow.

/** Closed intervals of measures, sorted by water and measure, none touching another. From and to are equal where only a place is meant. */
export interface Stretches {
  water: Int32Array
  fromM: Float64Array
  toM: Float64Array
}

/** Grows in order of water and measure; what touches is drawn together. */
export class Ordered {
  private water: Int32Array
  private fromM: Float64Array
  private toM: Float64Array
  private count = 0

  constructor(atMost: number) {
    this.water = new Int32Array(atMost)
    this.fromM = new Float64Array(atMost)
    this.toM = new Float64Array(atMost)
  }

  add(water: number, fromM: number, toM: number) {
    const last = this.count - 1
    if (last >= 0 && this.water[last] === water && fromM <= this.toM[last]) {
      if (toM > this.toM[last]) this.toM[last] = toM
      return
    }
    this.water[this.count] = water
    this.fromM[this.count] = fromM
    this.toM[this.count++] = toM
  }

  stretches(): Stretches {
    const { water, fromM, toM, count } = this
    return { water: water.slice(0, count), fromM: fromM.slice(0, count), toM: toM.slice(0, count) }
  }
}

/** Grows in any order, is sorted at the end. */
export class Gathering {
  private water: number[] = []
  private fromM: number[] = []
  private toM: number[] = []

  add(water: number, fromM: number, toM: number) {
    this.water.push(water)
    this.fromM.push(fromM)
    this.toM.push(toM)
  }

  stretches(): Stretches {
    const { water, fromM, toM } = this
    const sorted = new Ordered(water.length)
    for (const i of Uint32Array.from(water.keys()).sort((a, b) => water[a] - water[b] || fromM[a] - fromM[b]))
      sorted.add(water[i], fromM[i], toM[i])
    return sorted.stretches()
  }
}
