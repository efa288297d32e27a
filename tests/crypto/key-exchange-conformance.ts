import fc from 'fast-check';
import { NamedGroup, NamedGroupAttributes } from '../../generated/dtls13/registries/named-group.ts';
import type { CryptoProvider, GroupName } from '../../runtime/crypto/provider.ts';
import type { ConditionalTests } from './conditional-tests.ts';
import { hex } from './hex.ts';

/** Bytes of the shared secret. */
const SECRET_LENGTH: Readonly<Record<GroupName, number>> = {
  x25519: 32,
  x448: 56,
  secp256r1: 32,
  secp384r1: 48,
  secp521r1: 66,
  X25519MLKEM768: 64,
  SecP256r1MLKEM768: 64,
  SecP384r1MLKEM1024: 80,
};

/** Shares of small order: RFC 7748 section 7 and other encodings. */
const SMALL_ORDER: Readonly<Partial<Record<GroupName, readonly string[]>>> = {
  x25519: [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
  ],
  x448: ['00'.repeat(56), `01${'00'.repeat(55)}`, `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}`],
};

/** Where the parts of a hybrid's shares are: RFC 10024. */
const HYBRIDS: Readonly<Partial<Record<GroupName, { readonly ecdhe: number; readonly mlKem: number }>>> = {
  X25519MLKEM768: { mlKem: 0, ecdhe: -32 },
  SecP256r1MLKEM768: { ecdhe: 0, mlKem: 65 },
  SecP384r1MLKEM1024: { ecdhe: 0, mlKem: 97 },
};

/** Copies `bytes` over the share from `at`, which counts from the end if it is negative. */
function changed(share: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  const copy = share.slice();
  copy.set(bytes, at < 0 ? copy.length + at : at);
  return copy;
}

/** The contract of the key exchange: a part of the conformance suite. */
export function keyExchangeConformance(provider: CryptoProvider, supports: ConditionalTests['supports']): void {
  for (const [name, secretLength] of Object.entries(SECRET_LENGTH)) {
    const group = name as GroupName;
    const on = supports('groups', group);
    const { clientShareLength = 0, serverShareLength = 0 } = NamedGroupAttributes[NamedGroup[group]] ?? {};

    on.test(on.title(`client and server agree on one secret of ${secretLength} bytes with ${group}`), (t) => {
      const client = provider.generateKeyPair(group);
      t.is(client.group, group);
      t.is(client.share.length, clientShareLength);
      t.notDeepEqual(provider.generateKeyPair(group).share, client.share);
      const response = provider.respond(group, client.share);
      const another = provider.respond(group, client.share);
      t.is(response?.share.length, serverShareLength);
      t.is(response?.secret.length, secretLength);
      t.notDeepEqual(another?.share, response?.share, 'the server has a fresh share each time');
      t.notDeepEqual(another?.secret, response?.secret);
      t.deepEqual(client.agree(response?.share as Uint8Array), response?.secret);
      t.deepEqual(client.agree(response?.share as Uint8Array), response?.secret, 'and again');
      t.true(response?.secret.some((byte) => byte !== 0));
    });

    on.test(on.title(`a ${group} share of another length gives undefined on both sides`), (t) => {
      const client = provider.generateKeyPair(group);
      const { share } = provider.respond(group, client.share) ?? client;
      const lengthened = (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]);
      for (const wrong of [new Uint8Array(0), client.share.subarray(1), client.share.subarray(0, -1)]) {
        t.is(provider.respond(group, wrong), undefined);
      }
      t.is(provider.respond(group, lengthened(client.share)), undefined);
      for (const wrong of [new Uint8Array(0), share.subarray(1), share.subarray(0, -1), lengthened(share)]) {
        t.is(client.agree(wrong), undefined);
      }
      if (clientShareLength !== serverShareLength) t.is(client.agree(client.share), undefined, 'of the other side');
    });

    on.test(on.title(`a ${group} share that is not valid gives undefined on both sides`), (t) => {
      const client = provider.generateKeyPair(group);
      const server = provider.respond(group, client.share)?.share as Uint8Array;
      const curve = ({ X25519MLKEM768: 'x25519', SecP256r1MLKEM768: 'secp256r1', SecP384r1MLKEM1024: 'secp384r1' }[
        group as string
      ] ?? group) as GroupName;
      const at = HYBRIDS[group]?.ecdhe ?? 0;
      const refused = (part: Uint8Array, why: string) => {
        t.is(provider.respond(group, changed(client.share, at, part)), undefined, `${why}, from a client`);
        t.is(client.agree(changed(server, at, part)), undefined, `${why}, from a server`);
      };
      for (const share of SMALL_ORDER[curve] ?? []) refused(hex(share), `small order ${share}`);
      if (curve !== 'x25519' && curve !== 'x448') {
        const good = provider.generateKeyPair(curve).share;
        refused(
          good.map((byte, index) => (index === good.length - 1 ? byte ^ 1 : byte)),
          'not on the curve',
        );
        const half = (good.length - 1) / 2;
        const odd = (good.at(-1) ?? 0) & 1;
        // In a hybrid the length decides the end of this part, so a shorter form is only another first byte.
        for (const form of [0, 2 + odd, 5, 6 + odd, 0x84])
          refused(changed(good, 0, Uint8Array.of(form)), `form ${form}`);
        refused(new Uint8Array(good.length).fill(0xff).fill(4, 0, 1), 'coordinates beyond the field');
        if (curve === group) {
          const compressed = Uint8Array.from([2 + odd, ...good.subarray(1, 1 + half)]);
          t.is(client.agree(compressed), undefined, 'compressed');
          t.is(client.agree(Uint8Array.of(0)), undefined, 'the point at infinity');
        }
      }
      const hybrid = HYBRIDS[group];
      if (hybrid === undefined) return;
      // FIPS 203 section 7.2: twelve bits that are 3329 or more.
      for (const coefficient of [Uint8Array.of(0xff, 0x0f), Uint8Array.of(0x01, 0x0d)]) {
        t.is(provider.respond(group, changed(client.share, hybrid.mlKem, coefficient)), undefined, 'not reduced');
      }
      t.not(provider.respond(group, changed(client.share, hybrid.mlKem, Uint8Array.of(0x00, 0x0d))), undefined, '3328');
      const implicit = client.agree(changed(server, hybrid.mlKem, Uint8Array.of((server[hybrid.mlKem] ?? 0) ^ 1)));
      t.is(implicit?.length, secretLength, 'a changed ciphertext is rejected implicitly: FIPS 203 section 6.3');
      t.notDeepEqual(implicit, client.agree(server));
    });

    on.test(on.title(`no bytes make ${group} throw`), (t) => {
      const client = provider.generateKeyPair(group);
      const share = (length: number) =>
        fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: length, maxLength: length }));
      fc.assert(
        fc.property(share(serverShareLength), share(clientShareLength), (serverShare, clientShare) => {
          const secret = client.agree(serverShare);
          t.true(secret === undefined || secret.length === secretLength);
          const response = provider.respond(group, clientShare);
          t.true(response === undefined || response.secret.length === secretLength);
        }),
        { numRuns: 20 },
      );
    });
  }
}
