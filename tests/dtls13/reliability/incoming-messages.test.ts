import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { Handshake } from '../../../generated/dtls13/wire/handshake.ts';
import { IncomingMessages } from '../../../runtime/dtls13/reliability/incoming-messages.ts';
import { createCounters } from '../../../runtime/dtls13/statistics.ts';
import { encodeToBytes } from '../../../runtime/wire/index.ts';

/** The incoming messages of a client, and the bytes they retain. */
function clientMessages() {
  const memory = { held: 0 };
  const messages = new IncomingMessages(true, 1000, createCounters(), (bytes) => {
    memory.held += bytes;
  });
  let sequence = 0;
  /** A record with a fragment of the hello whose bytes are all `value`. */
  const hello = (value: number, at = 0, end = 40) => {
    const fragment = new Uint8Array(end - at).fill(value);
    const record = encodeToBytes(Handshake, {
      msgType: HandshakeType.server_hello,
      length: 40,
      messageSeq: 0,
      fragmentOffset: at,
      fragment,
    });
    return messages.receive(0, sequence++, record, 0, record.length, true, 0);
  };
  return { messages, memory, hello };
}

/** The same with a hello in use, whose bytes are all 1. */
function withHelloInUse() {
  const client = clientMessages();
  const record = encodeToBytes(Handshake, {
    msgType: HandshakeType.server_hello,
    length: 40,
    messageSeq: 0,
    fragmentOffset: 0,
    fragment: new Uint8Array(40).fill(1),
  });
  client.messages.receive(0, 99, record, 0, record.length, false, 0);
  client.messages.take();
  return client;
}

test('an ACK names the records of a hello once it is proven, and those of the one in use only', (t) => {
  const { messages, hello } = withHelloInUse();
  hello(2);
  const refused = messages.takeAlternative();
  t.is(refused?.body[0], 2);
  hello(3, 0, 20);
  hello(3, 20, 40);
  messages.useAlternative(messages.takeAlternative() as NonNullable<typeof refused>);
  t.is(messages.received.unacknowledged, 0);
  messages.confirmHello();
  t.is(messages.received.unacknowledged, 2, 'the two fragments');
  messages.confirmHello();
  t.is(messages.received.unacknowledged, 2);
});

test('a hello that was answered is not named any more', (t) => {
  const { messages } = withHelloInUse();
  messages.beginFlight();
  messages.confirmHello();
  t.true(messages.received.empty);
});

test('a repetition of the hello in use is no alternative, for any number of repetitions and fragments', (t) => {
  const { messages, hello } = withHelloInUse();
  for (let repetition = 0; repetition < 20; repetition++) {
    hello(1);
    hello(1, 0, 30);
    hello(1, 30, 40);
    t.is(messages.takeAlternative(), undefined);
  }
  hello(2);
  t.not(messages.takeAlternative(), undefined);
});

test('a fragmented alternative that shares a fragment with the hello in use is completed', (t) => {
  const { messages, hello } = withHelloInUse();
  hello(2, 0, 20);
  hello(1, 20, 40);
  const alternative = messages.takeAlternative();
  t.is(alternative?.body[0], 2);
  t.is(alternative?.body[39], 1);
});

test('once the hello is proven or answered, alternatives are repetitions, and their fragments are released', (t) => {
  for (const end of ['confirmHello', 'beginFlight', 'close'] as const) {
    const { messages, memory, hello } = withHelloInUse();
    hello(2, 0, 20);
    t.true(memory.held > 0);
    hello(3);
    hello(2, 0, 20);
    messages[end]();
    t.is(memory.held, 0, end);
    t.is(messages.takeAlternative(), undefined);
    if (end === 'close') continue;
    t.true(hello(2).retransmitted, end);
    t.is(messages.takeAlternative(), undefined);
  }
});

test('the flight after a hello that was accepted elsewhere is acknowledged from its first message on', (t) => {
  const messages = new IncomingMessages(false, 1000, createCounters(), () => {});
  messages.startAfter(1);
  t.true(messages.hasAnswered);
  const fragment = new Uint8Array(10);
  const message = { msgType: HandshakeType.certificate, length: 40, messageSeq: 2, fragmentOffset: 0, fragment };
  const record = encodeToBytes(Handshake, message);
  t.true(messages.receive(2, 0, record, 0, record.length, true, 0).current);
  t.is(messages.received.unacknowledged, 1);
});

test('a server has no hello that another one could replace', (t) => {
  const messages = new IncomingMessages(false, 1000, createCounters(), () => {});
  messages.startAfter(0);
  const record = encodeToBytes(Handshake, {
    msgType: HandshakeType.client_hello,
    length: 40,
    messageSeq: 0,
    fragmentOffset: 0,
    fragment: new Uint8Array(40),
  });
  t.true(messages.receive(0, 7, record, 0, record.length, true, 0).retransmitted);
  t.is(messages.takeAlternative(), undefined);
});

test('a record is read to its end although a fragment in it is discarded, and is not acknowledged', (t) => {
  const { messages } = clientMessages();
  const hello = (messageSeq: number) =>
    encodeToBytes(Handshake, {
      msgType: HandshakeType.server_hello,
      length: 40,
      messageSeq,
      fragmentOffset: 0,
      fragment: new Uint8Array(40).fill(messageSeq),
    });
  const record = Buffer.concat([hello(7), hello(0)]);
  const result = messages.receive(0, 0, record, 0, record.length, false, 0);
  t.false(result.usable);
  t.deepEqual(messages.take()?.body, new Uint8Array(40));
  messages.confirmHello();
  t.is(messages.received.unacknowledged, 0);
});

test('a hello in many fragments that arrive in any order is read', (t) => {
  const { messages } = clientMessages();
  const body = Uint8Array.from({ length: 400 }, (_, index) => index);
  const even = Array.from({ length: 200 }, (_, index) => 2 * index);
  const odd = even.map((offset) => offset + 1);
  for (const [sequence, fragmentOffset] of [...even, ...odd].entries()) {
    const fragment = body.subarray(fragmentOffset, fragmentOffset + 1);
    const record = encodeToBytes(Handshake, {
      msgType: HandshakeType.server_hello,
      length: body.length,
      messageSeq: 0,
      fragmentOffset,
      fragment,
    });
    messages.receive(0, sequence, record, 0, record.length, false, 0);
  }
  t.deepEqual(messages.take()?.body, body);
});
