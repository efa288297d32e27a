import { KeySchedule } from '../../../runtime/crypto/key-schedule.ts';
import { ApplicationSecrets } from '../../../runtime/dtls13/handshake/application-secrets.ts';
import { type KeyUpdateContext, KeyUpdates } from '../../../runtime/dtls13/post-handshake/key-updates.ts';
import { BufferPools } from '../../../runtime/slab/buffer-pools.ts';
import { testProvider } from '../../net/host-under-test.ts';

/** Updates of keys without a connection: nothing is sent, and no message is outstanding. */
export function createKeyUpdates(context: Partial<KeyUpdateContext>): KeyUpdates {
  const schedule = new KeySchedule(testProvider, 'sha256', 'dtls13');
  const secrets = { client: new Uint8Array(32), server: new Uint8Array(32).fill(1) };
  const log = { provider: testProvider, buffers: new BufferPools(), keylog: () => {} };
  return new KeyUpdates({
    secrets: new ApplicationSecrets(log, schedule, 0x1301, 'server', secrets, new Uint8Array(32)),
    lingerTime: 240_000,
    now: () => 0,
    keys: { installRead: () => {}, replaceWrite: () => {}, dropRead: () => {} },
    abort: () => {},
    updated: () => {},
    traceTransition: () => {},
    messagesOutstanding: () => false,
    canSend: () => true,
    send: () => {},
    updateCompleted: () => {},
    ...context,
  });
}
