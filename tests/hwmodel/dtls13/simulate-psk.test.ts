import test from 'ava';
import { type EndpointRole, type SimulationOptions, simulateHandshake } from '../../../hwmodel/index.ts';
import { createPortableProvider } from '../../../runtime/crypto/portable/index.ts';

const createProvider = (seed: Uint8Array) => createPortableProvider({ seed });
const simulate = (options: Partial<SimulationOptions>) => simulateHandshake({ createProvider, loss: 0, ...options });

const full = simulate({});

function secure(result: ReturnType<typeof simulate>, role: EndpointRole) {
  const event = result.events[role].find((each) => each.event.kind === 'secure')?.event;
  return event?.kind === 'secure' ? event : undefined;
}

const kinds: readonly [string, Partial<SimulationOptions>, Record<string, unknown>][] = [
  ['a pre-shared key', { psk: 'psk_dhe_ke' }, { resumed: false, group: 'x25519', identity: 'simulated key' }],
  [
    'a pre-shared key without a key exchange',
    { psk: 'psk_ke' },
    { resumed: false, group: undefined, identity: 'simulated key' },
  ],
  ['the session of an earlier handshake', { resume: true }, { resumed: true, group: 'x25519', identity: undefined }],
];

for (const [what, options, expected] of kinds) {
  test(`the hardware completes a handshake with ${what}, in less time than with certificates`, (t) => {
    const result = simulate(options);
    t.true(result.completed);
    for (const role of ['client', 'server'] as const) {
      const event = secure(result, role);
      const identity = event?.pskIdentity && Buffer.from(event.pskIdentity).toString();
      t.deepEqual({ resumed: event?.resumed, group: event?.group, identity }, expected);
      t.is(event?.peerSignatureScheme, undefined);
      t.true(result.counters.cryptoBusyPs[role] < full.counters.cryptoBusyPs[role]);
    }
  });

  test(`a handshake with ${what} is the same in every order of the processes, and another with each seed`, (t) => {
    const timeline = (more: Partial<SimulationOptions>) => simulate({ ...options, ...more }).vcd();
    t.is(timeline({ shuffleSeed: 7 }), timeline({}));
    t.notDeepEqual(simulate({ ...options, seed: 2 }).datagrams, simulate(options).datagrams);
  });

  test(`a handshake with ${what} survives loss`, (t) => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = simulate({ ...options, loss: 0.2, seed });
      t.truthy(secure(result, 'client') && secure(result, 'server'), `seed ${seed}`);
    }
  });
}

test('wrong options for keys and sessions are refused', (t) => {
  t.throws(() => simulate({ psk: 'psk' as 'psk_ke' }), { message: /^psk: / });
  t.throws(() => simulate({ resume: 1 as unknown as boolean }), { message: /^resume: / });
  t.throws(() => simulate({ resume: true, psk: 'psk_ke' }), { message: /^resume: excludes psk/ });
});
