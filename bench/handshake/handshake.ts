// The layer `handshake`: handshakes in memory, and those of a sequential client over UDP, also through a relay.
import type { Run } from '../layer.ts';
import type { Result } from '../result.ts';
import { inMemory } from './in-memory.ts';
import { overUdp } from './over-udp.ts';

export async function handshake(run: Run): Promise<readonly Result[]> {
  return [inMemory(run), ...(await overUdp(run))];
}
