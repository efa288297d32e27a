import test from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import {
  busyTimes,
  PS_PER_MS,
  replayInputs,
  type Side,
  type SimulatedHandshake,
  type SimulationOptions,
  simulateHandshake,
} from 'wirechart/hwmodel';
import { stackProfiles } from '../../../generated/dtls13/hardware/stack-profiles.ts';
import { ConfigError } from '../../../runtime/errors/config-error.ts';
import { WirechartError } from '../../../runtime/errors/wirechart-error.ts';

const createProvider: SimulationOptions['createProvider'] = (seed) => createPortableProvider({ seed });
const simulate = (options: Partial<SimulationOptions> = {}): SimulatedHandshake =>
  simulateHandshake({ seed: 7, createProvider, ...options });
const SIDES: readonly Side[] = ['client', 'server'];

/** Simulated once: many tests look at it. */
const usual = simulate();

function eventsOf({ events }: SimulatedHandshake, side: Side): readonly string[] {
  return events[side].map(({ event }) => event.kind);
}

/** Bytes as one string, for comparison. */
function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function atOf({ events }: SimulatedHandshake, side: Side, kind: string): number {
  return events[side].find(({ event }) => event.kind === kind)?.atPs ?? Number.NaN;
}

test('two stacks do a handshake, exchange data and close in simulated time', (t) => {
  t.true(usual.completed);
  t.deepEqual(eventsOf(usual, 'client'), ['secure', 'message', 'closed']);
  t.deepEqual(eventsOf(usual, 'server'), ['secure', 'message', 'closed']);
  t.is(usual.profile, 'ip-default');
  t.true(usual.datagrams.every(({ arrivedPs }) => arrivedPs !== undefined));
});

test('the message comes back unchanged', (t) => {
  const data = Uint8Array.from({ length: 300 }, (_, index) => index & 0xff);
  const { events } = simulate({ messages: [data, Uint8Array.of(1)] });
  const echoes = events.client.flatMap(({ event }) => (event.kind === 'message' ? [event.data] : []));
  t.deepEqual(echoes.map(hex), [hex(data), '01']);
});

for (const side of SIDES) {
  test(`the ${side}'s inputs, replayed with their now into a bare core, give the same bytes`, (t) => {
    const sent = usual.datagrams.filter(({ from }) => from === side).map(({ data }) => hex(data));
    t.true(sent.length >= 4);
    t.deepEqual(replayInputs(side, usual.inputs[side], { seed: 7, createProvider }).map(hex), sent);
    t.notDeepEqual(replayInputs(side, usual.inputs[side], { seed: 8, createProvider }).map(hex), sent);
  });
}

test('with loss, timers of the core fire in simulated time and the replay still gives the same bytes', (t) => {
  let retransmissions = 0;
  for (const seed of [3, 5]) {
    const lossy = simulate({ seed, loss: 0.3 });
    for (const side of SIDES) {
      const sent = lossy.datagrams.filter(({ from }) => from === side).map(({ data }) => hex(data));
      t.deepEqual(replayInputs(side, lossy.inputs[side], { seed, createProvider }).map(hex), sent);
      retransmissions += lossy.counters[side]?.retransmissions ?? 0;
      const lost = lossy.datagrams.filter(({ from, arrivedPs }) => from === side && arrivedPs === undefined).length;
      t.is(lossy.counters.lost[side], lost);
    }
    t.true(lossy.inputs.client.concat(lossy.inputs.server).some(({ kind }) => kind === 'timeout'));
  }
  t.true(retransmissions > 0, 'or the test has shown nothing');
});

test('a lost ClientHello is sent again one second after the client had computed it', (t) => {
  // The first draw of the link decides about the ClientHello: look for a seed that loses exactly that.
  const seeds = Array.from({ length: 40 }, (_, index) => index);
  const found = seeds
    .map((seed) => simulate({ seed, loss: 0.2, messages: [] }))
    .find(({ datagrams }) => datagrams[0]?.arrivedPs === undefined && datagrams[1]?.arrivedPs !== undefined);
  const [first, second] = found?.datagrams ?? [];
  t.is(second?.from, 'client');
  const apart = (second?.sentPs ?? 0) - (first?.sentPs ?? 0);
  // The core armed its timer when the input came, before the key pair cost 500 us.
  t.true(Math.abs(apart - (1000 * PS_PER_MS - 500_000_000)) <= 1_000_000, `${apart} ps`);
});

test('the same options give the same simulation, to the byte and the picosecond', (t) => {
  const again = simulate();
  t.deepEqual(again.timeline, usual.timeline);
  t.deepEqual(again.datagrams, usual.datagrams);
  t.is(again.vcd(), usual.vcd());
});

test('the outcome does not depend on the order of processes that are runnable at once', (t) => {
  for (const shuffleSeed of [1, 2, 3]) {
    const shuffled = simulate({ shuffleSeed });
    t.deepEqual(shuffled.datagrams, usual.datagrams);
    t.deepEqual(shuffled.counters, { ...usual.counters, deltaCycles: shuffled.counters.deltaCycles });
    t.is(shuffled.endTimePs, usual.endTimePs);
  }
});

test('a datagram goes when the operations before its commit are done, not before', (t) => {
  const [hello] = usual.datagrams;
  // One X25519 key pair stands before the ClientHello.
  t.is(hello?.sentPs, 500_000_000);
  // 1 ms latency and 8 ns a byte.
  t.is(hello?.arrivedPs, 500_000_000 + 1000 * 1_000_000 + 8000 * (hello?.data.length ?? 0));
  // The first answer asks for the cookie; the flight answers the second hello.
  const [, again] = usual.datagrams.filter(({ from }) => from === 'client');
  const [, flight] = usual.datagrams.filter(({ from }) => from === 'server');
  const since = again?.arrivedPs ?? 0;
  const before = usual.timeline.filter(
    ({ module, beginPs }) => module === 'server.crypto' && beginPs >= since && beginPs < (flight?.sentPs ?? 0),
  );
  const spent = before.reduce((sum, { beginPs, endPs }) => sum + endPs - beginPs, 0);
  t.is(flight?.sentPs, since + spent, 'the server did nothing but these operations');
  const signed = before.find(({ operation }) => operation === 'ecdsaP256Sign');
  t.is(signed?.by, 'server.handshake');
});

test('the next input waits until the last one has been played to its end', (t) => {
  // Ten messages at once, each sealed in 520 ns: the second is sealed after the first has gone.
  const { timeline } = simulate({ messages: Array.from({ length: 10 }, () => new Uint8Array(1024)) });
  const work = timeline.filter(({ module, endPs, beginPs }) => module === 'client.crypto' && endPs > beginPs);
  for (const [index, { beginPs }] of work.entries()) {
    const before = work[index - 1];
    if (before !== undefined) t.true(beginPs >= before.endPs, `${before.operation} and what follows overlap`);
  }
});

test('busy times of the timeline are those the engines counted', (t) => {
  const busy = busyTimes(usual.timeline);
  for (const side of SIDES) {
    const sum = [...(busy.get(`${side}.crypto`)?.values() ?? [])].reduce((a, b) => a + b, 0);
    t.is(sum, usual.counters.cryptoBusyPs[side]);
  }
  t.is(busy.get('client.crypto')?.get('x25519KeyAgreement'), 500_000_000);
  t.is(busy.get('server.crypto')?.get('ecdsaP256Verify'), undefined, 'the client shows no certificate');
});

test('another profile moves times and not one byte of the hello', (t) => {
  const software = simulate({ profile: 'x86-node' });
  t.true(software.completed);
  t.is(software.profile, 'x86-node');
  t.deepEqual(software.datagrams[0]?.data, usual.datagrams[0]?.data);
  t.is(software.datagrams[0]?.sentPs, 46_000_000);
  t.true(atOf(software, 'client', 'secure') < atOf(usual, 'client', 'secure'));
});

/** What 16 bytes take in `ip-default`, in picoseconds: 8, 12 and 10 ns. */
const PER_BLOCK = [
  ['TLS_AES_128_GCM_SHA256', 'aes128', 'aes128Gcm', 8000],
  ['TLS_AES_256_GCM_SHA384', 'aes256', 'aes256Gcm', 12_000],
  ['TLS_CHACHA20_POLY1305_SHA256', 'chacha20', 'chacha20Poly1305', 10_000],
] as const;

for (const [suite, mask, cipher, perBlockPs] of PER_BLOCK) {
  test(`in ip-default ${suite} takes ${perBlockPs / 1000} ns for each 16 bytes`, (t) => {
    const { completed, timeline } = simulate({ endpoint: { cipherSuites: [suite] }, loss: 0 });
    t.true(completed);
    const records = timeline.filter(({ operation }) => /Seal$|Open$|Mask$/.test(operation));
    t.deepEqual(
      [...new Set(records.map(({ operation }) => operation))].toSorted(),
      [...[`${cipher}Open`, `${cipher}Seal`].toSorted(), `${mask}Mask`].toSorted(),
    );
    t.true(records.some(({ bytes }) => bytes > 1000));
    for (const { beginPs, endPs, bytes, operation } of records) {
      t.is(endPs - beginPs, Math.ceil(bytes / 16) * perBlockPs, `${operation} of ${bytes} bytes`);
    }
  });
}

test('the link of ip-default loses one datagram in a thousand unless told otherwise', (t) => {
  const { completed, counters, datagrams } = simulate({
    messages: Array.from({ length: 4000 }, () => Uint8Array.of(1)),
  });
  const lost = counters.lost.client + counters.lost.server;
  t.true(completed);
  t.true(datagrams.length > 7900);
  t.true(lost >= 3 && lost <= 16, `${lost} of ${datagrams.length}`);
  t.is(stackProfiles['ip-default'].link.lossPpm, 1000);
});

test('a profile decides what its link loses, an option of the simulation before it', (t) => {
  const broken = { ...stackProfiles['ip-default'], name: 'broken' };
  const profile = { ...broken, link: { ...broken.link, lossPpm: 1_000_000 } };
  const { completed, counters, datagrams } = simulate({ profile, limitMs: 5000 });
  t.false(completed);
  t.is(counters.lost.client, datagrams.length);
  t.true(simulate({ profile, loss: 0 }).completed);
});

test('a waveform of the simulation names modules and operations and ends with it', (t) => {
  const vcd = usual.vcd();
  t.regex(vcd, /\$scope module client \$end\n\$scope module crypto \$end/);
  t.regex(vcd, /\$var wire 1 \S+ ecdsaP256Verify \$end/);
  t.is(vcd.match(/^#\d+$/gm)?.at(-1), `#${usual.endTimePs}`);
});

test('flights that need several small datagrams complete the handshake too', (t) => {
  const small = simulate({ endpoint: { maxDatagramSize: 300 }, messages: [new Uint8Array(200)] });
  t.true(small.completed);
  t.true(small.datagrams.length > usual.datagrams.length);
  t.true(small.datagrams.every(({ data }) => data.length <= 300));
});

test('a client closes when its echo takes longer than its patience', (t) => {
  const impatient = simulate({ patienceMs: 0.2 });
  const secure = atOf(impatient, 'client', 'secure');
  const closing = impatient.datagrams.filter(({ from, sentPs }) => from === 'client' && sentPs > secure).at(-1);
  const waited = (closing?.sentPs ?? 0) - secure;
  // The close_notify is sealed behind the message.
  t.true(waited >= 0.2 * PS_PER_MS && waited < 0.21 * PS_PER_MS, `${waited} ps`);
});

test('the cores take the begin of simulated time for epochMs', (t) => {
  const { inputs, completed } = simulate({ epochMs: 5000, limitMs: 9_000_000, messages: [] });
  t.true(completed);
  const first = inputs.server[0];
  t.true(first !== undefined && first.now >= 5000 && first.now < 5010);
});

test('a message that no record holds ends the simulation with the reason', (t) => {
  const error = t.throws(() => simulate({ messages: [new Uint8Array(2000)] }), { code: 'ERR_WIRECHART_MODEL_PROCESS' });
  t.is((error?.cause as { code?: string } | undefined)?.code, 'ERR_DTLS_MESSAGE_TOO_LARGE');
});

test('a client that does not trust the chain ends the handshake, and both sides learn why', (t) => {
  const error = new WirechartError('ERR_DTLS_CERTIFICATE_UNKNOWN_ISSUER', 'nobody knows it');
  const refused = simulate({ judge: ({ id }) => ({ id, accept: false, alert: 'unknown_ca', error }) });
  t.false(refused.completed);
  t.deepEqual(eventsOf(refused, 'client'), ['error']);
  t.deepEqual(eventsOf(refused, 'server'), ['error']);
});

test('on a link that loses everything the client gives up, and the simulation ends', (t) => {
  const { completed, counters, endTimePs, datagrams } = simulate({ loss: 1 });
  t.false(completed);
  t.is(counters.lost.client, datagrams.length);
  t.true(counters.client !== undefined && counters.client.retransmissions > 0);
  t.true(endTimePs <= 600_000 * PS_PER_MS);
});

test('a limit ends the simulation in the middle', (t) => {
  const { completed, endTimePs } = simulate({ limitMs: 2 });
  t.false(completed);
  t.true(endTimePs <= 2 * PS_PER_MS);
});

const refused: readonly [Partial<Record<keyof SimulationOptions, unknown>>, string][] = [
  [{ profile: 'warp' }, 'profile'],
  [{ profile: 'toString' }, 'profile'],
  [{ seed: -1 }, 'seed'],
  [{ seed: 0.5 }, 'seed'],
  [{ seed: 2 ** 32 }, 'seed'],
  [{ shuffleSeed: 2 ** 32 }, 'shuffleSeed'],
  [{ loss: 1.1 }, 'loss'],
  [{ loss: Number.NaN }, 'loss'],
  [{ limitMs: 1e9 }, 'limitMs'],
  [{ patienceMs: -1 }, 'patienceMs'],
  [{ epochMs: Number.NaN }, 'epochMs'],
  [{ shuffleSeed: 1.5 }, 'shuffleSeed'],
];
for (const [change, option] of refused) {
  test(`the option ${option} is refused as ${JSON.stringify(Object.values(change))}`, (t) => {
    const error = t.throws(() => simulate(change as Partial<SimulationOptions>), { instanceOf: ConfigError });
    t.is(error?.option, option);
  });
}
