import type { KeyExchangeResponse } from '../../../runtime/crypto/index.ts';
import type { CryptoCall } from '../../../runtime/testing/index.ts';

/** An array that held a secret when the provider saw it. */
export interface SeenSecret {
  /** The call it was seen in: `hmac 4 key`. */
  readonly where: string;
  /** The caller's own array: overwritten when the secret is. */
  readonly bytes: Uint8Array;
}

/** Longer inputs of HMAC under no label are cookies, whose keys serve many handshakes. */
const LONGEST_DIGEST = 48;

/** Every secret that a provider gets or returns, by reference. Give `take` to `FaultyProvider.oncall`. */
export class SecretLedger {
  readonly seen: SeenSecret[] = [];

  readonly take = ({ operation, number, arguments: given, result, fails }: CryptoCall): void => {
    const add = (what: string, bytes: unknown) => {
      if (!(bytes instanceof Uint8Array) || isZero(bytes)) return;
      this.seen.push({ where: `${operation} ${number} ${what}`, bytes });
    };
    if (operation === 'aead' || operation === 'recordNumberMask') add('key', given[1]);
    if (operation === 'keyPair.agree' && !fails) add('result', result);
    if (operation === 'respond' && !fails) add('result', (result as KeyExchangeResponse | undefined)?.secret);
    if (operation === 'hmac') {
      const data = given[2] as Uint8Array;
      const isExpansion = Buffer.from(data).includes('dtls13');
      if (isExpansion || data.length <= LONGEST_DIGEST) add('key', given[1]);
      if (isExpansion && !fails) add('result', result);
    }
  };

  /** Secrets that are not overwritten. */
  get left(): string[] {
    return this.seen.filter(({ bytes }) => !isZero(bytes)).map(({ where }) => where);
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
