// Calm water, clear trouble: at rest the map is quiet greys and blues. The colours of warnings (yellow, orange, red)
// and of the trace (violet) are kept free for what needs a person.

export interface Palette {
  land: string
  /** Rivers and every water surface: one colour, so that a lake reads as part of its river. */
  water: string
  smallWater: string
  waterLabel: string
  /** Names within a broad river. */
  onWater: string
  label: string
  faintLabel: string
  halo: string
  districtBorder: string
  border: string
  unit: string
  unitBorder: string
  unitTrouble: string
  grid: string
  ink: string
  paper: string
  /** Casing of what is selected: never a colour. */
  selection: string
  /** What a trace has: solid where certain, dashed where possible. */
  trace: string
  /** What runs along it. */
  traceFlow: string
  /** Hours downstream, from the first to the last. */
  traceSteps: readonly string[]
}

export const light: Palette = {
  land: '#f4f4f1',
  water: '#6a93b0',
  smallWater: '#86abc4',
  waterLabel: '#23506f',
  onWater: '#ffffff',
  label: '#44505a',
  faintLabel: '#66717b',
  halo: 'rgba(250,250,247,0.9)',
  districtBorder: '#a9aca8',
  border: '#cfd0cb',
  unit: 'rgba(120,116,98,0.07)',
  unitBorder: 'rgba(120,116,98,0.35)',
  unitTrouble: 'rgba(80,76,62,0.22)',
  grid: 'rgba(110,116,122,0.35)',
  ink: '#4c5963',
  paper: '#ffffff',
  selection: '#14191d',
  trace: '#6a38b5',
  traceFlow: '#ffffff',
  traceSteps: ['#4b1d95', '#6334b2', '#7d50c8', '#976fd8', '#b090e4', '#c7b0ec'],
}

export const wall: Palette = {
  land: '#0c141b',
  water: '#4f86ab',
  smallWater: '#44718f',
  waterLabel: '#b5d4e8',
  onWater: '#ffffff',
  label: '#aebbc6',
  faintLabel: '#8495a3',
  halo: 'rgba(12,20,27,0.85)',
  districtBorder: '#3a4a57',
  border: '#22303b',
  unit: 'rgba(160,170,180,0.06)',
  unitBorder: 'rgba(160,170,180,0.2)',
  unitTrouble: 'rgba(200,205,210,0.2)',
  grid: 'rgba(160,170,180,0.2)',
  ink: '#c6d2dc',
  paper: '#101c26',
  selection: '#f3f6f8',
  trace: '#c39bff',
  traceFlow: '#2a1650',
  traceSteps: ['#efe4ff', '#d9c0ff', '#c39bff', '#a87ae8', '#8b5fc8', '#7049a6'],
}

/** The system's own Chinese sans; numbers in labels line up. */
export const family = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif'
