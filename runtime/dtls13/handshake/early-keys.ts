import type { CipherSuite } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { KeySchedule } from '../../crypto/key-schedule.ts';
import { Exporter } from './exporter.ts';
import type { EarlyKeys, HandshakeContext } from './handshake-context.ts';
import { HandshakeTranscript } from './handshake-transcript.ts';
import { LABEL_PREFIX } from './label-prefix.ts';
import { hashOf } from './session-keys.ts';
import { protectionOf } from './traffic-protection.ts';

/**
 * Derives the keys of early data and logs their secrets. `psk`: the first pre-shared key of the ClientHello, borrowed.
 * `hello`: the transcript, which is the ClientHello; it is not changed.
 */
export function deriveEarlyKeys(
  context: Pick<HandshakeContext, 'provider' | 'keylog' | 'buffers'>,
  suite: CipherSuite,
  psk: Uint8Array,
  clientRandom: Uint8Array,
  hello: HandshakeTranscript,
): EarlyKeys {
  const { provider } = context;
  const transcript = new HandshakeTranscript(provider);
  transcript.copyFrom(hello);
  transcript.select(hashOf(suite));
  const digest = transcript.digest();
  const schedule = new KeySchedule(provider, hashOf(suite), LABEL_PREFIX, psk);
  const secret = schedule.earlyTrafficSecret(digest);
  const exporterSecret = schedule.earlyExporterSecret(digest);
  context.keylog('CLIENT_EARLY_TRAFFIC_SECRET', clientRandom, secret);
  context.keylog('EARLY_EXPORTER_SECRET', clientRandom, exporterSecret);
  const protection = protectionOf(provider, schedule, suite, secret);
  secret.fill(0);
  schedule.zeroize();
  return { protection, exporter: new Exporter(schedule, exporterSecret, context.buffers.crypto) };
}
