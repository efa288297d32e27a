import { loadCredentials } from '../certificates/credentials.ts';
import type { PemOrDer } from '../certificates/pem.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Certificate } from '../dtls13/index.ts';
import { ConfigError } from '../errors/config-error.ts';
import { checkBoolean, isBytes, isObject } from '../errors/option-checks.ts';
import { refuseUnknownOptions } from '../errors/option-names.ts';
import { importCredentials } from './import-credentials.ts';

/** One of several certificates of a side. */
export interface CertificateOption {
  /** The chain, end entity first: PEM (one string or several) or DER. */
  readonly cert: PemOrDer | readonly PemOrDer[];
  /** The private key of the first certificate: PEM, or PKCS #8 DER. */
  readonly key: PemOrDer;
  /** Decrypts an encrypted `key`. */
  readonly passphrase?: string | undefined;
  /**
   * True: it is sent only to a peer whose list of authorities names the issuer of a certificate of the chain. Default
   * false: such peers get it first, and others if no other certificate fits better.
   */
  readonly matchIssuer?: boolean | undefined;
  /** The OCSP response about the first certificate in DER, for a peer that requests it. Default: none. */
  readonly ocspResponse?: Uint8Array | undefined;
}

/** The options with the certificates of a side. */
export interface OwnCertificateOptions {
  readonly cert?: PemOrDer | readonly PemOrDer[] | undefined;
  readonly key?: PemOrDer | undefined;
  readonly passphrase?: string | undefined;
  readonly ocspResponse?: Uint8Array | undefined;
  readonly certificates?: readonly CertificateOption[] | undefined;
}

/**
 * The certificates of `certificates`, then the one of `cert` and `key`, with keys of the provider; undefined: there are
 * none. Throws ConfigError.
 */
export function ownCertificates(
  { cert, key, passphrase, ocspResponse, certificates = [] }: OwnCertificateOptions,
  provider: CryptoProvider,
): readonly Certificate[] | undefined {
  if (!Array.isArray(certificates)) throw new ConfigError('certificates', 'must be an array');
  // A copy, because `map` skips holes.
  const several = [...certificates].map((given: CertificateOption) => {
    if (!isObject(given)) throw new ConfigError('certificates', 'must have objects with `cert` and `key`');
    refuseUnknownOptions(given, NAMES, 'certificates');
    checkBoolean('matchIssuer', given.matchIssuer);
    const credentials = loadCredentials(given.cert, given.key, given.passphrase);
    const { matchIssuer } = given;
    return { ...importCredentials(provider, credentials), matchIssuer, ocspResponse: copyOf(given.ocspResponse) };
  });
  const isSingle = cert !== undefined || key !== undefined;
  if (ocspResponse !== undefined && !isSingle) throw new ConfigError('ocspResponse', 'needs `cert` and `key`');
  if (!isSingle) return several.length === 0 ? undefined : several;
  return [
    ...several,
    { ...importCredentials(provider, loadCredentials(cert, key, passphrase)), ocspResponse: copyOf(ocspResponse) },
  ];
}

/** The core refuses what is not bytes. */
function copyOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return isBytes(bytes) ? new Uint8Array(bytes) : bytes;
}

const NAMES = { cert: true, key: true, passphrase: true, matchIssuer: true, ocspResponse: true } as const;
