import { CertificateError } from '../errors/certificate-error.ts';
import { ConfigError } from '../errors/config-error.ts';
import { bytesKey } from './bytes-key.ts';
import { loadBlocks, type PemOrDer } from './pem.ts';
import { RevocationList } from './revocation-list.ts';

/** The certificate revocation lists of an option; RFC 5280 section 5. Load once, use for many chains. */
export class RevocationLists {
  readonly #byIssuer = new Map<string, RevocationList[]>();

  /**
   * PEM, also several lists in one text, or DER. Throws ConfigError, naming `option`, where there is none, or one that
   * cannot be parsed or is not supported: see `RevocationList`.
   */
  constructor(source: PemOrDer | readonly PemOrDer[], option = 'crl') {
    const blocks = loadBlocks(option, source, ['X509 CRL']);
    if (blocks.length === 0) throw new ConfigError(option, 'contains no revocation list');
    for (const { der, where } of blocks) {
      const list = parse(der, option, where);
      const known = this.#byIssuer.get(list.issuerKey);
      if (known === undefined) this.#byIssuer.set(list.issuerKey, [list]);
      else known.push(list);
    }
  }

  /** The lists of an issuer (DER of its Name). */
  issuedBy(issuer: Uint8Array): readonly RevocationList[] {
    return this.#byIssuer.get(bytesKey(issuer)) ?? [];
  }
}

function parse(der: Uint8Array, option: string, where: string): RevocationList {
  try {
    return new RevocationList(der);
  } catch (cause) {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new ConfigError(option, `contains a revocation list that cannot be used${where}: ${cause.message}`, {
      cause,
    });
  }
}
