import test from 'ava';
import { linkReferences } from '../../inspector/model/rfc-links.ts';

test('references to RFCs become links to their sections, and the text stays the same', (t) => {
  const text =
    'See RFC 9147 sections 5.5, 5.8.1 and 7.2, RFC 9846 appendix A.1, RFC 9147 section 5. And RFC 8446, not RFCX 1.';
  const pieces = linkReferences(text);
  t.is(pieces.map((piece) => piece.text).join(''), text);
  const links = pieces.filter(({ href }) => href !== undefined);
  t.deepEqual(
    links.map(({ href = '' }) => href.replace(/.*\/rfc\//, '')),
    [
      'rfc9147#section-5.5',
      'rfc9147#section-5.8.1',
      'rfc9147#section-7.2',
      'rfc9846#appendix-A.1',
      'rfc9147#section-5',
      'rfc8446',
    ],
  );
  t.is(links[1]?.text, '5.8.1');
});

test('a text without references stays one piece', (t) => {
  t.deepEqual(linkReferences('nothing <b>here</b>'), [{ text: 'nothing <b>here</b>' }]);
  t.deepEqual(linkReferences(''), []);
});
