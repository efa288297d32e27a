import test from 'ava';
import { ConfigError, connect } from 'wirechart/dtls13';
import { asciiName } from '../../runtime/net/server-name.ts';

const strange = [
  'evil.com/.internal',
  'evil.com\\.internal',
  'evil.com?.internal',
  'evil.com#.internal',
  'user@evil.com',
  'evil.com:443',
  'evil.com%2e',
  'evil .com',
  'ev\til.com',
  'evil.com\n',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  'a.0x',
  '127.0.0.1.',
  '\uff11\uff12\uff17.1',
  'evil.com\uff0f.internal',
  'a\u2100b',
  '[::1]',
  '.example',
  'a..b',
  'example..',
  '.',
  '-a.example',
  'a-.example',
  `${'a'.repeat(64)}.example`,
  `${'abcdefg.'.repeat(32)}example`,
  '*.example',
  'a\0.example',
  'a,b',
];

test('a servername that is not a host name is refused, even where a URL parser accepts it', (t) => {
  for (const name of strange) {
    const error = t.throws(() => connect('127.0.0.1', 1, { servername: name }), { instanceOf: ConfigError }, name);
    t.is(error?.option, 'servername');
  }
});

test('a host of this kind is refused, whether or not its name is sent', (t) => {
  for (const name of strange) {
    for (const options of [{}, { servername: '' }]) {
      const error = t.throws(() => connect(name, 1, options), { instanceOf: ConfigError }, name);
      t.is(error?.option, 'host');
    }
  }
});

test('host names become lower case A-labels without a final dot', (t) => {
  const names = [
    ['Example.COM.', 'example.com'],
    ['b\u00fccher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['my_service', 'my_service'],
    ['3com.example', '3com.example'],
    ['1.example', '1.example'],
    ['r3---sn-4g5e.example', 'r3---sn-4g5e.example'],
    ['example\u3002com', 'example.com'],
  ] as const;
  for (const [name, expected] of names) t.is(asciiName('host', name), expected);
});
