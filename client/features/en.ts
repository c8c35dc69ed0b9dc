import type { zh } from './zh.ts'

export const en: typeof zh = {
  table: {
    open: 'Table',
    close: 'Close the table',
    layer: 'Layer',
    filter: 'Filter by name or code',
    total: '{n} within the map',
    all: 'Everywhere',
    inView: 'Within the map',
    empty: 'No {layer} within the map. Zoom out, move, or choose another layer.',
    loading: 'Fetching…',
    name: 'Table of {layer}. Up and down choose a row, Enter opens it',
    sortBy: 'Sort by {field}',
  },
  export: {
    open: 'Export',
    title: 'Export {layer}',
    close: 'Close',
    format: 'Format',
    system: 'Coordinates',
    systems: { 4490: 'CGCS2000 degrees (EPSG:4490)', 4547: 'CGCS2000 metres, meridian 114° (EPSG:4547)', 3857: 'Web Mercator (EPSG:3857)' },
    rows: 'Rows',
    all: 'The whole layer ({n})',
    shown: 'What the table lists now ({n})',
    selected: 'The selected row ({code})',
    take: 'Download',
    working: 'Preparing the file…',
    queued: 'Waiting: other files come first…',
  },
}
