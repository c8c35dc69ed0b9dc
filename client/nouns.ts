// The nouns of the product: the table of contents of the client. Taking one out here takes it off every screen.
import { account } from './account/noun.ts'
import { audit } from './audit/noun.ts'
import { edit } from './edit/noun.ts'
import { features } from './features/noun.ts'
import { imports } from './imports/noun.ts'
import { month } from './month/noun.ts'
import { people } from './people/noun.ts'
import { print } from './print/noun.ts'
import { quality } from './quality/noun.ts'
import { samples } from './samples/noun.ts'
import { search } from './search/noun.ts'
import { suspects } from './suspects/noun.ts'
import { trace } from './trace/noun.ts'
import { waters } from './waters/noun.ts'
import type { Noun } from './noun.ts'

export const nouns: readonly Noun[] = [
  search, month, waters, features, people, audit, account, imports, edit, trace, quality, samples, suspects, print,
]
