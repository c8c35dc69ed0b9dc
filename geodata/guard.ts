// Cells that a spreadsheet would run as a formula (OWASP, CSV injection): an apostrophe before them makes them text.
// Texts that have the apostrophe already get another, so that taking one off always gives back what was there.
const runs = /^'*[=+\-@＝＋－＠\t\r\n]/

export const guard = (text: string): string => (runs.test(text) ? `'${text}` : text)
export const unguarded = (cell: string): string => (cell.startsWith("'") && runs.test(cell) ? cell.slice(1) : cell)
