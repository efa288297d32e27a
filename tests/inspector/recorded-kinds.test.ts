import test from 'ava';
import { type Recording, recordHandshake } from '../../inspector/index.ts';
import { charts } from './recorded-handshake.ts';
import { linesOf, replayed } from './replayed-recording.ts';

type Options = NonNullable<Parameters<typeof recordHandshake>[0]>;

/** The edges that a machine took, by the chart's triggers. */
function triggersOf(recording: Recording, machine: string, peer: string): readonly string[] {
  return replayed(charts, recording).flatMap((each) =>
    each.machine === machine && each.peer === peer ? [each.trigger] : [],
  );
}

const kinds: readonly [string, Options, readonly string[]][] = [
  [
    'a pre-shared key',
    { psk: 'psk_dhe_ke' },
    ['secure: TLS_AES_128_GCM_SHA256, x25519, pre-shared key “recorded key”'],
  ],
  [
    'a pre-shared key without a key exchange',
    { psk: 'psk_ke' },
    ['secure: TLS_AES_128_GCM_SHA256, no key exchange, pre-shared key “recorded key”'],
  ],
  [
    'a resumed session',
    { resume: true },
    ['secure: TLS_AES_128_GCM_SHA256, x25519, resumed', 'epoch 3: new_session_ticket', 'received a ticket'],
  ],
  [
    'early data',
    { resume: true, earlyData: 2 },
    [
      'secure: TLS_AES_128_GCM_SHA256, x25519, resumed, early data accepted',
      'epoch 1: application_data, 12 bytes',
      'received early data “good morning”',
    ],
  ],
  ['a certificate of the client', { clientAuthentication: 'handshake' }, []],
];

for (const [what, options, expected] of kinds) {
  const recording = recordHandshake(options);
  const lines = linesOf(recording);

  test(`a recording with ${what} shows it, and takes the edges of its charts`, (t) => {
    for (const line of expected) t.true(lines.includes(line), `${line} is none of:\n${lines.join('\n')}`);
    t.deepEqual(
      replayed(charts, recording).filter((each) => each.unexpected),
      [],
    );
    const hasCertificates = lines.some((line) => /^epoch 2: .*\bcertificate\b/.test(line));
    t.is(hasCertificates, options.psk === undefined && options.resume !== true);
  });

  test(`a recording with ${what} is the same each time, also with loss`, (t) => {
    t.deepEqual(recordHandshake(options), recording);
    for (let seed = 1; seed <= 5; seed++) {
      const lossy = recordHandshake({ ...options, loss: 0.2, seed });
      t.deepEqual(
        replayed(charts, lossy).filter((each) => each.unexpected),
        [],
        `seed ${seed}`,
      );
    }
  });
}

test('the chart of tickets is shown at both peers of a resumed session', (t) => {
  const resumed = recordHandshake({ resume: true });
  t.deepEqual(triggersOf(resumed, 'sessionTicket', 'server'), ['issueRequired', 'ticketsAcknowledged', 'stopped']);
  t.deepEqual(triggersOf(resumed, 'sessionTicket', 'client'), ['ticketReceived', 'stopped']);
  t.false(recordHandshake().machines.some(({ machine }) => machine === 'sessionTicket'));
});

test('the chart of the server shows that early data waits for its freshness', (t) => {
  const triggers = triggersOf(recordHandshake({ resume: true, earlyData: 1 }), 'server', 'server');
  t.true(triggers.includes('freshnessConfirmed'), triggers.join());
});

test('the client sends its certificate in the handshake, or when it is requested later', (t) => {
  const certificates = (clientAuthentication: 'handshake' | 'later') =>
    recordHandshake({ clientAuthentication }).steps.flatMap((step) =>
      step.kind === 'datagram' && step.from === 'client'
        ? step.records.filter((line) => /\bcertificate\b/.test(line))
        : [],
    );
  t.deepEqual(certificates('handshake'), ['epoch 2: certificate, certificate_verify, finished']);
  t.deepEqual(certificates('later'), ['epoch 3: certificate, certificate_verify, finished']);
});

test('options of a recording that exclude each other are refused', (t) => {
  const refused = (options: Options, message: string) =>
    t.throws(() => recordHandshake(options), { code: 'ERR_WIRECHART_CONFIG', message });
  refused({ psk: 'psk_ke', resume: true }, 'resume: excludes `psk`');
  refused({ earlyData: 1 }, 'earlyData: needs `resume`');
  refused({ psk: 'psk_ke', clientAuthentication: 'later' }, 'clientAuthentication: excludes `psk`');
  refused({ resume: true, earlyData: 101 }, 'earlyData: must be an integer from 0 to 100, not 101');
});
