/** `make`, called once for each key; what it made is kept as long as the function returned. */
export const remembered = <Made extends object | string>(make: (key: string) => Made): ((key: string) => Made) => {
  const all = new Map<string, Made>()
  return (key) => {
    let made = all.get(key)
    if (made === undefined) all.set(key, (made = make(key)))
    return made
  }
}
