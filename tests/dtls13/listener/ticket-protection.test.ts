import test from 'ava';
import type { TicketContents } from '../../../generated/dtls13/wire/ticket-contents.ts';
import { TicketKeys } from '../../../runtime/dtls13/listener/ticket-keys.ts';
import { TicketProtection } from '../../../runtime/dtls13/listener/ticket-protection.ts';
import { digits, hex } from '../../crypto/hex.ts';
import { pskVectors } from '../../crypto/psk-vectors.ts';
import { classicalProvider } from '../classical-provider.ts';

const LIFETIME = 60_000;
const NOW = 1_700_000_000_000;
const contents: TicketContents = {
  cipherSuite: 0x1301,
  issued: NOW,
  lifetime: 7200,
  ticketAgeAdd: 0xcafef00d,
  maxEarlyData: 0,
  authenticated: NOW - 1000,
  psk: new Uint8Array(32).fill(5),
  context: new Uint8Array(32).fill(6),
  alpnProtocol: Buffer.from('coap'),
  pskIdentity: Buffer.from('sensor 17'),
  chain: [],
};

const secret = (byte: number) => new Uint8Array(32).fill(byte);

function protectionWith(...shared: Uint8Array[]): TicketProtection {
  const keys = new TicketKeys(classicalProvider, shared.length === 0 ? undefined : shared, LIFETIME);
  return new TicketProtection(classicalProvider, keys);
}

test('the tickets of a foreign program open', (t) => {
  for (const vector of pskVectors.tickets) {
    const opened = protectionWith(hex(vector.key)).open(hex(vector.ticket), NOW);
    t.is(opened?.cipherSuite, 0x1301);
    t.is(opened?.issued, 1_700_000_000_000);
    t.is(opened?.lifetime, 7200);
    t.is(opened?.ticketAgeAdd, 0xcafef00d);
    t.is(opened?.maxEarlyData, 16_384);
    t.is(opened?.authenticated, 1_699_999_000_000);
    t.is(digits(opened?.psk), vector.psk);
    t.is(Buffer.from(opened?.alpnProtocol ?? []).toString(), 'coap');
    t.is(Buffer.from(opened?.pskIdentity ?? []).toString(), vector.chain.length === 0 ? 'sensor 17' : '');
    t.deepEqual(
      opened?.chain.map(({ certData }) => digits(certData)),
      vector.chain,
    );
  }
});

test('a ticket opens where the keys are shared, also under the previous key, and nowhere else', (t) => {
  const ticket = protectionWith(secret(1)).seal(contents, NOW);
  t.deepEqual(protectionWith(secret(1)).open(ticket, NOW), {
    ...contents,
    alpnProtocol: Uint8Array.from(Buffer.from('coap')),
    pskIdentity: Uint8Array.from(Buffer.from('sensor 17')),
  });
  t.truthy(protectionWith(secret(2), secret(1)).open(ticket, NOW));
  t.is(protectionWith(secret(2)).open(ticket, NOW), undefined);
  t.is(protectionWith().open(ticket, NOW), undefined);
});

test('two tickets with the same contents have nothing in common but the name of their key', (t) => {
  const protection = protectionWith(secret(1));
  const [first, second] = [protection.seal(contents, NOW), protection.seal(contents, NOW)];
  t.deepEqual(first.subarray(0, 8), second.subarray(0, 8));
  t.true(first.subarray(8).filter((byte, index) => byte === second[8 + index]).length < 20);
  t.false(Buffer.from(first).includes(Buffer.from(contents.psk)));
});

test('a generated key opens its tickets for two lifetimes', (t) => {
  const protection = protectionWith();
  const ticket = protection.seal(contents, NOW);
  t.truthy(protection.open(ticket, NOW + LIFETIME - 1));
  t.truthy(protection.open(ticket, NOW + LIFETIME + 1));
  t.is(protection.open(ticket, NOW + 2 * LIFETIME + 1), undefined);
});

test('a ticket with any changed bit, and one that was truncated, does not open', (t) => {
  const protection = protectionWith(secret(1));
  const ticket = protection.seal(contents, NOW);
  for (let bit = 0; bit < 8 * ticket.length; bit += 5) {
    const changed = ticket.slice();
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
    t.is(protection.open(changed, NOW), undefined, `bit ${bit}`);
  }
  for (let length = 0; length < ticket.length; length++) {
    t.is(protection.open(ticket.subarray(0, length), NOW), undefined, `${length} bytes`);
  }
});
