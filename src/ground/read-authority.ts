import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The certificates of an authority, as PEM.
 * @throws Error that says what is wrong with the file
 */
export function readAuthority(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(
      `the file of the certificate authority cannot be read (${(error as NodeJS.ErrnoException).code})`,
    )
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new Error('the file of the certificate authority has no certificates in it (PEM)')
  return text
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca
  } catch {
    return false
  }
}
