import { type KeyObject, X509Certificate } from 'node:crypto';
import { CertificateError } from '../errors/certificate-error.ts';
import { type CertificateProfile, KeyUsage, readProfile } from './profile.ts';

/** Largest certificate that is looked at; real ones stay far below, and work grows with the size. */
const MAX_CERTIFICATE_BYTES = 32 * 1024;

/** What a certificate is shown for. */
export type Purpose = 'server' | 'client';

/** serverAuth and clientAuth; RFC 5280 section 4.2.1.12. */
const PURPOSES: Readonly<Record<Purpose, string>> = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };
const ANY_PURPOSE = '2.5.29.37.0';

const SHA2 = new Set(['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const STRONG_SIGNATURES = new Set([
  '1.2.840.10045.4.3.2', // ecdsa-with-SHA256, RFC 5758
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.11', // sha256WithRSAEncryption, RFC 4055
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112', // Ed25519, RFC 8410
  '1.3.101.113',
]);
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** One certificate of a path with everything the checks ask of it, read once. */
export class Candidate {
  readonly x509: X509Certificate;
  readonly profile: CertificateProfile;
  readonly publicKey: KeyObject;

  private constructor(x509: X509Certificate, profile: CertificateProfile, publicKey: KeyObject) {
    this.x509 = x509;
    this.profile = profile;
    this.publicKey = publicKey;
  }

  /** Throws CertificateError (MALFORMED) for whatever is not a certificate with a key that can be read. */
  static fromDer(der: Uint8Array): Candidate {
    if (der.length > MAX_CERTIFICATE_BYTES) {
      throw new CertificateError('MALFORMED', `certificate of ${der.length} bytes; at most ${MAX_CERTIFICATE_BYTES}`);
    }
    // node:crypto would also take PEM text, which has no place in a Certificate message.
    if (der[0] !== 0x30) throw new CertificateError('MALFORMED', 'certificate is not DER');
    let x509: X509Certificate;
    try {
      x509 = new X509Certificate(der);
    } catch (cause) {
      throw new CertificateError('MALFORMED', 'certificate is not X.509', { cause });
    }
    // OpenSSL reads the first element and drops what is behind it.
    if (x509.raw.length !== der.length) throw new CertificateError('MALFORMED', 'certificate with bytes behind it');
    return Candidate.fromX509(x509);
  }

  static fromX509(x509: X509Certificate): Candidate {
    const profile = readProfile(x509.raw);
    try {
      return new Candidate(x509, profile, x509.publicKey);
    } catch (cause) {
      throw new CertificateError('MALFORMED', `${name(x509)}: its public key cannot be read`, { cause });
    }
  }

  /** Its name for messages, in one line. */
  get name(): string {
    return name(this.x509);
  }

  get selfIssued(): boolean {
    return this.x509.subject === this.x509.issuer;
  }

  /** Checks that hold for every certificate of a path: dates, key, extensions, purpose (RFC 5280 section 6.1.3). */
  checkAlone(now: number, purpose: Purpose): void {
    const { unprocessed, extendedKeyUsage } = this.profile;
    if (unprocessed.length > 0) {
      throw new CertificateError('UNSUPPORTED', `${this.name}: extension ${unprocessed.join(', ')} is not supported`);
    }
    const notBefore = Date.parse(this.x509.validFrom);
    const notAfter = Date.parse(this.x509.validTo);
    if (!(now >= notBefore)) {
      throw new CertificateError('NOT_YET_VALID', `${this.name}: not valid before ${this.x509.validFrom}`);
    }
    // notAfter names the last second in which the certificate is good.
    if (!(now < notAfter + 1000)) throw new CertificateError('EXPIRED', `${this.name}: expired ${this.x509.validTo}`);
    if (!strongKey(this.publicKey)) throw new CertificateError('WEAK', `${this.name}: its key is too weak or unusual`);
    // An issuer with a list of purposes limits those below it; web PKI and Go read it the same way.
    const wanted = PURPOSES[purpose];
    if (extendedKeyUsage !== undefined && !extendedKeyUsage.some((oid) => oid === wanted || oid === ANY_PURPOSE)) {
      throw new CertificateError('WRONG_USAGE', `${this.name}: not for ${purpose} authentication`);
    }
  }

  /** The end entity signs the handshake with its key (RFC 9846 section 4.4.2.2). */
  checkEndEntity(): void {
    const { keyUsage } = this.profile;
    if (keyUsage !== undefined && (keyUsage & KeyUsage.digitalSignature) === 0) {
      throw new CertificateError('WRONG_USAGE', `${this.name}: its key is not for signatures`);
    }
  }

  /** It may issue, with `below` intermediates under it (RFC 5280 sections 4.2.1.3 and 4.2.1.9). */
  checkIssuer(below: number): void {
    const { ca, pathLength, keyUsage } = this.profile;
    if (!ca || (keyUsage !== undefined && (keyUsage & KeyUsage.keyCertSign) === 0)) {
      throw new CertificateError('NOT_A_CA', `${this.name}: not allowed to issue certificates`);
    }
    if (below > pathLength) {
      throw new CertificateError('NOT_A_CA', `${this.name}: allows ${pathLength} intermediates, the path has ${below}`);
    }
  }

  /** What it says about names holds for every certificate of the path below it; RFC 5280 section 6.1.3 (b) and (c). */
  checkNamesBelow(path: readonly Candidate[]): void {
    const { nameConstraints } = this.profile;
    if (nameConstraints === undefined) return;
    for (const [i, candidate] of path.entries()) {
      // A CA that issues to itself, to change its key, keeps its name.
      if (i === 0 || !candidate.selfIssued) nameConstraints.check(candidate.profile, candidate.name);
    }
  }

  /** `issuer` really signed this one, with an algorithm that still means something. */
  checkSignedBy(issuer: Candidate): void {
    const { signatureAlgorithm, pssHash } = this.profile;
    const strong =
      signatureAlgorithm === RSASSA_PSS
        ? pssHash !== undefined && SHA2.has(pssHash)
        : STRONG_SIGNATURES.has(signatureAlgorithm);
    if (!strong) throw new CertificateError('WEAK', `${this.name}: signed with weak or unknown ${signatureAlgorithm}`);
    let good = false;
    try {
      good = this.x509.verify(issuer.publicKey);
    } catch {
      // A key of another kind than the signature; the same as a signature that does not fit.
    }
    if (!good) throw new CertificateError('BAD_SIGNATURE', `${this.name}: not signed by ${issuer.name}`);
  }
}

function strongKey(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      // The upper ends keep a stranger from choosing how long a signature check takes.
      return modulusLength >= 2048 && modulusLength <= 8192 && publicExponent >= 3 && publicExponent < 2 ** 32;
    case 'ec':
      return CURVES.has(namedCurve);
    case 'ed25519':
    case 'ed448':
      return true;
    default:
      return false;
  }
}

function name(x509: X509Certificate): string {
  const subject = (x509.subject ?? '').replaceAll(/[^\x20-\x7e]+/g, ', ');
  return subject === '' ? 'certificate without a subject' : `certificate ${subject.slice(0, 200)}`;
}
