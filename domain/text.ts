/** Words shown to people: Chinese first, English beside it. */
export interface Text {
  zh: string
  en: string
}

export const text = (zh: string, en: string): Text => ({ zh, en })
