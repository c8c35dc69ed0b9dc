/** One of what a PickField offers. */
export interface Choice {
  code: string
  name: string
  detail: string
}
