// What is measured in water: keys of `samples.readings`, with the words, unit and decimals they are shown in.
import { text, type Text } from '../text.ts'

export interface Item extends Text {
  /** Empty where there is none (pH). */
  unit: string
  /** Places after the point when shown; never used for judging. */
  decimals: number
}

const item = (zh: string, en: string, unit: string, decimals: number): Item => ({ ...text(zh, en), unit, decimals })

/** In the order of GB 3838-2002 Table 1, then what it does not list. */
export const items = {
  temperature: item('水温', 'Temperature', '℃', 1),
  pH: item('pH', 'pH', '', 1),
  DO: item('溶解氧', 'Dissolved oxygen', 'mg/L', 2),
  CODMn: item('高锰酸盐指数', 'Permanganate index', 'mg/L', 1),
  COD: item('化学需氧量', 'Chemical oxygen demand', 'mg/L', 0),
  BOD5: item('五日生化需氧量', 'BOD₅', 'mg/L', 1),
  NH3N: item('氨氮', 'Ammonia nitrogen', 'mg/L', 2),
  TP: item('总磷', 'Total phosphorus', 'mg/L', 3),
  TN: item('总氮', 'Total nitrogen', 'mg/L', 2),
  Cu: item('铜', 'Copper', 'mg/L', 3),
  Zn: item('锌', 'Zinc', 'mg/L', 3),
  F: item('氟化物', 'Fluoride', 'mg/L', 2),
  Se: item('硒', 'Selenium', 'mg/L', 4),
  As: item('砷', 'Arsenic', 'mg/L', 4),
  Hg: item('汞', 'Mercury', 'mg/L', 5),
  Cd: item('镉', 'Cadmium', 'mg/L', 4),
  Cr6: item('六价铬', 'Chromium(VI)', 'mg/L', 3),
  Pb: item('铅', 'Lead', 'mg/L', 3),
  CN: item('氰化物', 'Cyanide', 'mg/L', 3),
  phenol: item('挥发酚', 'Volatile phenols', 'mg/L', 4),
  oil: item('石油类', 'Petroleum', 'mg/L', 2),
  LAS: item('阴离子表面活性剂', 'Anionic surfactants', 'mg/L', 2),
  sulfide: item('硫化物', 'Sulfide', 'mg/L', 3),
  coliform: item('粪大肠菌群', 'Faecal coliforms', '个/L', 0),
  transparency: item('透明度', 'Transparency', 'cm', 0),
  ORP: item('氧化还原电位', 'Redox potential', 'mV', 0),
  turbidity: item('浊度', 'Turbidity', 'NTU', 1),
  conductivity: item('电导率', 'Conductivity', 'µS/cm', 0),
} as const satisfies Record<string, Item>

export type ItemKey = keyof typeof items
export const itemKeys = Object.keys(items) as [ItemKey, ...ItemKey[]]

/** What was found in one sample, by item, in the item's unit. */
export type Readings = Partial<Record<ItemKey, number>>

/** 0.05 → 0.050 */
export const shownValue = (key: ItemKey, value: number): string => value.toFixed(items[key].decimals)
