import test from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import {
  type EndpointRole,
  replayInputs,
  type SimulatedHandshake,
  type SimulationOptions,
  simulateHandshake,
} from 'wirechart/hwmodel';
import { type StackProfile, stackProfiles } from '../../../generated/dtls13/hardware/stack-profiles.ts';

const createProvider: SimulationOptions['createProvider'] = (seed) => createPortableProvider({ seed });
const messages = Array.from({ length: 12 }, (_, index) => Uint8Array.of(index, 1, 2, 3));
const options: SimulationOptions = { seed: 7, createProvider, messages, loss: 0, keyUpdates: 2, migrations: 2 };
const simulate = (more: Partial<SimulationOptions> = {}): SimulatedHandshake =>
  simulateHandshake({ ...options, ...more });
const ROLES: readonly EndpointRole[] = ['client', 'server'];

/** Simulated once, and read by many tests. */
const baseline = simulate();
const onlyUpdates = simulate({ migrations: 0, messageIntervalMs: 0.5 });

function echoes({ events }: SimulatedHandshake): readonly number[] {
  return events.client.flatMap(({ event }) => (event.kind === 'message' ? [event.data[0] as number] : []));
}

/** `write 4`: the new keys of an endpoint, in their order. */
function updatesOf({ events }: SimulatedHandshake, role: EndpointRole): readonly string[] {
  return events[role].flatMap(({ event }) => (event.kind === 'keyUpdate' ? [`${event.direction} ${event.epoch}`] : []));
}

/** When the endpoint used the first new keys of a direction. */
function firstUpdate({ events }: SimulatedHandshake, role: EndpointRole, direction: 'read' | 'write'): number {
  const found = events[role].find(({ event }) => event.kind === 'keyUpdate' && event.direction === direction);
  return found?.atPs ?? Number.NaN;
}

function installations({ timeline }: SimulatedHandshake, role: EndpointRole) {
  return timeline.filter((entry) => entry.module === `${role}.crypto` && entry.operation === 'keyInstallation');
}

/** The two low bits of the epoch of a protected record. */
function epochBits(data: Uint8Array): number {
  return (data[0] as number) & 3;
}

test('updates of both sides and changes of the address complete in simulated time, and both ends agree', (t) => {
  t.true(baseline.completed);
  t.deepEqual(
    echoes(baseline).toSorted((a, b) => a - b),
    messages.map(([first]) => first),
  );
  const { client, server } = baseline.counters;
  t.is(client?.keyUpdatesSent, 2);
  t.is(server?.keyUpdatesSent, 2);
  t.is(client?.keyUpdatesReceived, server?.keyUpdatesSent);
  t.is(server?.keyUpdatesReceived, client?.keyUpdatesSent);
  for (const role of ROLES) {
    t.deepEqual(
      updatesOf(baseline, role).filter((each) => each.startsWith('write')),
      ['write 4', 'write 5'],
    );
    t.deepEqual(
      updatesOf(baseline, role).filter((each) => each.startsWith('read')),
      ['read 4', 'read 5'],
    );
  }
});

test('the server validates each new address before it sends to it', (t) => {
  const changes = baseline.events.server.flatMap(({ atPs, event }) =>
    event.kind === 'newPath' || event.kind === 'pathChanged' ? [{ atPs, kind: event.kind, path: event.path }] : [],
  );
  t.deepEqual(
    changes.map(({ kind, path }) => `${kind} ${path}`),
    ['newPath 1', 'pathChanged 1', 'newPath 2', 'pathChanged 2'],
  );
  const sent = (path: number) => baseline.datagrams.filter((each) => each.from === 'client' && each.path === path);
  for (const path of [0, 1, 2]) t.true(sent(path).length > 0);
  for (const { atPs, path } of changes.filter(({ kind }) => kind === 'pathChanged')) {
    // A new path gets challenges only, and at most three times the bytes that came from it.
    const early = baseline.datagrams.filter(
      (each) => each.from === 'server' && each.path === path && each.sentPs < atPs,
    );
    const received = sent(path).filter(({ arrivedPs = Number.POSITIVE_INFINITY }) => arrivedPs < atPs);
    const bytes = (datagrams: typeof early): number => datagrams.reduce((sum, { data }) => sum + data.length, 0);
    t.true(early.length > 0 && bytes(early) <= 3 * bytes(received));
    const late = baseline.datagrams.filter(
      (each) => each.from === 'server' && each.path === path && each.sentPs > atPs,
    );
    t.true(late.length > 0);
  }
});

test('the keys for sending change when the ACK has arrived, and data continues until then', (t) => {
  const { datagrams, events } = onlyUpdates;
  const changedPs = firstUpdate(onlyUpdates, 'client', 'write');
  const securePs = events.client.find(({ event }) => event.kind === 'secure')?.atPs as number;
  const sent = datagrams.filter(({ from, sentPs }) => from === 'client' && sentPs > securePs);
  for (const { data, sentPs } of sent) {
    if (sentPs < changedPs) t.true([2, 3].includes(epochBits(data)));
    else t.true([0, 1].includes(epochBits(data)));
  }
  // The server has the keys for receiving one way before, when the KeyUpdate arrived.
  const announcedPs = firstUpdate(onlyUpdates, 'server', 'read');
  t.true(announcedPs < changedPs - 1e9);
  const meanwhile = sent.filter(({ sentPs }) => sentPs > announcedPs - 1e9 && sentPs < changedPs);
  t.true(meanwhile.length >= 3, `${meanwhile.length} datagrams`);
  const acks = datagrams.filter(({ from, arrivedPs }) => from === 'server' && (arrivedPs ?? 0) <= changedPs);
  const ack = acks.at(-1);
  t.true((ack?.sentPs ?? 0) > announcedPs - 1e6, 'the ACK follows the KeyUpdate');
});

test('the keys of each epoch are installed once at each endpoint, with the latency of the profile', (t) => {
  const { keyInstallation } = stackProfiles['ip-default'].cryptoEngine;
  const latencyPs = keyInstallation.setupPs + keyInstallation.perBlockPs;
  t.is(latencyPs, 88_000);
  for (const role of ROLES) {
    const entries = installations(onlyUpdates, role);
    // Epochs 2 to 5, two directions, a key of the AEAD and one of the record numbers.
    t.is(entries.length, 4 * 2 * 2);
    for (const { beginPs, endPs } of entries) t.is(endPs - beginPs, latencyPs);
    for (const direction of ['read', 'write'] as const) {
      const changedPs = firstUpdate(onlyUpdates, role, direction);
      const before = entries.filter(({ endPs }) => endPs <= changedPs);
      t.true(before.length >= 10, `${role} ${direction}: ${before.length}`);
      t.true(changedPs - (before.at(-1)?.endPs ?? 0) < 1e6, 'the new keys are used at once');
    }
  }
});

test('a crypto engine that installs keys slowly changes them later by just that', (t) => {
  const base = stackProfiles['ip-default'];
  const slowPs = 700_000;
  const { keyInstallation } = base.cryptoEngine;
  const profile: StackProfile = {
    ...base,
    cryptoEngine: {
      ...base.cryptoEngine,
      keyInstallation: { ...keyInstallation, setupPs: keyInstallation.setupPs + slowPs },
    },
  };
  const slow = simulate({ migrations: 0, messageIntervalMs: 0.5, profile });
  const latency = (result: SimulatedHandshake): number => {
    const changedPs = firstUpdate(result, 'server', 'read');
    // The keys are derived with HMAC, then installed.
    const derivation = result.timeline.findLast(
      ({ module, operation, beginPs }) => module === 'server.crypto' && operation === 'hmac' && beginPs < changedPs,
    );
    return changedPs - (derivation?.endPs ?? 0);
  };
  t.is(latency(slow) - latency(onlyUpdates), 2 * slowPs);
  t.is(installations(slow, 'client').length, installations(onlyUpdates, 'client').length);
});

for (const role of ROLES) {
  test(`the inputs of the ${role} with updates and migrations, replayed into a bare core, give the same bytes`, (t) => {
    const sent = baseline.datagrams.filter(({ from }) => from === role).map(({ data }) => Buffer.from(data));
    t.deepEqual(
      replayInputs(role, baseline.inputs[role], options).map((data) => Buffer.from(data)),
      sent,
    );
  });
}

test('the same options give the same updates and migrations, in any order of simultaneous processes', (t) => {
  const again = simulate();
  t.deepEqual(again.timeline, baseline.timeline);
  t.deepEqual(again.datagrams, baseline.datagrams);
  for (const shuffleSeed of [1, 2, 3]) {
    const shuffled = simulate({ shuffleSeed });
    t.deepEqual(shuffled.datagrams, baseline.datagrams);
    t.deepEqual(shuffled.events, baseline.events);
    t.is(shuffled.endTimePs, baseline.endTimePs);
  }
});

test('updates and migrations complete where datagrams are lost', (t) => {
  for (let seed = 1; seed <= 12; seed++) {
    const result = simulate({ seed, loss: 0.15, echoTimeoutMs: 60_000 });
    const { client, server } = result.counters;
    t.is(client?.keyUpdatesSent, 2, `seed ${seed}`);
    t.is(server?.keyUpdatesReceived, 2, `seed ${seed}`);
    t.is(client?.keyUpdatesReceived, server?.keyUpdatesSent, `seed ${seed}`);
  }
});

test('keys are updated by their use with endpoint.rekeyAfter', (t) => {
  const many = Array.from({ length: 50 }, () => Uint8Array.of(1));
  const idle = simulate({ messages: many, keyUpdates: 0, migrations: 0 });
  t.is(idle.counters.client?.keyUpdatesSent, 0);
  const again = [...many, ...many, ...many];
  const used = simulate({ messages: again, keyUpdates: 0, migrations: 0, endpoint: { rekeyAfter: { records: 64 } } });
  t.true((used.counters.client?.keyUpdatesSent ?? 0) >= 1);
  t.is(used.counters.server?.keyUpdatesReceived, used.counters.client?.keyUpdatesSent);
});

test('updates and migrations without messages come after the handshake', (t) => {
  const result = simulate({ messages: [] });
  t.true(result.completed);
  t.is(result.counters.client?.keyUpdatesSent, 2);
  t.true(result.events.server.some(({ event }) => event.kind === 'pathChanged' && event.path === 2));
});

test('a request after the end of the connection has no effect', (t) => {
  // The connection ends while the client waits for the ACK of its first update.
  const result = simulate({ messages: [], keyUpdates: 3, migrations: 0, endpoint: { idleTimeout: 1 } });
  t.true(result.events.client.some(({ event }) => event.kind === 'error' || event.kind === 'closed'));
  t.is(result.inputs.client.filter(({ kind }) => kind === 'updateKeys').length, 3);
  t.is(result.counters.client?.keyUpdatesSent, 0);
});

test('counts out of range are refused', (t) => {
  for (const option of ['keyUpdates', 'migrations'] as const) {
    for (const value of [-1, 1001, 1.5, Number.NaN]) {
      t.throws(() => simulate({ [option]: value }), {
        code: 'ERR_WIRECHART_CONFIG',
        message: new RegExp(`^${option}: `),
      });
    }
  }
});

test('a migration without connection ids ends the simulation with the reason', (t) => {
  const error = t.throws(() => simulate({ endpoint: { connectionIds: { length: 0 } } }));
  t.is((error?.cause as { code?: string } | undefined)?.code, 'ERR_DTLS_NO_CONNECTION_IDS');
});
