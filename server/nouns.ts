// The table of contents: every noun the product has. One more is one more line here, and its folder.
import { noun as accounts } from './accounts/routes.ts'
import { noun as audit } from './audit/routes.ts'
import { noun as changes } from './changes/routes.ts'
import { noun as city } from './city/routes.ts'
import { noun as exports } from './export/routes.ts'
import { noun as factors } from './factors/routes.ts'
import { noun as features } from './features/routes.ts'
import type { Noun } from './house.ts'
import { noun as imports } from './imports/routes.ts'
import { noun as live } from './live/routes.ts'
import { noun as network } from './network/routes.ts'
import { noun as people } from './people/routes.ts'
import { noun as quality } from './quality/routes.ts'
import { noun as search } from './search/routes.ts'
import { noun as suspects } from './suspects/routes.ts'
import { noun as tiles } from './tiles/routes.ts'
import { noun as trace } from './trace/routes.ts'
import { noun as waters } from './waters/routes.ts'

export const nouns: readonly Noun[] = [
  accounts, factors, audit, people, city, features, waters, search, changes, imports, exports, live, tiles, network, trace, quality, suspects,
]
