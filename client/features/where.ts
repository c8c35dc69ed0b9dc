/** Where a card's thing is: [lon, lat], [west, south, east, north] in degrees, and its GeoJSON where the card has it. */
export interface Where {
  at: [number, number]
  extent: [number, number, number, number] | null
  geometry?: unknown
}

/** Two shapes (GeoJSON) of one thing to be compared on the map. */
export interface Sides {
  before: unknown
  after: unknown
}
