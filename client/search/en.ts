import type { zh } from './zh.ts'

export const en: typeof zh = {
  search: {
    label: 'Search waters, facilities, chiefs or coordinates',
    hint: 'Name, code, chief, address or coordinate',
    clear: 'Clear',
    none: 'Nothing found for “{q}”',
    canSearch: 'Try a name or pinyin initials (srj), a code, a chief’s name, a village, or a coordinate (113.26, 23.13; GCJ-02 and EPSG:4547 are recognised)',
    found: '{n} results',
    person: 'People',
    position: 'Coordinate',
    again: 'The search failed: {why}',
  },
}
