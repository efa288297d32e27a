import { ExtensionType } from '../../../../generated/dtls13/registries/extension-type.ts';

/** The extensions that a second ClientHello may change; RFC 9846 section 4.2.2. */
const mutableExtensions: ReadonlySet<ExtensionType> = new Set([
  ExtensionType.key_share,
  ExtensionType.cookie,
  ExtensionType.early_data,
  ExtensionType.pre_shared_key,
  ExtensionType.padding,
  // RFC 9849 section 6.1.5: encrypted again for the second ClientHello.
  ExtensionType.encrypted_client_hello,
]);

/** Bytes of legacy_version and random. */
const FIXED_LENGTH = 34;

/** An extension in a ClientHello: its type, and where it starts and ends. */
interface Extent {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The parts of a ClientHello that must be equal in both of a handshake, as fresh bytes: a ClientHello with the extensions
 * that may not change, sorted by their types. Their order is not compared: wolfSSL changes it. `body`: one that decodes,
 * borrowed.
 */
export function clientHelloBinding(body: Uint8Array): Uint8Array {
  const start = extensionsStart(body);
  const extents = immutableExtensions(body, start);
  const length = extents.reduce((sum, extent) => sum + extent.end - extent.start, 0);
  const binding = new Uint8Array(start + 2 + length);
  binding.set(body.subarray(0, start));
  binding[start] = length >>> 8;
  binding[start + 1] = length;
  let at = start + 2;
  for (const extent of extents) {
    binding.set(body.subarray(extent.start, extent.end), at);
    at += extent.end - extent.start;
  }
  return binding;
}

/** Where the length of the extensions is; RFC 9147 section 5.3. */
function extensionsStart(body: Uint8Array): number {
  let at = FIXED_LENGTH;
  // legacy_session_id, legacy_cookie
  at += 1 + (body[at] as number);
  at += 1 + (body[at] as number);
  at += 2 + uint16(body, at);
  // legacy_compression_methods
  return at + 1 + (body[at] as number);
}

/** Sorted by type, and those of one type by their position. None where the ClientHello ends before its extensions. */
function immutableExtensions(body: Uint8Array, start: number): Extent[] {
  const extents: Extent[] = [];
  for (let at = start + 2; at < body.length; ) {
    const type = uint16(body, at);
    const end = at + 4 + uint16(body, at + 2);
    if (!mutableExtensions.has(type)) extents.push({ type, start: at, end });
    at = end;
  }
  return extents.sort((a, b) => a.type - b.type);
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
