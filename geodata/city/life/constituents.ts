// What the water carries, how fast it goes away by itself, and what the water of each kind of source holds.

/** Carried in this order; everything else that is measured follows from these. mg/L, coliform per litre, salt in g/L. */
export const constituents = ['NH3N', 'otherN', 'TP', 'COD', 'BOD5', 'oil', 'SS', 'LAS', 'sulfide', 'coliform', 'plating', 'salt', 'DO'] as const
export type Carried = (typeof constituents)[number]
export const K = constituents.length
export const indexOf = Object.fromEntries(constituents.map((name, k) => [name, k])) as Record<Carried, number>

/** First-order loss a day at 20 ℃, and what a degree more does to it (θ, Chapra 1997; Bowie and others 1985, EPA/600/3-85/040). */
export const decay: Record<Exclude<Carried, 'DO'>, { day: number; theta: number }> = {
  NH3N: { day: 0.22, theta: 1.083 }, // nitrified: becomes otherN and takes 4.57 g of oxygen for each
  otherN: { day: 0.03, theta: 1.045 },
  TP: { day: 0.06, theta: 1.02 },
  COD: { day: 0.1, theta: 1.04 },
  BOD5: { day: 0.25, theta: 1.047 },
  oil: { day: 0.45, theta: 1.03 },
  SS: { day: 0.5, theta: 1 },
  LAS: { day: 0.35, theta: 1.05 },
  sulfide: { day: 1.2, theta: 1.05 },
  coliform: { day: 1, theta: 1.07 },
  plating: { day: 0.03, theta: 1 },
  salt: { day: 0, theta: 1 },
}

type Water = Partial<Record<Carried, number>>
const vector = (water: Water): Float64Array => Float64Array.from(constituents, (name) => water[name] ?? 0)

/** The water of each kind of source, mg/L: strengths as textbooks give them for the trade (see README). */
export const strengths = {
  domestic: vector({ NH3N: 28, otherN: 8, TP: 4.2, COD: 260, BOD5: 120, oil: 1.6, SS: 150, LAS: 4, sulfide: 1, coliform: 2e7, salt: 0.35 }),
  catering: vector({ NH3N: 14, otherN: 12, TP: 5, COD: 950, BOD5: 500, oil: 60, SS: 350, LAS: 12, sulfide: 0.8, coliform: 4e6, salt: 0.6 }),
  sediment: vector({ NH3N: 3, otherN: 3, TP: 1.5, COD: 180, BOD5: 35, oil: 18, SS: 1400, LAS: 9, coliform: 2e5, salt: 0.3 }),
  plating: vector({ NH3N: 14, otherN: 8, TP: 2.5, COD: 220, BOD5: 40, oil: 12, SS: 120, LAS: 3, plating: 9, salt: 1.8 }),
  dyeing: vector({ NH3N: 14, otherN: 10, TP: 3, COD: 900, BOD5: 260, oil: 6, SS: 220, LAS: 9, sulfide: 14, salt: 2.2 }),
  food: vector({ NH3N: 48, otherN: 30, TP: 16, COD: 1600, BOD5: 850, oil: 45, SS: 500, LAS: 2, sulfide: 2, coliform: 3e6, salt: 0.9 }),
  laundry: vector({ NH3N: 4, otherN: 4, TP: 7, COD: 420, BOD5: 150, oil: 9, SS: 130, LAS: 42, salt: 0.6 }),
  livestock: vector({
    NH3N: 360, otherN: 140, TP: 65, COD: 3600, BOD5: 1800, oil: 8, SS: 2200, LAS: 0.5, sulfide: 6, coliform: 1.2e8, salt: 1,
  }),
  aquaculture: vector({ NH3N: 2.2, otherN: 3, TP: 0.7, COD: 42, BOD5: 11, SS: 60, coliform: 3000, salt: 0.2, DO: 4 }),
  leachate: vector({ NH3N: 320, otherN: 80, TP: 9, COD: 2600, BOD5: 900, oil: 9, SS: 500, LAS: 2, sulfide: 7, coliform: 6e6, salt: 3 }),
  construction: vector({ NH3N: 1.5, otherN: 2, TP: 0.9, COD: 110, BOD5: 14, oil: 6, SS: 3200, salt: 0.3 }),
  /** What a street gives off with rain, mg/L of its mean runoff. */
  street: vector({
    NH3N: 1.3, otherN: 1.8, TP: 0.35, COD: 65, BOD5: 12, oil: 0.9, SS: 170, LAS: 0.25, sulfide: 0.05, coliform: 4e5, salt: 0.05,
  }),
  /** What has settled in combined sewers and comes out first. */
  deposits: vector({
    NH3N: 10, otherN: 7, TP: 2.6, COD: 300, BOD5: 110, oil: 4, SS: 420, LAS: 1.5, sulfide: 2.5, coliform: 1e7, salt: 0.2,
  }),
  /** Ground that nobody built on, between storms. */
  ground: vector({
    NH3N: 0.06, otherN: 0.75, TP: 0.028, COD: 6.5, BOD5: 0.8, oil: 0.006, SS: 7, LAS: 0.01,
    sulfide: 0.003, coliform: 500, salt: 0.06, DO: 7.6,
  }),
  /** What a storm takes from it. */
  soil: vector({
    NH3N: 0.22, otherN: 1.3, TP: 0.14, COD: 14, BOD5: 1.8, oil: 0.02, SS: 180, sulfide: 0.003, coliform: 9000, salt: 0.04, DO: 7.6,
  }),
  /** The trunks where they enter the city. */
  outside: vector({
    NH3N: 0.28, otherN: 1.6, TP: 0.1, COD: 12.5, BOD5: 1.5, oil: 0.012, SS: 22, LAS: 0.02, sulfide: 0.004,
    coliform: 4000, salt: 0.11, DO: 7.4,
  }),
  sea: vector({
    NH3N: 0.18, otherN: 0.9, TP: 0.07, COD: 11, BOD5: 1.1, oil: 0.015, SS: 18, LAS: 0.02, sulfide: 0.004, coliform: 900, salt: 14, DO: 7,
  }),
  /** Effluents by standard, as well-run works of the delta achieve them: below their limits, never at zero. */
  gradeA: vector({
    NH3N: 1.1, otherN: 9, TP: 0.3, COD: 19, BOD5: 5, oil: 0.12, SS: 7, LAS: 0.12, sulfide: 0.02, coliform: 800, salt: 0.38, DO: 5,
  }),
  stricter: vector({
    NH3N: 0.6, otherN: 8, TP: 0.22, COD: 15, BOD5: 3.6, oil: 0.08, SS: 5, LAS: 0.08, sulfide: 0.01, coliform: 600, salt: 0.38, DO: 5.5,
  }),
} as const
export type Strength = keyof typeof strengths

/** Metals and cyanide in one part of the plating tracer. */
export const platingShares = { Cu: 1, Zn: 1.7, Cr6: 0.22, CN: 0.16, Pb: 0.02, Cd: 0.004 } as const

/** Oxygen that water of a temperature (℃) holds, mg/L (Elmore & Hayes 1960). */
export const saturation = (t: number): number => 14.652 - 0.41022 * t + 0.007991 * t * t - 0.000077774 * t * t * t
