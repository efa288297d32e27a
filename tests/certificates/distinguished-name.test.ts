import test from 'ava';
import { nameText } from '../../runtime/certificates/distinguished-name.ts';
import { x509 } from './authority.ts';

/** The subject of a certificate, DER. */
function nameOf(subject: string): Uint8Array {
  return new Uint8Array(new x509.Name(subject).toArrayBuffer());
}

test('a name is written with the short names of its attributes', (t) => {
  t.is(nameText(nameOf('CN=Root, O=Example, C=DE')), 'CN=Root, O=Example, C=DE');
});

test('control characters and characters outside ASCII become a question mark', (t) => {
  t.is(nameText(nameOf('CN=a\u001b[31mb\u202ec')), 'CN=a?[31mb?c');
  t.is(nameText(Uint8Array.of(0x30, 3, 1)), '?');
  t.is(nameText(new Uint8Array(0)), '?');
});

test('a long name is cut off, and so is one of many parts', (t) => {
  t.is(nameText(nameOf(`CN=${'x'.repeat(5000)}`)), `CN=${'x'.repeat(197)}`);
  const many = Array.from({ length: 30 }, (_, index) => `OU=${index}`).join(', ');
  t.is(nameText(nameOf(many)).split(', ').length, 10);
});
