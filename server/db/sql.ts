// The `sql` tag: values become parameters, fragments nest, nothing is ever concatenated.

export interface Sql {
  readonly text: string
  readonly values: readonly unknown[]
}

class Fragment implements Sql {
  constructor(
    readonly strings: readonly string[],
    readonly parts: readonly unknown[],
  ) {}

  get text() {
    return this.write({ count: 0 })
  }

  get values(): unknown[] {
    return this.parts.flatMap((part) => (part instanceof Fragment ? part.values : [part]))
  }

  private write(counter: { count: number }): string {
    return this.strings.reduce((written, string, i) => {
      const part = this.parts[i - 1]
      return written + (part instanceof Fragment ? part.write(counter) : `$${++counter.count}`) + string
    })
  }
}

export const sql = (strings: TemplateStringsArray, ...parts: unknown[]): Sql => new Fragment(strings, parts)

/** A table or column name of our own (catalogue, information_schema); refuses anything that is not one. */
export const identifier = (name: string): Sql => {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw new TypeError(`not an identifier: ${name}`)
  return new Fragment([`"${name}"`], [])
}

/** Fragments one after the other with a separator between them. */
export const join = (fragments: readonly Sql[], separator = ', '): Sql =>
  fragments.length === 0
    ? new Fragment([''], [])
    : new Fragment(['', ...fragments.slice(1).map(() => separator), ''], fragments)
