import test from 'ava';
import { digestLength, hkdfExpand, hkdfExpandLabel, hkdfExtract } from '../../runtime/crypto/hkdf.ts';
import { opensslProvider } from '../../runtime/crypto/openssl/index.ts';
import { digits, hex } from './hex.ts';

const provider = opensslProvider;

test('HKDF gives the values of RFC 5869 appendix A.1 and, over several blocks, A.2', (t) => {
  const pseudorandomKey = hkdfExtract(
    provider,
    'sha256',
    hex('000102030405060708090a0b0c'),
    new Uint8Array(22).fill(11),
  );
  t.is(digits(pseudorandomKey), '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
  t.is(
    digits(hkdfExpand(provider, 'sha256', pseudorandomKey, hex('f0f1f2f3f4f5f6f7f8f9'), 42)),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
  const range = (from: number) => Uint8Array.from({ length: 80 }, (_, i) => from + i);
  const longKey = hkdfExtract(provider, 'sha256', range(0x60), range(0));
  t.is(
    digits(hkdfExpand(provider, 'sha256', longKey, range(0xb0), 82)),
    'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
      'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
  );
});

test('the HkdfLabel carries length, prefix, label and context', (t) => {
  const infos: Uint8Array[] = [];
  const watching = {
    ...provider,
    hmac: (name: 'sha256' | 'sha384', key: Uint8Array, data: Uint8Array) => {
      infos.push(data.slice(0, -1));
      return provider.hmac(name, key, data);
    },
  };
  const secret = new Uint8Array(32);
  hkdfExpandLabel(watching, 'sha256', secret, 'tls13 ', 'key', new Uint8Array(0), 16);
  hkdfExpandLabel(watching, 'sha256', secret, 'dtls13', 'sn', Uint8Array.of(0xab), 32);
  hkdfExpandLabel(watching, 'sha384', secret, 'dtls13', 'iv', new Uint8Array(255), 12);
  t.is(digits(infos[0]), `001009${digits(Buffer.from('tls13 key'))}00`);
  t.is(digits(infos[1]), `002008${digits(Buffer.from('dtls13sn'))}01ab`);
  t.is(digits(infos[2]), `000c08${digits(Buffer.from('dtls13iv'))}ff${'00'.repeat(255)}`);
});

test('a context of more than 255 bytes is refused', (t) => {
  const call = () => hkdfExpandLabel(provider, 'sha256', new Uint8Array(32), 'dtls13', 'key', new Uint8Array(256), 16);
  t.throws(call, { code: 'ERR_WIRECHART_CONFIG', message: /^context: / });
});

test('digest lengths are those of the hashes', (t) => {
  for (const name of provider.capabilities.hashes) {
    t.is(digestLength(name), provider.hash(name).digest().length);
    t.is(provider.hash(name).length, digestLength(name));
  }
});
