// A person at a browser, over HTTP: keeps cookies, says where requests come from as browsers do.
export interface Reply<Body> {
  status: number
  headers: Headers
  body: Body
}

export class Browser {
  readonly cookies = new Map<string, string>()

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** The answer as it comes. */
  async fetch(method: string, path: string, sent?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...this.headers,
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size ? { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') } : {}),
        ...headers,
      },
      body: sent === undefined ? undefined : typeof sent === 'string' ? sent : JSON.stringify(sent),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';')
      const [name = '', value = ''] = pair.split('=')
      if (!value || rest.some((part) => /expires=Thu, 01 Jan 1970/i.test(part))) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }

  async ask<Body = unknown>(method: string, path: string, sent?: unknown, headers?: Record<string, string>): Promise<Reply<Body>> {
    const response = await this.fetch(method, path, sent, headers)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as Body }
  }

  signIn = <Body = unknown>(login: string, password: string, headers: Record<string, string> = {}) => this.ask<Body>('POST', '/api/session', { login, password }, headers)
}
