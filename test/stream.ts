// Server-sent events as a screen reads them.
import type { LiveEvent } from '../domain/live/schemas.ts'

export interface StreamEvent {
  /** `message` where it has no name. */
  event: string
  id: string
  /** The first part of its id: the number of a change. */
  seq: number
  data: LiveEvent
}

/** The events of /api/live, until the stream or `signal` ends. Throws where it is not answered with a stream. */
export async function* followStream(url: string, headers: Record<string, string>, signal: AbortSignal, query = ''): AsyncGenerator<StreamEvent> {
  const response = await fetch(`${url}/api/live${query}`, { headers, signal })
  if (response.status !== 200) throw new Error(`no stream: ${response.status}`)
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(text.slice(0, end).split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])) as Record<string, string>
      text = text.slice(end + 2)
      yield { event: fields.event ?? 'message', id: fields.id, seq: Number(fields.id?.split('.')[0]), data: JSON.parse(fields.data) as LiveEvent }
    }
  }
}
