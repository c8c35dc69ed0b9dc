// Why a file is not taken in: told to a person in one sentence, without a stack.
import { text, type Text } from '../../domain/text.ts'

/** Words that quote a file, without what a terminal or a log would obey. */
export const harmless = ({ zh, en }: Text): Text => text(zh.replace(/\p{Cc}/gu, '·'), en.replace(/\p{Cc}/gu, '·'))

/** The whole import stops here; nothing has been written. */
export class Refusal extends Error {
  readonly words: Text

  constructor(zh: string, en: string) {
    const words = harmless(text(zh, en))
    super(`${words.zh} (${words.en})`)
    this.words = words
  }
}

/** Of a file that can be read and has nothing in it. */
export const nothingIn = (file: string): Refusal => new Refusal(`${file} 里没有要素：一行数据也没有`, `${file} holds no features: there are no rows`)

/** What an unexpected error of a library says, in one line. */
export const reason = (caught: unknown): string => (caught instanceof Error ? caught.message : String(caught)).split('\n', 1)[0]?.slice(0, 200) ?? ''
