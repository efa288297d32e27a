// A crypto provider that logs its operations for the timing of the hardware.
import type { CryptoEngineOperation } from '../../generated/dtls13/hardware/crypto-engine.ts';
import { RECORD_NUMBER_SAMPLE_LENGTH } from '../../generated/dtls13/registries/constants.ts';
import type {
  Aead,
  AeadName,
  Capabilities,
  CryptoProvider,
  GroupName,
  Hash,
  HashName,
  KeyExchangeResponse,
  KeyPair,
  PrivateKey,
  RecordNumberMask,
  SignatureSchemeName,
} from '../../runtime/crypto/index.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import type { OperationLog } from './operation-log.ts';

/** Algorithms without an operation of the crypto engine throw; they do not take zero time. */
const SEAL: Readonly<Partial<Record<AeadName, CryptoEngineOperation>>> = {
  'aes-128-gcm': 'aes128GcmSeal',
  'aes-256-gcm': 'aes256GcmSeal',
  'chacha20-poly1305': 'chacha20Poly1305Seal',
};
const OPEN: Readonly<Partial<Record<AeadName, CryptoEngineOperation>>> = {
  'aes-128-gcm': 'aes128GcmOpen',
  'aes-256-gcm': 'aes256GcmOpen',
  'chacha20-poly1305': 'chacha20Poly1305Open',
};
const MASK: Readonly<Partial<Record<AeadName, CryptoEngineOperation>>> = {
  'aes-128-gcm': 'aes128Mask',
  'aes-256-gcm': 'aes256Mask',
  'chacha20-poly1305': 'chacha20Mask',
};
const GENERATE: Readonly<Partial<Record<GroupName, CryptoEngineOperation>>> = {
  x25519: 'x25519KeyGeneration',
  secp256r1: 'secp256r1KeyGeneration',
};
const AGREE: Readonly<Partial<Record<GroupName, CryptoEngineOperation>>> = {
  x25519: 'x25519KeyAgreement',
  secp256r1: 'secp256r1KeyAgreement',
};
type SignatureOperations = Readonly<Partial<Record<SignatureSchemeName, CryptoEngineOperation>>>;
const SIGN: SignatureOperations = {
  ecdsa_secp256r1_sha256: 'ecdsaP256Sign',
};
const VERIFY: SignatureOperations = {
  ecdsa_secp256r1_sha256: 'ecdsaP256Verify',
};

/** @throws {ConfigError} when the modelled crypto engine has no operation for the algorithm. */
function operationOf<Name extends string>(
  operations: Readonly<Partial<Record<Name, CryptoEngineOperation>>>,
  name: Name,
): CryptoEngineOperation {
  const operation = operations[name];
  if (operation === undefined) throw new ConfigError('provider', `the modelled crypto engine has no ${name}`);
  return operation;
}

/** Block size of the hash in bytes; the padding is logged as one block; FIPS 180-4 section 5.1. */
const BLOCK_BYTES: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128 };

/**
 * Wraps a provider and logs every operation that takes time in the hardware. Record protection is logged for the record
 * layer, every other operation for the handshake engine. Random bytes and comparisons take no time: the hardware
 * generates random bytes in advance.
 */
export class LoggingProvider implements CryptoProvider {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly #inner: CryptoProvider;
  readonly #log: OperationLog;

  constructor(inner: CryptoProvider, log: OperationLog) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    this.#inner = inner;
    this.#log = log;
  }

  random(target: Uint8Array): void {
    this.#inner.random(target);
  }

  hash(name: HashName): Hash {
    return new LoggingHash(this.#inner.hash(name), BLOCK_BYTES[name], this.#log);
  }

  hmac(name: HashName, key: Uint8Array, data: Uint8Array): Uint8Array {
    this.#log.operation('handshake', 'hmac', Math.max(1, data.length));
    return this.#inner.hmac(name, key, data);
  }

  aead(name: AeadName, key: Uint8Array): Aead {
    this.#logInstallation(name, key);
    return new LoggingAead(this.#inner.aead(name, key), name, this.#log);
  }

  recordNumberMask(name: AeadName, key: Uint8Array): RecordNumberMask {
    this.#logInstallation(name, key);
    const inner = this.#inner.recordNumberMask(name, key);
    return {
      mask: (slab, at, target) => {
        this.#log.operation('record', operationOf(MASK, name), RECORD_NUMBER_SAMPLE_LENGTH);
        inner.mask(slab, at, target);
      },
    };
  }

  generateKeyPair(group: GroupName): KeyPair {
    const pair = this.#inner.generateKeyPair(group);
    this.#log.operation('handshake', operationOf(GENERATE, group), pair.share.length);
    return {
      group,
      share: pair.share,
      agree: (serverShare) => {
        this.#log.operation('handshake', operationOf(AGREE, group), serverShare.length);
        return pair.agree(serverShare);
      },
    };
  }

  /** The server generates a key pair, then agrees. */
  respond(group: GroupName, clientShare: Uint8Array): KeyExchangeResponse | undefined {
    const response = this.#inner.respond(group, clientShare);
    this.#log.operation('handshake', operationOf(GENERATE, group), clientShare.length);
    this.#log.operation('handshake', operationOf(AGREE, group), clientShare.length);
    return response;
  }

  importPrivateKey(pkcs8: Uint8Array): PrivateKey {
    return this.#inner.importPrivateKey(pkcs8);
  }

  sign(scheme: SignatureSchemeName, key: PrivateKey, message: Uint8Array): Uint8Array {
    this.#log.operation('handshake', operationOf(SIGN, scheme), message.length);
    return this.#inner.sign(scheme, key, message);
  }

  verify(scheme: SignatureSchemeName, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    this.#log.operation('handshake', operationOf(VERIFY, scheme), message.length);
    return this.#inner.verify(scheme, publicKey, message, signature);
  }

  equal(a: Uint8Array, b: Uint8Array): boolean {
    return this.#inner.equal(a, b);
  }

  /** A key of an algorithm without operations is never used. */
  #logInstallation(name: AeadName, key: Uint8Array): void {
    if (SEAL[name] !== undefined) this.#log.operation('handshake', 'keyInstallation', key.length);
  }
}

class LoggingHash implements Hash {
  readonly length: number;
  readonly #inner: Hash;
  readonly #blockBytes: number;
  readonly #log: OperationLog;

  constructor(inner: Hash, blockBytes: number, log: OperationLog) {
    this.length = inner.length;
    this.#inner = inner;
    this.#blockBytes = blockBytes;
    this.#log = log;
  }

  update(bytes: Uint8Array): void {
    this.#log.operation('handshake', 'hash', bytes.length);
    this.#inner.update(bytes);
  }

  digest(): Uint8Array {
    this.#log.operation('handshake', 'hash', this.#blockBytes);
    return this.#inner.digest();
  }

  /** Not logged: a copy of registers takes no operation of the engine. */
  copy(): Hash {
    return new LoggingHash(this.#inner.copy(), this.#blockBytes, this.#log);
  }
}

class LoggingAead implements Aead {
  readonly tagLength: number;
  readonly #inner: Aead;
  readonly #name: AeadName;
  readonly #log: OperationLog;

  constructor(inner: Aead, name: AeadName, log: OperationLog) {
    this.tagLength = inner.tagLength;
    this.#inner = inner;
    this.#name = name;
    this.#log = log;
  }

  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void {
    this.#log.operation('record', operationOf(SEAL, this.#name), length);
    this.#inner.seal(nonce, slab, aadAt, at, length);
  }

  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean {
    this.#log.operation('record', operationOf(OPEN, this.#name), length - this.tagLength);
    return this.#inner.open(nonce, slab, aadAt, at, length);
  }
}
