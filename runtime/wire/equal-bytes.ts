/**
 * Whether two arrays hold the same bytes. Returns at the first difference, so its time depends on the contents: for
 * public values only. Secrets are compared with `equal` of a CryptoProvider.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
