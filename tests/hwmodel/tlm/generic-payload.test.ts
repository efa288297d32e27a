import test from 'ava';
import { Command, type Extension, GenericPayload, ResponseStatus } from '../../../hwmodel/tlm/index.ts';

test('commands and response statuses have the values of TLM-2.0', (t) => {
  t.deepEqual(Command, { READ: 0, WRITE: 1, IGNORE: 2 });
  t.deepEqual(ResponseStatus, {
    OK: 1,
    INCOMPLETE: 0,
    GENERIC_ERROR: -1,
    ADDRESS_ERROR: -2,
    COMMAND_ERROR: -3,
    BURST_ERROR: -4,
    BYTE_ENABLE_ERROR: -5,
  });
});

class Tag implements Extension {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  clone(): Tag {
    return new Tag(this.text);
  }
}

class Other implements Extension {
  clone(): Other {
    return this;
  }
}

test('a payload has at most one extension of each class, and a deep copy shares no data', (t) => {
  const payload = new GenericPayload().set(Command.WRITE, 4, Uint8Array.of(1, 2, 3), 2);
  payload.byteEnables = Uint8Array.of(0xff, 0);
  payload.setExtension(new Tag('first'));
  payload.setExtension(new Tag('second'));
  t.is(payload.getExtension(Tag)?.text, 'second');
  t.is(payload.getExtension(Other), undefined);
  const copy = new GenericPayload();
  copy.deepCopyFrom(payload);
  payload.data[0] = 9;
  payload.byteEnables[0] = 9;
  payload.clearExtension(Tag);
  t.is(payload.getExtension(Tag), undefined);
  t.deepEqual(copy.data, Uint8Array.of(1, 2));
  t.deepEqual(copy.byteEnables, Uint8Array.of(0xff, 0));
  t.is(copy.getExtension(Tag)?.text, 'second');
  t.is(copy.address, 4);
  t.is(copy.command, Command.WRITE);
});
