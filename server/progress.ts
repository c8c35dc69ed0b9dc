// How far long work on the command line has come: a bar for a person, a line a step for a log.
import { SingleBar } from 'cli-progress'

export const progressBar = () => {
  const bar = new SingleBar({ format: '{bar} {percentage}% {doing}', barsize: 30, hideCursor: true, noTTYOutput: false, clearOnComplete: true })
  let last = ''
  bar.start(100, 0, { doing: '' })
  return {
    show(doing: string, done: number) {
      if (process.stdout.isTTY) bar.update(Math.round(done * 100), { doing })
      else if (doing !== last) console.log(`${String(Math.round(done * 100)).padStart(3)}% ${doing}`)
      last = doing
    },
    stop: () => bar.stop(),
  }
}
