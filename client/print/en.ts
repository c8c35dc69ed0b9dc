import type { zh } from './zh.ts'

export const en: typeof zh = {
  print: {
    tool: 'Print or save a picture',
    heading: 'Title',
    title: 'The waters of {city}',
    what: 'Prints what is seen now, with its scale, month and source. Paper and orientation are chosen in the browser’s print window.',
    print: 'Print…',
    save: 'Save as a picture',
    close: 'Close',
    forbidden: 'The present base map does not allow a picture of it. Change to our own base map in the layers and try again.',
  },
}
