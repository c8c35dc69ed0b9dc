/** Lets whatever else this thread has to answer go on between two steps. */
export const breath = () => new Promise<void>((resolve) => setImmediate(resolve))
