/**
 * The synthetic message_hash message that replaces ClientHello1 in the transcript after a HelloRetryRequest:
 * handshake type, length, digest of ClientHello1; RFC 9846 section 4.1. `messageType` is the number of that handshake
 * type. Returns a fresh array.
 */
export function encodeMessageHash(messageType: number, clientHelloHash: Uint8Array): Uint8Array {
  const message = new Uint8Array(4 + clientHelloHash.length);
  message.set([messageType, 0, 0, clientHelloHash.length]);
  message.set(clientHelloHash, 4);
  return message;
}
