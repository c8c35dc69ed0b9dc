/** Indexes 0…count sorted by a key below `keys`, and where each key begins: a counting sort. */
export function sortedBy(key: Int32Array, count: number, keys: number): { first: Int32Array; order: Int32Array } {
  const first = new Int32Array(keys + 1)
  for (let i = 0; i < count; i++) first[key[i] + 1]++
  for (let k = 0; k < keys; k++) first[k + 1] += first[k]
  const next = first.slice(0, keys)
  const order = new Int32Array(count)
  for (let i = 0; i < count; i++) order[next[key[i]]++] = i
  return { first, order }
}
