import type { Piece, Scene, SceneLink } from './finding.ts'
import { isReach } from './ground.ts'

/** The links of a scene whose two reaches are both in sight. */
export function linkedReaches({ subjects, around, links }: Scene): { link: SceneLink; upstream: Piece; downstream: Piece }[] {
  const known = new Map([...around, ...subjects].filter(isReach).map((piece) => [piece.code, piece]))
  return links.flatMap((link) => {
    const [upstream, downstream] = [known.get(link.upstream), known.get(link.downstream)]
    return upstream && downstream ? [{ link, upstream, downstream }] : []
  })
}
