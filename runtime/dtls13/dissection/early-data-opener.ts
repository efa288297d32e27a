import { CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_EARLY_DATA } from '../../../generated/dtls13/registries/constants.ts';
import { digestLength } from '../../crypto/hkdf.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { type OpenedRecord, RecordOpener } from './record-opener.ts';

const LABEL = 'CLIENT_EARLY_TRAFFIC_SECRET';

/**
 * Opens the early data of one client; RFC 9147 section 6.1. It precedes the ServerHello, so the cipher suite is that of the
 * client's ticket, which a capture does not show: the offered suites with a secret of this length are tried, and the one
 * that opens the first record is kept.
 */
export class EarlyDataOpener {
  #candidates: readonly RecordOpener[];

  /** `suites`: the code points in the ClientHello. */
  constructor(provider: CryptoProvider, secrets: ReadonlyMap<string, Uint8Array>, suites: readonly number[]) {
    const secret = secrets.get(LABEL);
    this.#candidates = suites.flatMap((codePoint) => {
      const suite = CipherSuiteAttributes[codePoint];
      if (secret === undefined || suite === undefined || digestLength(suite.hash) !== secret.length) return [];
      const opener = new RecordOpener(provider);
      opener.install(EPOCH_EARLY_DATA, suite, secret);
      return [opener];
    });
  }

  /** Undefined: the record has no connection id but another epoch, or cannot be opened. */
  open(record: Uint8Array): OpenedRecord | undefined {
    if (((record[0] ?? 0) & 3) !== EPOCH_EARLY_DATA) return undefined;
    for (const candidate of this.#candidates) {
      const opened = candidate.open(record);
      if (typeof opened === 'string') continue;
      this.#candidates = [candidate];
      return opened;
    }
    return undefined;
  }
}
