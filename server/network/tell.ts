// What of a change concerns copies of the network.
import type { Teller } from '../live/source.ts'
import { touchedIn } from './queries.ts'

export const tell: Teller = async (db, seq) => {
  const touched = await touchedIn(db, seq - 1, seq)
  return { staff: { network: touched.length > 0 }, public: { network: touched.some(({ staffOnly }) => !staffOnly) } }
}
