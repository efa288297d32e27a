import { type CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { WirechartError } from '../../errors/wirechart-error.ts';

/** AEAD, hash and key lengths of a suite. Throws WirechartError (ERR_WIRECHART_KEY_SCHEDULE) for an unknown suite. */
export function attributesOf(suite: CipherSuite): NonNullable<(typeof CipherSuiteAttributes)[number]> {
  const attributes = CipherSuiteAttributes[suite];
  if (attributes === undefined)
    throw new WirechartError('ERR_WIRECHART_KEY_SCHEDULE', `cipher suite ${suite} has no attributes`);
  return attributes;
}
