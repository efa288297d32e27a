import test from 'ava';
import { ContentType } from '../../../generated/dtls13/registries/content-type.ts';
import { contentLine } from '../../../runtime/dtls13/index.ts';

test('the content of a record is described in one line, by its type', (t) => {
  t.is(contentLine(ContentType.return_routability_check, Uint8Array.of(1, ...new Uint8Array(8))), 'path_response');
  t.is(contentLine(ContentType.application_data, new Uint8Array(20)), 'application_data, 20 bytes');
  t.is(contentLine(ContentType.alert, Uint8Array.of(1, 0)), 'Alert close_notify');
  t.is(contentLine(ContentType.handshake, Uint8Array.of(24, 0)), 'handshake that does not decode');
});
