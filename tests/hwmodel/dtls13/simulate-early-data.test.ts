import test from 'ava';
import {
  type EndpointRole,
  replayInputs,
  type SimulatedHandshake,
  type SimulationOptions,
  simulateHandshake,
} from '../../../hwmodel/index.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';

const createProvider = (seed: Uint8Array) => createPortableProvider({ seed });
const earlyMessages = [Uint8Array.of(1, 1), Uint8Array.of(2, 2, 2)];
const options: SimulationOptions = {
  createProvider,
  seed: 7,
  loss: 0,
  resume: true,
  earlyMessages,
  messages: [Uint8Array.of(3)],
};
const simulate = (more: Partial<SimulationOptions> = {}): SimulatedHandshake =>
  simulateHandshake({ ...options, ...more });

/** Simulated once, and read by many tests. */
const early = simulate();

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function dataOf({ events }: SimulatedHandshake, role: EndpointRole, kind: 'message' | 'earlyMessage'): string[] {
  return events[role].flatMap(({ event }) => (event.kind === kind ? [hex(event.data)] : []));
}

function timeOf({ events }: SimulatedHandshake, role: EndpointRole, kind: string): number {
  return events[role].find(({ event }) => event.kind === kind)?.atPs ?? Number.NaN;
}

function secure({ events }: SimulatedHandshake, role: EndpointRole) {
  const event = events[role].find((each) => each.event.kind === 'secure')?.event;
  return event?.kind === 'secure' ? event : undefined;
}

test('early data reaches the server before the handshake is complete, and is returned after it', (t) => {
  t.true(early.completed);
  t.deepEqual(dataOf(early, 'server', 'earlyMessage'), ['0101', '020202']);
  const received = timeOf(early, 'server', 'earlyMessage');
  t.true(received < timeOf(early, 'client', 'secure'));
  t.true(received < timeOf(early, 'server', 'secure'));
  t.deepEqual(dataOf(early, 'server', 'message'), ['03']);
  t.deepEqual(dataOf(early, 'client', 'message').toSorted(), ['0101', '020202', '03']);
  for (const role of ['client', 'server'] as const) {
    t.like(secure(early, role), { resumed: true, helloRetry: false, earlyData: { accepted: true, messages: 2 } });
  }
});

test('the client waits for its early data to be returned before it closes', (t) => {
  const result = simulate({ messages: [] });
  t.true(result.completed);
  t.deepEqual(dataOf(result, 'client', 'message').toSorted(), ['0101', '020202']);
});

test('early data arrives earlier than the first message of a resumed handshake', (t) => {
  const resumed = simulate({ earlyMessages: [] });
  t.is(secure(resumed, 'server')?.earlyData, undefined);
  t.true(timeOf(early, 'server', 'earlyMessage') < timeOf(resumed, 'server', 'message') / 2);
});

test('the hardware encrypts early data at the client and decrypts it at the server', (t) => {
  const before = timeOf(early, 'server', 'secure');
  const count = (module: string, operation: RegExp) =>
    early.timeline.filter((each) => each.module === module && operation.test(each.operation) && each.endPs < before)
      .length;
  t.true(count('client.crypto', /Seal$/) >= earlyMessages.length);
  t.true(count('server.crypto', /Open$/) >= earlyMessages.length);
});

for (const role of ['client', 'server'] as const) {
  test(`the inputs of the ${role} with early data, replayed into a bare core, give the same bytes`, (t) => {
    for (const loss of [0, 0.3]) {
      const result = simulate({ loss });
      const sent = result.datagrams.filter(({ from }) => from === role).map(({ data }) => hex(data));
      t.true(sent.length >= 3);
      t.deepEqual(replayInputs(role, result.inputs[role], options).map(hex), sent);
    }
  });
}

test('a simulation with early data is the same in every order of the processes', (t) => {
  for (const shuffleSeed of [1, 2, 3]) t.is(simulate({ shuffleSeed }).vcd(), early.vcd());
});

test('early data survives loss: each message arrives once at most, and both ends agree about it', (t) => {
  let accepted = 0;
  let rejected = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const result = simulate({ loss: 0.25, seed });
    const [client, server] = [secure(result, 'client'), secure(result, 'server')];
    t.truthy(client && server, `seed ${seed}`);
    const received = dataOf(result, 'server', 'earlyMessage');
    t.is(new Set(received).size, received.length, `seed ${seed}`);
    if (client?.earlyData?.accepted === true) accepted += 1;
    else rejected += 1;
    t.is(client?.earlyData?.accepted ?? false, server?.earlyData?.accepted ?? false, `seed ${seed}`);
  }
  t.true(accepted > 0, `${accepted} accepted, ${rejected} rejected`);
});

test('wrong options for early data are refused', (t) => {
  const refused = (more: Partial<SimulationOptions>, message: RegExp) =>
    t.throws(() => simulate(more), { code: 'ERR_WIRECHART_CONFIG', message });
  refused({ resume: false }, /^earlyMessages: needs `resume`/);
  refused({ earlyMessages: 'a' as unknown as Uint8Array[] }, /^earlyMessages: must be an array of bytes/);
  refused({ earlyMessages: ['a' as unknown as Uint8Array] }, /^earlyMessages: must be an array of bytes/);
});

test('early data that exceeds a record ends the simulation with the reason', (t) => {
  const error = t.throws(() => simulate({ earlyMessages: [new Uint8Array(99_999)] }));
  t.is((error?.cause as { code?: string } | undefined)?.code, 'ERR_DTLS_MESSAGE_TOO_LARGE');
});
