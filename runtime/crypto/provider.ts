/**
 * The cryptography that the protocol core needs: synchronous and small. Contexts are made per key, never per
 * record. Names are those of the IANA registries and the primitives' own specifications.
 */

/** Authenticated encryption; RFC 5116, RFC 6655 section 6.1, RFC 8439. */
export type AeadName = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm' | 'aes-128-ccm-8';
/** FIPS 180-4. */
export type HashName = 'sha256' | 'sha384';
/** Groups of (EC)DHE by their IANA names; RFC 7748, RFC 8422. */
export type EcdheGroupName = 'x25519' | 'x448' | 'secp256r1' | 'secp384r1' | 'secp521r1';
/** Hybrids of (EC)DHE with ML-KEM by their IANA names; RFC 10024. */
export type HybridGroupName = 'X25519MLKEM768' | 'SecP256r1MLKEM768' | 'SecP384r1MLKEM1024';
/** Key exchange groups by their IANA names. */
export type GroupName = EcdheGroupName | HybridGroupName;
/** Signature schemes of CertificateVerify by their IANA names; RFC 9846 section 4.3.3. */
export type SignatureSchemeName =
  | 'ecdsa_secp256r1_sha256'
  | 'ecdsa_secp384r1_sha384'
  | 'ecdsa_secp521r1_sha512'
  | 'ed25519'
  | 'ed448'
  | 'rsa_pss_rsae_sha256'
  | 'rsa_pss_rsae_sha384'
  | 'rsa_pss_rsae_sha512'
  | 'rsa_pss_pss_sha256'
  | 'rsa_pss_pss_sha384'
  | 'rsa_pss_pss_sha512'
  | 'mldsa44'
  | 'mldsa65'
  | 'mldsa87';

/** What a provider supports. The core calls it for nothing else. */
export interface Capabilities {
  readonly aeads: readonly AeadName[];
  readonly hashes: readonly HashName[];
  readonly groups: readonly GroupName[];
  /** The schemes of `verify`, preferred first. A PrivateKey lists the schemes it can sign with. */
  readonly signatureSchemes: readonly SignatureSchemeName[];
  /** True: the same `random` bytes give the same key pairs and signatures (RFC 6979). */
  readonly deterministic: boolean;
}

/** A running hash, for the transcript. */
export interface Hash {
  /** Bytes of a digest. */
  readonly length: number;
  /** Borrows `bytes` for the call. */
  update(bytes: Uint8Array): void;
  /** The digest of everything so far, in a fresh array. More can be added afterwards. */
  digest(): Uint8Array;
  /** An independent hash of the same bytes so far. */
  copy(): Hash;
}

/** One AEAD key. Works in place on a slab, so that no object is allocated for a record. */
export interface Aead {
  /** Bytes that `seal` appends. */
  readonly tagLength: number;
  /**
   * Encrypts `slab[at, at + length)` in place and writes the tag after it.
   * Associated data is `slab[aadAt, at)`: a record's header is directly before its body.
   * `nonce` (12 bytes) and `slab` are borrowed for the call. The slab must have room for the tag.
   */
  seal(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): void;
  /**
   * Decrypts `slab[at, at + length)`, tag included, in place: the plaintext starts at `at` and is `tagLength` shorter.
   * False: the record is not authentic (or shorter than a tag), and the contents of the slab must not be used.
   */
  open(nonce: Uint8Array, slab: Uint8Array, aadAt: number, at: number, length: number): boolean;
}

/** Computes the mask that encrypts record numbers; RFC 9147 section 4.2.3. */
export interface RecordNumberMask {
  /**
   * Writes the first two mask bytes for the sample `slab[at, at + 16)` into `target[0]` and `target[1]`.
   * The arguments are borrowed for the call. Throws ConfigError where the sample is not inside the slab.
   */
  mask(slab: Uint8Array, at: number, target: Uint8Array): void;
  /**
   * XORs the masks of `count` records, at most 64, into their numbers: `descriptors` are those of a `RecordCipher`. For a
   * provider that makes several masks in one call faster than one by one. Throws as `mask` does.
   */
  apply?(slab: Uint8Array, descriptors: Int32Array, count: number): void;
}

/** Fields of one record in the descriptors of a `RecordCipher`: `descriptors[RECORD_FIELDS * i + RECORD_BODY_AT]`. */
export const RECORD_HEADER_AT = 0;
/** Offset of the record number in the slab. */
export const RECORD_NUMBER_AT = 1;
/** Bytes of the record number in the header: 1 or 2. */
export const RECORD_NUMBER_LENGTH = 2;
/** Offset of the body; the associated data is everything from the header to here. */
export const RECORD_BODY_AT = 3;
/** Bytes of the body: without the tag for `seal`, with it for `unmask` and `open`. */
export const RECORD_BODY_LENGTH = 4;
/** Bits 32 to 47 of the sequence number. */
export const RECORD_SEQUENCE_HIGH = 5;
/** Bits 0 to 31 of the sequence number, as a signed integer. */
export const RECORD_SEQUENCE_LOW = 6;
/** Set by `open`: 1 for an authentic record, else 0. */
export const RECORD_IS_AUTHENTIC = 7;
/** Integers of one record in the descriptors. */
export const RECORD_FIELDS = 8;

/**
 * Protects the records of one direction in one epoch, several in one call; RFC 9147 sections 4.2.3 and 4.5. The records
 * are slices of one slab that do not overlap, described by `RECORD_FIELDS` integers each. Slab and descriptors are
 * borrowed for the call. Throws ConfigError for a range outside the slab, or memory that was transferred.
 */
export interface RecordCipher {
  /** Bytes that `seal` appends to the body. */
  readonly tagLength: number;
  /**
   * Encrypts the bodies in place and writes the tags after them, for the numbers in clear in the headers; then encrypts
   * the record numbers in place. A tagged body has at least 16 bytes: the sample for the mask.
   */
  seal(slab: Uint8Array, descriptors: Int32Array, count: number): void;
  /**
   * As `seal`, for content that is not in the slab yet: the first `spans[2 * i + 1]` bytes of body `i` are those of `content`
   * from `spans[2 * i]` on, and the rest of the body is in the slab. `content` and `spans` are borrowed for the call. Without
   * this function the library copies the content. Throws as `seal` does, also for a span outside `content`.
   */
  sealContent?(slab: Uint8Array, descriptors: Int32Array, count: number, content: Uint8Array, spans: Int32Array): void;
  /** Decrypts the record numbers in place. A body has at least 16 bytes. */
  unmask(slab: Uint8Array, descriptors: Int32Array, count: number): void;
  /**
   * Decrypts the bodies in place and sets `RECORD_IS_AUTHENTIC`. The body of a record that is not authentic, or shorter
   * than a tag, is left as it was. Returns how many are authentic.
   */
  open(slab: Uint8Array, descriptors: Int32Array, count: number): number;
  /** Overwrites the keys. No method may be called afterwards. */
  destroy(): void;
}

/** The keys of the records of one direction in one epoch; RFC 9846 section 7.3. Owned by the caller. */
export interface TrafficKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  /** Key of the record number mask, as long as `key`; RFC 9147 section 4.2.3. */
  readonly recordNumberKey: Uint8Array;
}

/**
 * The client's side of a key exchange, from its share to the shared secret; RFC 9846 section 7.4. The private key never
 * leaves the provider.
 */
export interface KeyPair {
  readonly group: GroupName;
  /** The value of KeyShareEntry.key_exchange in a ClientHello; owned by the caller. */
  readonly share: Uint8Array;
  /**
   * The shared secret, in a fresh array, or undefined where the server's share is not valid: wrong length, not on the
   * curve, an all-zero result (RFC 9846 section 7.4.2).
   */
  agree(serverShare: Uint8Array): Uint8Array | undefined;
}

/** The server's side of a key exchange, which is complete at once. Both arrays are fresh and owned by the caller. */
export interface KeyExchangeResponse {
  /** The value of KeyShareEntry.key_exchange in a ServerHello. */
  readonly share: Uint8Array;
  readonly secret: Uint8Array;
}

/** A signing key inside a provider. */
export interface PrivateKey {
  /** The schemes it can sign with, preferred first. */
  readonly signatureSchemes: readonly SignatureSchemeName[];
}

/**
 * The interface to all cryptography. Implementations: `wirechart/crypto/openssl`, `wirechart/crypto/native`,
 * `wirechart/crypto/portable`.
 */
export interface CryptoProvider {
  /** For logs and `stats`: `openssl`, `native`, `portable`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Fills `target` with unpredictable bytes (or, seeded in a test, with predictable ones). */
  random(target: Uint8Array): void;
  hash(name: HashName): Hash;
  /** RFC 2104. The result is a fresh array. */
  hmac(name: HashName, key: Uint8Array, data: Uint8Array): Uint8Array;
  /**
   * HKDF-Expand in one call; RFC 5869 section 2.3. `length` is at most 255 digests; the result is a fresh array. Without it
   * the library calls `hmac` for each block.
   */
  hkdfExpand?(name: HashName, secret: Uint8Array, info: Uint8Array, length: number): Uint8Array;
  /**
   * The record keys of one traffic secret in one call; RFC 9846 section 7.3, RFC 9147 section 4.2.3. `labelPrefix`: of
   * every label, as RFC 9147 section 5.9 says. Owned by the caller. Without it the library expands each key alone.
   */
  trafficKeys?(
    name: HashName,
    secret: Uint8Array,
    labelPrefix: 'dtls13' | 'tls13 ',
    lengths: { readonly keyLength: number; readonly ivLength: number },
  ): TrafficKeys;
  /** Imports a key once for many records. Throws ConfigError when the key has the wrong length. */
  aead(name: AeadName, key: Uint8Array): Aead;
  /** The record number mask of an AEAD: AES-ECB, or ChaCha20's block function. */
  recordNumberMask(name: AeadName, key: Uint8Array): RecordNumberMask;
  /**
   * Protects records in batches; copies the keys. Without it the library calls `aead` and `recordNumberMask` for each
   * record. Throws ConfigError when a key has the wrong length.
   */
  recordCipher?(name: AeadName, keys: TrafficKeys): RecordCipher;
  /** The client's side of a key exchange. */
  generateKeyPair(group: GroupName): KeyPair;
  /**
   * The server's side of a key exchange. Undefined where the client's share is not valid: wrong length, not on the curve,
   * an all-zero result, an encapsulation key that is not reduced (RFC 9846 section 7.4.2, FIPS 203 section 7.2).
   */
  respond(group: GroupName, clientShare: Uint8Array): KeyExchangeResponse | undefined;
  /** Imports a PKCS #8 key (DER). Throws ConfigError for a key that this provider does not support. */
  importPrivateKey(pkcs8: Uint8Array): PrivateKey;
  /**
   * Signs `message`. `key` must come from this provider and name the scheme, else ConfigError is thrown. ECDSA
   * signatures are DER, and the salt of RSASSA-PSS is as long as the digest; RFC 9846 section 4.3.3.
   */
  sign(scheme: SignatureSchemeName, key: PrivateKey, message: Uint8Array): Uint8Array;
  /** `publicKey` is a SubjectPublicKeyInfo (DER). False for malformed input; never throws. */
  verify(scheme: SignatureSchemeName, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Constant time for equal lengths; the length itself is public. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
}
