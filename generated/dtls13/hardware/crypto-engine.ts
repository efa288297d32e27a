// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import { type Kernel, Module } from '../../../hwmodel/kernel/index.ts';
import type { LatencyModel } from '../../../hwmodel/timing/index.ts';
import { type BlockingTransport, type GenericPayload, TargetSocket } from '../../../hwmodel/tlm/index.ts';

/** Timing parameters of one CryptoEngine. */
export interface CryptoEngineTiming {
  /** Size of the plaintext. */
  readonly aes128GcmSeal: LatencyModel;
  /** Size of the ciphertext without its tag. */
  readonly aes128GcmOpen: LatencyModel;
  /** Size of the plaintext. */
  readonly aes256GcmSeal: LatencyModel;
  /** Size of the ciphertext without its tag. */
  readonly aes256GcmOpen: LatencyModel;
  /** Size of the plaintext. */
  readonly chacha20Poly1305Seal: LatencyModel;
  /** Size of the ciphertext without its tag. */
  readonly chacha20Poly1305Open: LatencyModel;
  /** One block for a record number (RFC 9147 section 4.2.3). */
  readonly aes128Mask: LatencyModel;
  /** One block for a record number (RFC 9147 section 4.2.3). */
  readonly aes256Mask: LatencyModel;
  /** One block for a record number (RFC 9147 section 4.2.3). */
  readonly chacha20Mask: LatencyModel;
  /** One key of a direction in an epoch, of the AEAD or of the record numbers. Size of the key. */
  readonly keyInstallation: LatencyModel;
  /** SHA-256 or SHA-384. Size of the input, and one block of padding at the end. */
  readonly hash: LatencyModel;
  /** One HMAC, of which HKDF uses several. Size of the message. */
  readonly hmac: LatencyModel;
  /** Size of the public key. */
  readonly x25519KeyGeneration: LatencyModel;
  /** Size of the peer's public key. */
  readonly x25519KeyAgreement: LatencyModel;
  /** Size of the public key. */
  readonly secp256r1KeyGeneration: LatencyModel;
  /** Size of the peer's public key. */
  readonly secp256r1KeyAgreement: LatencyModel;
  /** Size of the signed content. */
  readonly ecdsaP256Sign: LatencyModel;
  /** Size of the signed content. */
  readonly ecdsaP256Verify: LatencyModel;
}

/** The address of each operation; each has a window of 16 bytes. */
export const CryptoEngineAddress = {
  aes128GcmSeal: 0x00,
  aes128GcmOpen: 0x10,
  aes256GcmSeal: 0xd0,
  aes256GcmOpen: 0xe0,
  chacha20Poly1305Seal: 0x20,
  chacha20Poly1305Open: 0x30,
  aes128Mask: 0x40,
  aes256Mask: 0xf0,
  chacha20Mask: 0x100,
  keyInstallation: 0x110,
  hash: 0x50,
  hmac: 0x60,
  x25519KeyGeneration: 0x70,
  x25519KeyAgreement: 0x80,
  secp256r1KeyGeneration: 0x90,
  secp256r1KeyAgreement: 0xa0,
  ecdsaP256Sign: 0xb0,
  ecdsaP256Verify: 0xc0,
} as const;
export type CryptoEngineOperation = keyof typeof CryptoEngineAddress;

/** The operation whose window begins at `address`. */
export function cryptoEngineOperationAt(address: number): CryptoEngineOperation | undefined {
  switch (address) {
    case 0x00:
      return 'aes128GcmSeal';
    case 0x10:
      return 'aes128GcmOpen';
    case 0xd0:
      return 'aes256GcmSeal';
    case 0xe0:
      return 'aes256GcmOpen';
    case 0x20:
      return 'chacha20Poly1305Seal';
    case 0x30:
      return 'chacha20Poly1305Open';
    case 0x40:
      return 'aes128Mask';
    case 0xf0:
      return 'aes256Mask';
    case 0x100:
      return 'chacha20Mask';
    case 0x110:
      return 'keyInstallation';
    case 0x50:
      return 'hash';
    case 0x60:
      return 'hmac';
    case 0x70:
      return 'x25519KeyGeneration';
    case 0x80:
      return 'x25519KeyAgreement';
    case 0x90:
      return 'secp256r1KeyGeneration';
    case 0xa0:
      return 'secp256r1KeyAgreement';
    case 0xb0:
      return 'ecdsaP256Sign';
    case 0xc0:
      return 'ecdsaP256Verify';
    default:
      return undefined;
  }
}

/**
 * Serves one operation at a time. An operation is a write to its 16-byte window. The data length is the size of the
 * operation; the data is streamed through the window at the width of the bus.
 */
export abstract class CryptoEngine extends Module {
  readonly timing: CryptoEngineTiming;
  /** From the record layer and the handshake engine. */
  readonly service: TargetSocket;

  constructor(kernel: Kernel, name: string, timing: CryptoEngineTiming) {
    super(kernel, name);
    this.timing = timing;
    const service: BlockingTransport = (payload, delayPs, initiator) =>
      this.serviceTransport(payload, delayPs, initiator);
    this.service = new TargetSocket(kernel, `${name}.service`, { busWidthBits: 128, initiators: 2 }, service);
  }

  /** Processes a transaction of `service` and returns the timing annotation at its end, in picoseconds. */
  protected abstract serviceTransport(payload: GenericPayload, delayPs: number, initiator: number): number;
}
