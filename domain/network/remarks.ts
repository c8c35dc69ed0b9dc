// The words of what is wrong with the rows of a network, one a kind.
import { text, type Text } from '../text.ts'
import type { Remark, RemarkKind } from './rows.ts'

const words: Record<RemarkKind, [leftOut: boolean, (code: string, of: string) => Text]> = {
  duplicate_reach: [true, (code) => text(`河段 ${code} 重复，只取第一条`, `reach ${code} comes twice; only the first counts`)],
  duplicate_standing: [true, (code) => text(`湖库 ${code} 重复，只取第一条`, `standing water ${code} comes twice; only the first counts`)],
  duplicate_gate: [true, (code) => text(`闸泵 ${code} 重复，只取第一条`, `gate ${code} comes twice; only the first counts`)],
  duplicate_link: [true, (code) => text(`上下游关系 ${code} 重复，只取第一条`, `link ${code} comes twice; only the first counts`)],
  no_length: [true, (code, of) => text(`河段 ${code} 的长度不对（${of}），未计入`, `reach ${code} has no length (${of}); left out`)],
  bad_speed: [false, (code, of) => text(`河段 ${code} 的流速不对（${of}），按未知计`, `reach ${code} has no speed (${of}); taken as unknown`)],
  unknown_reach: [true, (code, of) => text(`上下游关系 ${code} 所指的 ${of} 不存在，未计入`, `link ${code} names ${of}, which is gone; left out`)],
  unknown_gate: [true, (code, of) => text(`上下游关系 ${code} 所指的闸泵 ${of} 不存在，未计入`, `link ${code} names gate ${of}, which is gone; left out`)],
  beyond_end: [true, (code, of) => text(`${code} 的里程不在 ${of} 之内，未计入`, `${code} has a measure off ${of}; left out`)],
  gate_unnamed: [false, (code) => text(`上下游关系 ${code} 受闸泵控制，却未说明是哪座`, `link ${code} is gated or pumped but names no gate`)],
  gate_nowhere: [true, (code) => text(`闸泵 ${code} 既无关系指到它，也不在任何河段上`, `gate ${code} is named by no link and stands on no reach; left out`)],
  shut_loop: [false, (code, of) => text(`${of} 经过的闸泵 ${code} 登记为关闭，环路不通`, `gate ${code} on ${of} is recorded shut: the loop through it is broken`)],
  unknown_outfall: [true, (code, of) => text(`${code} 所指的排口 ${of} 不存在，未计入`, `${code} names outfall ${of}, which is gone; left out`)],
  unknown_unit: [true, (code, of) => text(`${code} 所指的排水单元 ${of} 不存在，未计入`, `${code} names drainage unit ${of}, which is gone; left out`)],
  unknown_water: [true, (code, of) => text(`${code} 所指的 ${of} 不在河网中，未计入`, `${code} names ${of}, which is not in the network; left out`)],
}

/** A remark of a kind about `code`; `of` is what it names or says. */
export function remark(kind: RemarkKind, code: string, of: string | number = ''): Remark {
  const [leftOut, say] = words[kind]
  return { kind, code, leftOut, words: say(code, String(of)) }
}
