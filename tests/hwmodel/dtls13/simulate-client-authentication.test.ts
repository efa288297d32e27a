import test from 'ava';
import { createPortableProvider } from 'wirechart/crypto/portable';
import type { ChainRequest } from 'wirechart/dtls13/core';
import {
  type ClientAuthentication,
  replayInputs,
  type SimulatedHandshake,
  type SimulationOptions,
  simulateHandshake,
} from 'wirechart/hwmodel';
import { testCertificate, trustTestCertificate } from 'wirechart/testing';

const createProvider: SimulationOptions['createProvider'] = (seed) => createPortableProvider({ seed });
const simulate = (options: Partial<SimulationOptions>): SimulatedHandshake =>
  simulateHandshake({ createProvider, seed: 7, loss: 0, ...options });
const kinds: readonly ClientAuthentication[] = ['handshake', 'later'];
const SCHEME = 'ecdsa_secp256r1_sha256';

/** When and how the server authenticated the client. */
function authentications({ events }: SimulatedHandshake) {
  return events.server.flatMap(({ atPs, event }) =>
    (event.kind === 'secure' || event.kind === 'clientAuthentication') && event.peerSignatureScheme !== undefined
      ? [{ atPs, kind: event.kind, scheme: event.peerSignatureScheme }]
      : [],
  );
}

function operations({ timeline }: SimulatedHandshake, module: string, operation: string): number {
  return timeline.filter((each) => each.module === module && each.operation === operation).length;
}

for (const clientAuthentication of kinds) {
  test(`the server verifies the certificate of the client: ${clientAuthentication}`, (t) => {
    const requests: ChainRequest[] = [];
    const result = simulate({
      clientAuthentication,
      respond: (request) => {
        requests.push(request);
        return trustTestCertificate(request);
      },
    });
    t.true(result.completed);
    const [certificate] = requests.filter(({ subject }) => subject === 'client');
    t.deepEqual(certificate?.chain, [testCertificate.der]);
    t.is(certificate?.certificateRequest, clientAuthentication === 'later' ? 0 : undefined);
    const kind = clientAuthentication === 'later' ? 'clientAuthentication' : 'secure';
    const found = authentications(result);
    t.deepEqual(
      found.map((each) => [each.kind, each.scheme]),
      [[kind, SCHEME]],
    );
    const secureAt = result.events.server.find(({ event }) => event.kind === 'secure')?.atPs ?? Number.NaN;
    const closedAt = result.events.client.find(({ event }) => event.kind === 'closed')?.atPs ?? Number.NaN;
    t.true((found[0]?.atPs ?? 0) >= secureAt);
    t.true((found[0]?.atPs ?? 0) < closedAt);
    // Each side signs once and verifies once.
    for (const role of ['client', 'server']) {
      t.is(operations(result, `${role}.crypto`, 'ecdsaP256Sign'), 1);
      t.is(operations(result, `${role}.crypto`, 'ecdsaP256Verify'), 1);
    }
  });

  test(`a rejected certificate of the client ends the connection: ${clientAuthentication}`, (t) => {
    const result = simulate({
      clientAuthentication,
      respond: (request) =>
        trustTestCertificate(request.subject === 'client' ? { ...request, chain: [Uint8Array.of(0)] } : request),
    });
    t.false(result.completed);
    t.true(result.events.server.some(({ event }) => event.kind === 'error'));
    t.true(result.events.client.some(({ event }) => event.kind === 'error'));
  });

  test(`its inputs, replayed into bare cores, give the same bytes: ${clientAuthentication}`, (t) => {
    for (const loss of [0, 0.3]) {
      const result = simulate({ clientAuthentication, loss });
      for (const role of ['client', 'server'] as const) {
        const sent = result.datagrams.filter(({ from }) => from === role).map(({ data }) => data);
        const settings = { seed: 7, createProvider, clientAuthentication };
        t.deepEqual(replayInputs(role, result.inputs[role], settings), sent);
      }
    }
  });

  test(`it completes under loss, in every order of the processes: ${clientAuthentication}`, (t) => {
    for (let seed = 1; seed <= 10; seed++) {
      // Longer than the retransmissions of a request.
      const lossy = { clientAuthentication, loss: 0.2, seed, echoTimeoutMs: 30_000 };
      const result = simulate(lossy);
      t.is(authentications(result).length, 1, `seed ${seed}`);
      t.is(simulate({ ...lossy, shuffleSeed: 9 }).vcd(), result.vcd());
    }
  });

  test(`it completes for a resumed session with early data: ${clientAuthentication}`, (t) => {
    const result = simulate({ clientAuthentication, resume: true, earlyMessages: [Uint8Array.of(1)] });
    t.true(result.completed);
    t.true(result.events.server.some(({ event }) => event.kind === 'secure' && event.earlyData?.accepted === true));
    // The certificate of a resumed session is that of its ticket, without another signature.
    const signatures = clientAuthentication === 'later' ? 1 : 0;
    t.is(operations(result, 'client.crypto', 'ecdsaP256Sign'), signatures);
    t.is(authentications(result).length, signatures);
  });
}

test('the certificate of the client takes time of both crypto engines', (t) => {
  const without = simulate({}).counters.cryptoBusyPs;
  for (const clientAuthentication of kinds) {
    const { client, server } = simulate({ clientAuthentication }).counters.cryptoBusyPs;
    t.true(client > without.client);
    t.true(server > without.server);
  }
});

test('wrong options for the authentication of the client are refused', (t) => {
  const refused = (more: Partial<SimulationOptions>, message: RegExp) =>
    t.throws(() => simulate(more), { code: 'ERR_WIRECHART_CONFIG', message });
  refused({ clientAuthentication: 'now' as 'later' }, /^clientAuthentication: /);
  refused({ clientAuthentication: 'later', psk: 'psk_ke' }, /^clientAuthentication: excludes `psk`/);
});
