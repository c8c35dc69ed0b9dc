// A day in the many ways offices and programs write one. What could be two days is refused.
import { zone } from '../../domain/today.ts'
import { text, type Text } from '../../domain/text.ts'
import { plain, shown } from './written.ts'

type Day = { value: string | null; remark?: Text } | { trouble: Text }

const wrong = (zh: string, en: string): Day => ({ trouble: text(zh, en) })
const noDate = (written: string) => wrong(`“${shown(written)}” 不是日期`, `"${shown(written)}" is not a date`)

/** Day 0 of Excel's calendar, milliseconds; a workbook of a Macintosh begins in 1904. */
export const dayZero = Date.UTC(1899, 11, 30)
const dayLong = 86_400_000
/** Serial numbers from 1927 to 2099: below are years, above are no days of works on water (our proposal). */
const serials = [10_000, 73_050] as const
/** Unix seconds from 1973 and milliseconds likewise, to 2099: shorter ones are days written as figures (our proposal). */
const seconds = [1e8, 4.1e9] as const

const cityDay = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
const dayOf = (instant: number) => cityDay.format(new Date(instant))

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const chinese = '零一二三四五六七八九'
/** 二〇〇一年五月二十六日 with figures. */
const figures = (written: string): string => (/[〇○零一二三四五六七八九十]/.test(written)
  ? written
    .replace(/[〇○]/g, '零')
    .replace(/([一二三])?十([一二三四五六七八九])?(?=[月日号])/g, (_, tens: string = '一', ones: string = '零') => `${chinese.indexOf(tens)}${chinese.indexOf(ones)}`)
    .replace(/(?<![周期拜])[零一二三四五六七八九]/g, (sign) => String(chinese.indexOf(sign)))
  : written)

const clock = String.raw`\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?[秒分]?`
const weekday = String.raw`(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天\d]\)?)?`
const half = String.raw`\s*(?:上午|下午|am|pm)?\s*`
const offset = String.raw`(Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?)?`
const whole = new RegExp(String.raw`^(\d{4})\s*[-/.年、\\]\s*(\d{1,2})\s*[-/.月、\\]\s*(\d{1,2})\s*[日号]?${weekday}[T ]?${half}(${clock})?${half}${offset}${weekday}$`, 'i')
const packed = /^(\d{4})(\d{2})(\d{2})(?:\d{6})?$/
const month = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/
const year = /^(\d{4})\s*年?$/
const turnedAbout = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$/
const named = /^(?:[a-z]{3,9},?\s+)?(?:(\d{1,2})[-\s]([a-z]{3,9})[-\s,]+(\d{4})|([a-z]{3,9})\s+(\d{1,2}),?\s+(\d{4}))(?:\s[\d:.\sa-z+()]*)?$/i

/** Days that programs write where they have none. */
const noDay = /^(0000?[-/.]?00?[-/.]?00?|0+|0001-0?1-0?1|1899-12-3[01]|1900-0?1-0?0|9999-12-31)([T ].*)?$/

function calendar(y: number, m: number, d: number, written: string, remark?: Text): Day {
  const date = new Date(Date.UTC(y, m - 1, d))
  if (y < 1000 || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return wrong(`没有 ${shown(written)} 这一天`, `there is no such day as ${shown(written)}`)
  return { value: date.toISOString().slice(0, 10), ...(remark && { remark }) }
}

const isDay = (written: string) => {
  const [, y, m, d] = /^(\d{4})(\d{2})(\d{2})/.exec(written) ?? []
  return y !== undefined && Number(y) >= 1900 && Number(y) <= 2100 && 'value' in calendar(Number(y), Number(m), Number(d), '')
}

/** A number that is no day as people write it: counted from a day of Excel's, or from 1970. Null where it is neither. */
function counted(value: number, epoch: number, written: string): Day | null {
  if (value >= serials[0] && value <= serials[1])
    return { value: new Date(epoch + Math.floor(value) * dayLong).toISOString().slice(0, 10), remark: text('Excel 的日期序号，已换算', 'serial numbers of Excel, turned into days') }
  const inMilliseconds = value >= seconds[0] * 1000 && value <= seconds[1] * 1000
  if (!inMilliseconds && !(value >= seconds[0] && value <= seconds[1])) return null
  // 2024030512 is an hour of that day as well as seconds.
  if (/^(\d{10}|\d{12})$/.test(written) && isDay(written) && Number(written.slice(8, 10)) < 24)
    return wrong(`“${shown(written)}” 可能是时刻，也可能是 1970 年起的秒数：请写作 2024-03-05`, `"${shown(written)}" may be an hour, or seconds since 1970: write 2024-03-05`)
  return inMilliseconds
    ? { value: dayOf(value), remark: text('1970 年起的毫秒数，按北京时间换算', 'milliseconds since 1970, turned into days of the city') }
    : { value: dayOf(value * 1000), remark: text('1970 年起的秒数，按北京时间换算', 'seconds since 1970, turned into days of the city') }
}

/** An instant that names its zone is a day of the city. */
function instantOf(local: string, time: string, where: string, written: string): Day {
  const clockTime = time.split(/[:时点分秒]/).filter(Boolean).map((part) => part.padStart(2, '0'))
  const instant = Date.parse(`${local}T${[...clockTime, '00'].slice(0, 3).join(':')}${where.replace(/UTC|GMT/i, 'Z').toUpperCase().replace(/^([-+]\d{2}):?(\d{2})?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`)}`)
  if (Number.isNaN(instant)) return noDate(written)
  const here = dayOf(instant)
  return here === local ? { value: here } : { value: here, remark: text('写的是别的时区的时刻，按北京时间换成当地的日期', 'instants of another zone, turned into days of the city') }
}

/**
 * Days as 2024-3-5, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日, 二〇二四年三月五日, 5 Mar 2024; a month or a year alone means its first
 * day. `epoch` is where the serial numbers of the file begin. A value of null: what programs write where there is no day.
 */
export function readDate(raw: unknown, epoch = dayZero): Day {
  const written = figures(plain(String(raw)))
  if (noDay.test(written)) return { value: null }
  if (/^\d+(\.\d+)?$/.test(written) && !(packed.test(written) && isDay(written)) && !year.test(written)) {
    const found = counted(Number(written), epoch, written)
    if (found) return found
  }
  const parts = packed.exec(written) ?? whole.exec(written) ?? month.exec(written) ?? year.exec(written)
  if (parts) {
    const read = calendar(Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1), written)
    return parts[4] && parts[5] && 'value' in read && read.value !== null ? instantOf(read.value, parts[4], parts[5], written) : read
  }
  const turned = turnedAbout.exec(written)
  if (turned) {
    const [a, b, y] = [Number(turned[1]), Number(turned[2]), Number(turned[3])]
    if (a <= 12 && b <= 12 && a !== b) return wrong(`“${shown(written)}” 分不清哪个是月：请写作 ${y}-月-日`, `"${shown(written)}" may be two days: write ${y}-month-day`)
    return a > 12 ? calendar(y, b, a, written, text('日在前、月在后', 'day first, then month'))
      : calendar(y, a, b, written, a === b ? undefined : text('月在前、日在后', 'month first, then day'))
  }
  const words = named.exec(written)
  const at = months.indexOf((words?.[2] ?? words?.[4] ?? '').slice(0, 3).toLowerCase())
  if (words && at >= 0) return calendar(Number(words[3] ?? words[6]), at + 1, Number(words[1] ?? words[5]), written)
  return noDate(written)
}
