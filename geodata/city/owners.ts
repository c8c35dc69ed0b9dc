// Who answers for a drainage household that is more than a home: a name and a telephone number of a form nobody has.
import { personName } from './personNames.ts'
import { random } from './random.ts'
import type { Row, Tables } from './rows.ts'

export const owners = (households: readonly Row[], seed: number): Tables => {
  const draw = random(seed, 'owners')
  return {
    household_owners: households
      .filter(({ class: kind }) => kind !== '生活排污类')
      .map(({ code }, serial) => ({ household: code, owner: personName(draw), phone: `18${9 - (Math.floor(serial / 10_000) % 10)}-0000-${String(serial % 10_000).padStart(4, '0')}` })),
  }
}
