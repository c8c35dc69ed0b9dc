// Parts deep in a card open other cards; how is the shell's to say.
import { inject, provide, type InjectionKey } from 'vue'

export type Open = (layer: string, code: string) => void
const key: InjectionKey<Open> = Symbol('open')

export const provideOpen = (open: Open) => provide(key, open)
export const useOpen = (): Open => inject(key, () => undefined)
