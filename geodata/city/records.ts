// What is kept on paper about the waters: strategies (一河一策) and archives (一河一档).
import { archive } from './archive.ts'
import { cityOrgs, type Scale } from './people.ts'
import type { Row, Tables } from './rows.ts'
import { strategies } from './strategies.ts'
import type { Places } from './types.ts'
import { waterRecords } from './waterRecords.ts'

export function records(places: Places, waterRows: readonly Row[], { seed, scale }: Scale): Tables {
  const waters = waterRecords(waterRows)
  return { ...strategies(places, waters, cityOrgs(places, scale), seed), archive_entries: archive(waters, seed) }
}
