// HTTPS of our own, where TLS_CERT and TLS_KEY name the files: a phone gives position, camera and push only there.
import { X509Certificate, createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { Trouble } from './db/open.ts'

export interface Certificate {
  /** PEM: the certificate, and those between it and the authority behind it. */
  cert: Buffer
  key: Buffer
}

const read = (name: string, path: string) => {
  try {
    return readFileSync(path)
  } catch (reason) {
    throw new Trouble(`读不到 ${name} 指的文件：${(reason as Error).message} (the file of ${name} cannot be read)`)
  }
}

/**
 * The certificate and its key, as TLS_CERT and TLS_KEY name their files; null where neither is set. Throws `Trouble` for what does not fit.
 */
export const certificate = ({ TLS_CERT, TLS_KEY }: { TLS_CERT?: string; TLS_KEY?: string } = process.env): Certificate | null => {
  if (!TLS_CERT && !TLS_KEY) return null
  if (!TLS_CERT || !TLS_KEY) throw new Trouble(`要用 HTTPS，TLS_CERT（证书）和 TLS_KEY（私钥）都要写：缺 ${TLS_CERT ? 'TLS_KEY' : 'TLS_CERT'}。 (TLS_CERT and TLS_KEY belong together)`)
  const [cert, key] = [read('TLS_CERT', TLS_CERT), read('TLS_KEY', TLS_KEY)]
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) throw new Trouble('TLS_CERT 的证书与 TLS_KEY 的私钥不是一对。 (the certificate and the key do not match)')
    createSecureContext({ cert, key })
  } catch (reason) {
    if (reason instanceof Trouble) throw reason
    throw new Trouble(`TLS_CERT 或 TLS_KEY 不是可用的 PEM 证书和（不带口令的）私钥：${(reason as Error).message} (no usable PEM certificate and key)`)
  }
  return { cert, key }
}
