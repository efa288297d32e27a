import type { DerElement, DerReader } from '../der/der-reader.ts';
import { DerTag } from '../der/der-tag.ts';
import { CertificateError } from '../errors/certificate-error.ts';
import { equalBytes } from '../wire/index.ts';
import { bytesKey } from './bytes-key.ts';
import { readDer } from './certificate-der.ts';
import { type CertificateExtensions, findExtension, readExtensions } from './certificate-extensions.ts';
import { nameText } from './distinguished-name.ts';
import type { PathWork } from './path-work.ts';
import { PublicKey } from './public-key.ts';
import { readTime } from './time.ts';

/**
 * Largest certificate that is read, in bytes. Certificates in use are far smaller, and the work grows with the size.
 */
const MAX_CERTIFICATE_BYTES = 32 * 1024;

const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

/** The fields that are read when a path needs the certificate. */
export interface CertificateDetails {
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: PublicKey;
  readonly extensions: CertificateExtensions;
}

/**
 * A certificate (RFC 5280 section 4.1), read in two steps. The constructor reads issuer, subject and the signed part,
 * which is enough to build paths by names. `details` are read when a path needs them, once.
 */
export class ParsedCertificate {
  readonly der: Uint8Array;
  /** Bytes of an INTEGER. */
  readonly serialNumber: Uint8Array;
  /** DER of the Name. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** The TBSCertificate, DER: the signed bytes. */
  readonly tbs: Uint8Array;
  /** Contents of the AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array;
  readonly signature: Uint8Array;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly #validity: Uint8Array;
  /** Contents of the SEQUENCE of extensions. */
  readonly #extensions: Uint8Array | undefined;
  readonly #work: PathWork | undefined;
  #publicKey: PublicKey | undefined;
  #details: CertificateDetails | CertificateError | undefined;

  /**
   * Reads all but `details`. `work` counts the reads of `details`. Borrows `der`.
   * Throws CertificateError (MALFORMED).
   */
  constructor(der: Uint8Array, work?: PathWork) {
    if (der.length > MAX_CERTIFICATE_BYTES) {
      throw new CertificateError('MALFORMED', `certificate of ${der.length} bytes; at most ${MAX_CERTIFICATE_BYTES}`);
    }
    this.der = der;
    this.#work = work;
    const outer = readDer(der);
    const certificate = outer.enter();
    outer.end();
    const signed = certificate.expect(DerTag.SEQUENCE);
    this.tbs = signed.encoded;
    const algorithm = certificate.expect(DerTag.SEQUENCE);
    this.signatureAlgorithm = algorithm.contents;
    this.signature = certificate.octets();
    certificate.end();
    const tbs = readDer(signed.contents);
    const version = readVersion(tbs.optional(0xa0));
    this.serialNumber = tbs.integer();
    // RFC 5280 section 4.1.1.2: the signed copy of the algorithm and the unsigned one are the same.
    if (!equalBytes(tbs.expect(DerTag.SEQUENCE).encoded, algorithm.encoded)) {
      throw malformed('the two signature algorithms differ');
    }
    this.issuer = tbs.expect(DerTag.SEQUENCE).encoded;
    this.#validity = tbs.expect(DerTag.SEQUENCE).contents;
    this.subject = tbs.expect(DerTag.SEQUENCE).encoded;
    this.spki = tbs.expect(DerTag.SEQUENCE).encoded;
    // issuerUniqueID and subjectUniqueID are read and ignored.
    const identifiers = [tbs.optional(0x81), tbs.optional(0x82)];
    if (version === 1 && identifiers.some((each) => each !== undefined))
      throw malformed('version 1 has fields of a later version');
    const extensions = tbs.optional(0xa3);
    tbs.end();
    // RFC 5280 section 4.1.2.9. Ignoring extensions of version 1 would treat an end entity as an authority.
    if (version !== 3 && extensions !== undefined) throw malformed(`version ${version} has extensions`);
    if (extensions === undefined) return;
    const list = readDer(extensions.contents);
    this.#extensions = list.expect(DerTag.SEQUENCE).contents;
    // RFC 5280 requires at least one extension. An empty list is accepted, because some libraries write it.
    list.end();
  }

  /** The subject for messages, in one line. */
  get name(): string {
    const text = nameText(this.subject);
    return text === '' ? 'certificate without a subject' : `certificate ${text}`;
  }

  get selfIssued(): boolean {
    return equalBytes(this.subject, this.issuer);
  }

  get issuerKey(): string {
    return bytesKey(this.issuer);
  }

  get subjectKey(): string {
    return bytesKey(this.subject);
  }

  /** Throws CertificateError: MALFORMED, UNSUPPORTED or WEAK. */
  get publicKey(): PublicKey {
    this.#publicKey ??= new PublicKey(this.spki);
    return this.#publicKey;
  }

  /** Throws CertificateError: MALFORMED, UNSUPPORTED or WEAK; the same object every time. */
  get details(): CertificateDetails {
    this.#details ??= this.#read();
    if (this.#details instanceof CertificateError) throw this.#details;
    return this.#details;
  }

  /** subjectKeyIdentifier; undefined where it is absent or not valid. */
  get subjectKeyIdentifier(): Uint8Array | undefined {
    return this.#hint(SUBJECT_KEY_IDENTIFIER, (value) => value.expect(DerTag.OCTET_STRING).contents);
  }

  /** The keyIdentifier of authorityKeyIdentifier; undefined where it is absent or not valid. */
  get authorityKeyIdentifier(): Uint8Array | undefined {
    return this.#hint(AUTHORITY_KEY_IDENTIFIER, (value) => value.enter().optional(0x80)?.contents);
  }

  /** These extensions only order the issuers to try, so one that is not valid is ignored. */
  #hint(oid: string, read: (value: DerReader) => Uint8Array | undefined): Uint8Array | undefined {
    try {
      const value = this.#extensions && findExtension(this.#extensions, oid);
      return value && read(readDer(value));
    } catch {
      return undefined;
    }
  }

  #read(): CertificateDetails | CertificateError {
    if (this.#work !== undefined) this.#work.certificatesParsed++;
    try {
      const validity = readDer(this.#validity);
      const notBefore = readTime(validity.next());
      const notAfter = readTime(validity.next());
      validity.end();
      return { notBefore, notAfter, publicKey: this.publicKey, extensions: readExtensions(this.#extensions) };
    } catch (error) {
      if (error instanceof CertificateError) return error;
      throw error;
    }
  }
}

/** RFC 5280 section 4.1.2.1: 1 without the field, else 2 or 3. */
function readVersion(field: DerElement | undefined): number {
  if (field === undefined) return 1;
  const reader = readDer(field.contents);
  const version = reader.count() + 1;
  reader.end();
  // DER omits the default, version 1.
  if (version !== 2 && version !== 3) throw malformed('the version is unknown');
  return version;
}

function malformed(what: string): CertificateError {
  return new CertificateError('MALFORMED', `certificate: ${what}`);
}
