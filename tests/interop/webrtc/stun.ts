import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A connectivity check of a browser, authenticated with our password. */
export interface BindingRequest {
  /** 96 bits that the response repeats. */
  readonly transactionId: Uint8Array;
  /** `ours:theirs`, the two user fragments. */
  readonly username: string;
  /** The browser has chosen this pair of addresses. */
  readonly nominates: boolean;
}

const HEADER_LENGTH = 20;
const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const XOR_MAPPED_ADDRESS = 0x0020;
const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
const FINGERPRINT_MASK = 0x5354554e;

/**
 * Reads a Binding request; RFC 8489, RFC 8445 section 7. Undefined: it is another message, or its integrity or
 * fingerprint is wrong.
 */
export function readBindingRequest(message: Buffer, password: string): BindingRequest | undefined {
  if (message.length < HEADER_LENGTH || message.readUInt16BE(0) !== BINDING_REQUEST) return undefined;
  if (message.readUInt32BE(4) !== MAGIC_COOKIE || message.readUInt16BE(2) !== message.length - HEADER_LENGTH) {
    return undefined;
  }
  let username = '';
  let nominates = false;
  let integral = false;
  let intact = false;
  for (let at = HEADER_LENGTH; at + 4 <= message.length; ) {
    const type = message.readUInt16BE(at);
    const value = message.subarray(at + 4, at + 4 + message.readUInt16BE(at + 2));
    if (type === USERNAME) username = value.toString();
    else if (type === USE_CANDIDATE) nominates = true;
    else if (type === MESSAGE_INTEGRITY) integral = equal(value, integrity(message.subarray(0, at), password));
    else if (type === FINGERPRINT) intact = equal(value, fingerprint(message.subarray(0, at)));
    at += 4 + value.length + padding(value.length);
  }
  if (!integral || !intact) return undefined;
  return { transactionId: message.subarray(8, HEADER_LENGTH), username, nominates };
}

/** The success response to a request that came from an IPv4 address. */
export function bindingResponse(request: BindingRequest, address: string, port: number, password: string): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  header.writeUInt16BE(BINDING_SUCCESS);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  header.set(request.transactionId, 8);
  const mapped = Buffer.alloc(8);
  mapped.writeUInt8(1, 1);
  mapped.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  mapped.set(address.split('.').map(Number), 4);
  mapped.writeUInt32BE((mapped.readUInt32BE(4) ^ MAGIC_COOKIE) >>> 0, 4);
  const body = Buffer.concat([header, attribute(XOR_MAPPED_ADDRESS, mapped)]);
  const signed = Buffer.concat([body, attribute(MESSAGE_INTEGRITY, integrity(body, password))]);
  const whole = Buffer.concat([signed, attribute(FINGERPRINT, fingerprint(signed))]);
  whole.writeUInt16BE(whole.length - HEADER_LENGTH, 2);
  return whole;
}

function attribute(type: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(type);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value, Buffer.alloc(padding(value.length))]);
}

/** Covers the bytes before the attribute, with a length that counts to the attribute's end. */
function integrity(before: Buffer, password: string): Buffer {
  return createHmac('sha1', password).update(withLengthFor(before, 24)).digest();
}

function fingerprint(before: Buffer): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(withLengthFor(before, 8)) ^ FINGERPRINT_MASK) >>> 0);
  return value;
}

function withLengthFor(before: Buffer, attributeLength: number): Buffer {
  const copy = Buffer.from(before);
  copy.writeUInt16BE(before.length - HEADER_LENGTH + attributeLength, 2);
  return copy;
}

function padding(length: number): number {
  return -length & 3;
}

function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
