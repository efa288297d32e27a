import test from 'ava';
import { parseRecording, recordHandshake } from '../../inspector/index.ts';
import { charts } from './recorded-handshake.ts';
import { linesOf, replayed } from './replayed-recording.ts';

const recording = recordHandshake({ keyUpdates: 2, migrations: 2 });
const transitions = replayed(charts, recording);

test('the sequence shows updates of the keys, connection ids and the check of a path', (t) => {
  const lines = linesOf(recording);
  for (const expected of [
    'epoch 3: key_update',
    'epoch 3: request_connection_id',
    'epoch 3: new_connection_id',
    'epoch 5: path_challenge',
    'epoch 5: path_response',
    'new keys for sending: epoch 5',
    'new keys for receiving: epoch 5',
    'a record from a new path',
    'sends to the new path',
  ])
    t.true(lines.includes(expected), expected);
  const datagrams = recording.steps.filter((step) => step.kind === 'datagram');
  t.true(datagrams.every(({ records }) => records.length > 0));
  // The client answers from its new addresses.
  t.true(datagrams.some(({ from, records }) => from === 'client' && records.includes('epoch 5: path_response')));
});

test('the charts of keys, connection ids and paths are replayed at both peers, by their own edges', (t) => {
  for (const machine of ['keyUpdate', 'connectionId', 'pathValidation']) {
    for (const peer of ['client', 'server']) {
      t.true(
        transitions.some((each) => each.machine === machine && each.peer === peer),
        `${machine} of the ${peer}`,
      );
    }
  }
  t.deepEqual(
    transitions.filter((each) => each.unexpected),
    [],
  );
  t.deepEqual(parseRecording(JSON.stringify(recording)), recording);
});

test('with loss, duplication and reordering the changes complete by the edges of their charts', (t) => {
  for (let seed = 1; seed <= 8; seed++) {
    const lossy = recordHandshake({ seed, loss: 0.2, duplication: 0.2, jitter: 15, keyUpdates: 1, migrations: 1 });
    t.deepEqual(
      replayed(charts, lossy).filter((each) => each.unexpected),
      [],
      `seed ${seed}`,
    );
  }
});

test('a recording has no connection ids without migrations, and counts out of range are refused', (t) => {
  t.false(recordHandshake().machines.some(({ machine }) => machine === 'connectionId'));
  for (const option of ['keyUpdates', 'migrations'])
    for (const count of [-1, 101, 0.5])
      t.throws(() => recordHandshake({ [option]: count }), {
        code: 'ERR_WIRECHART_CONFIG',
        message: `${option}: must be an integer from 0 to 100, not ${count}`,
      });
});

test('the authentication of a client after the handshake is shown, and replayed by its own edges', (t) => {
  const authenticated = recordHandshake({ clientAuthentication: 'later', keyUpdates: 1 });
  const taken = replayed(charts, authenticated);
  const lines = linesOf(authenticated);
  for (const expected of [
    'epoch 3: certificate_request',
    'epoch 3: certificate, certificate_verify, finished',
    'the client is authenticated: ecdsa_secp256r1_sha256, request 0',
  ])
    t.true(lines.includes(expected), expected);
  for (const machine of ['clientAuthRequest', 'clientAuthResponse']) {
    t.true(
      taken.some((each) => each.machine === machine),
      machine,
    );
  }
  t.deepEqual(
    taken.filter((each) => each.unexpected),
    [],
  );
});
