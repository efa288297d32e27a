const PADDING_LENGTH = 64;

const CONTEXT = {
  client: 'TLS 1.3, client CertificateVerify',
  server: 'TLS 1.3, server CertificateVerify',
} as const;

/**
 * What a CertificateVerify message signs: 64 spaces, the signer's context string, a zero byte and the
 * transcript hash up to and including Certificate; RFC 9846 section 4.5.2. DTLS 1.3 keeps the strings as they are.
 * `signer` is the side that signs. The result is a fresh array.
 */
export function certificateVerifyContent(signer: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array {
  const context = CONTEXT[signer];
  const content = new Uint8Array(PADDING_LENGTH + context.length + 1 + transcriptHash.length);
  content.fill(0x20, 0, PADDING_LENGTH);
  for (let i = 0; i < context.length; i++) content[PADDING_LENGTH + i] = context.charCodeAt(i);
  content.set(transcriptHash, PADDING_LENGTH + context.length + 1);
  return content;
}
