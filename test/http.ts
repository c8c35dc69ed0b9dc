// Asking the application as a client would.

export interface Answer<Body> {
  status: number
  headers: Headers
  body: Body
}

/** GET with a JSON answer. */
export const getJson = async <Body>(url: string, headers: Record<string, string> = {}): Promise<Answer<Body>> => {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
}
