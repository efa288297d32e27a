import test from 'ava';
import { Kernel } from '../../../hwmodel/kernel/index.ts';
import { Command, GenericPayload, InitiatorSocket, ResponseStatus, TargetSocket } from '../../../hwmodel/tlm/index.ts';

/** An initiator bound to a memory of 64 bytes that takes 5 ps per byte. */
function testbench() {
  const kernel = new Kernel();
  const memory = new Uint8Array(64);
  const initiator = new InitiatorSocket(kernel, 'cpu.bus');
  const target = new TargetSocket(kernel, 'memory.bus', {}, (payload, delayPs) => {
    const { address, data, dataLength } = payload;
    if (address + dataLength > memory.length) payload.responseStatus = ResponseStatus.ADDRESS_ERROR;
    else if (payload.command === Command.READ) data.set(memory.subarray(address, address + dataLength));
    else memory.set(data.subarray(0, dataLength), address);
    if (payload.responseStatus === ResponseStatus.INCOMPLETE) payload.responseStatus = ResponseStatus.OK;
    return delayPs + 5 * dataLength;
  });
  initiator.bind(target);
  return { kernel, initiator, memory, payload: new GenericPayload() };
}

test('a write and a read through bound sockets add up their delays', (t) => {
  const { initiator, payload } = testbench();
  let delay = initiator.bTransport(payload.set(Command.WRITE, 8, Uint8Array.of(1, 2, 3, 4)), 7);
  t.is(delay, 27);
  t.true(payload.isResponseOk);
  const back = new Uint8Array(4);
  delay = initiator.bTransport(payload.set(Command.READ, 8, back), delay);
  t.is(delay, 47);
  t.deepEqual(back, Uint8Array.of(1, 2, 3, 4));
});

test('an error of the target is a response status, not an exception', (t) => {
  const { initiator, payload } = testbench();
  initiator.bTransport(payload.set(Command.WRITE, 62, new Uint8Array(4)), 0);
  t.is(payload.responseStatus, ResponseStatus.ADDRESS_ERROR);
  t.false(payload.isResponseOk);
});

const invalidPayloads: readonly [string, (payload: GenericPayload) => void, RegExp][] = [
  ['no data', (p) => p.set(Command.WRITE, 0, new Uint8Array(0)), /at least 1 .*14\.12d/],
  [
    'a data length beyond the data',
    (p) => p.set(Command.WRITE, 0, new Uint8Array(4), 5),
    /exceeds the 4 bytes .*14\.11/,
  ],
  ['a negative address', (p) => p.set(Command.READ, -1, new Uint8Array(4)), /address -1 .*14\.9/],
  ['a fractional address', (p) => p.set(Command.READ, 0.5, new Uint8Array(4)), /14\.9/],
  [
    'a streaming width of 0',
    (p) => {
      p.set(Command.READ, 0, new Uint8Array(4)).streamingWidth = 0;
    },
    /streaming width 0 .*14\.15f/,
  ],
  [
    'empty byte enables',
    (p) => {
      p.set(Command.READ, 0, new Uint8Array(4)).byteEnables = new Uint8Array(0);
    },
    /14\.14f/,
  ],
  [
    'a response status before the call',
    (p) => {
      p.set(Command.READ, 0, new Uint8Array(4)).responseStatus = ResponseStatus.OK;
    },
    /14\.17e/,
  ],
];
for (const [what, prepare, message] of invalidPayloads) {
  test(`a transaction with ${what} is refused at the initiator with the clause`, (t) => {
    const { initiator, payload } = testbench();
    prepare(payload);
    const error = t.throws(() => initiator.bTransport(payload, 0), { code: 'ERR_WIRECHART_MODEL_PAYLOAD', message });
    t.regex(error?.message ?? '', /^cpu\.bus: /);
  });
}

for (const delay of [-1, 0.5, Number.NaN]) {
  test(`a transaction with a timing annotation of ${delay} is refused`, (t) => {
    const { initiator, payload } = testbench();
    payload.set(Command.READ, 0, new Uint8Array(4));
    t.throws(() => initiator.bTransport(payload, delay), { code: 'ERR_WIRECHART_MODEL_PAYLOAD' });
  });
}

test('a target that decreases the delay or sets no response status is reported by name', (t) => {
  const answering = (status: ResponseStatus, delayPs: number): InitiatorSocket => {
    const kernel = new Kernel();
    const initiator = new InitiatorSocket(kernel, 'cpu.bus');
    const target = new TargetSocket(kernel, 'broken.bus', {}, (payload) => {
      payload.responseStatus = status;
      return delayPs;
    });
    initiator.bind(target);
    return initiator;
  };
  const payload = new GenericPayload();
  const call = (socket: InitiatorSocket) => () =>
    socket.bTransport(payload.set(Command.READ, 0, new Uint8Array(1)), 10);
  t.throws(call(answering(ResponseStatus.OK, 9)), { message: /^broken\.bus: the delay decreased from 10 ps to 9 ps/ });
  t.throws(call(answering(ResponseStatus.OK, Number.NaN)), { message: /15\.2\.7c/ });
  t.throws(call(answering(ResponseStatus.INCOMPLETE, 10)), { message: /^broken\.bus: .*still INCOMPLETE/ });
  t.notThrows(call(answering(ResponseStatus.GENERIC_ERROR, 10)));
});

test('unbound sockets are reported before the first process runs', (t) => {
  const unbound = new Kernel();
  const initiator = new InitiatorSocket(unbound, 'cpu.bus');
  const expected = { code: 'ERR_WIRECHART_MODEL_BINDING', message: 'cpu.bus: is not bound to a target' };
  t.throws(() => initiator.bTransport(new GenericPayload(), 0), expected);
  t.throws(() => unbound.run(), expected);
  const kernel = new Kernel();
  new TargetSocket(kernel, 'memory.bus', {}, () => 0);
  t.throws(() => kernel.run(), { message: 'memory.bus: is not bound to an initiator' });
});

test('an initiator binds once, to a target of the same width with a free binding', (t) => {
  const kernel = new Kernel();
  const target = (name: string, initiators: number) =>
    new TargetSocket(kernel, name, { busWidthBits: 64, initiators }, (_, delayPs) => delayPs);
  const socket = (name: string, busWidthBits = 64) => new InitiatorSocket(kernel, name, { busWidthBits });
  const [one, two] = [target('one', 1), target('two', 2)];
  const first = socket('first');
  first.bind(one);
  const refused = { code: 'ERR_WIRECHART_MODEL_BINDING' };
  t.throws(() => first.bind(two), { ...refused, message: 'first: is already bound to one' });
  t.throws(() => socket('narrow', 32).bind(two), { ...refused, message: 'narrow: is 32 bits wide and two is 64' });
  const second = socket('second');
  t.throws(() => second.bind(one), {
    ...refused,
    message: 'one: accepts one initiator, and second exceeds that (bound: first)',
  });
  second.bind(two);
  socket('third').bind(two);
  t.throws(() => socket('fourth').bind(two), { ...refused, message: /accepts 2 initiators, and fourth/ });
  t.deepEqual(two.initiators, ['second', 'third']);
});

test('a target with several initiators receives the index of the binding', (t) => {
  const kernel = new Kernel();
  const callers: number[] = [];
  const target = new TargetSocket(kernel, 'shared', { initiators: 2 }, (payload, delayPs, initiator) => {
    callers.push(initiator);
    payload.responseStatus = ResponseStatus.OK;
    return delayPs;
  });
  const [a, b] = [new InitiatorSocket(kernel, 'a'), new InitiatorSocket(kernel, 'b')];
  a.bind(target);
  b.bind(target);
  const payload = new GenericPayload();
  for (const socket of [b, a, b]) socket.bTransport(payload.set(Command.READ, 0, new Uint8Array(1)), 0);
  t.deepEqual(callers, [1, 0, 1]);
});

test('an observer of a socket receives begin and end of each transaction, including the timing annotation', (t) => {
  const { kernel, initiator, payload } = testbench();
  const seen: string[] = [];
  initiator.observer = {
    transported: ({ address, dataLength }, begin, end) => seen.push(`${address}+${dataLength} ${begin}-${end}`),
  };
  kernel.thread('cpu', function* () {
    yield 100;
    const delay = initiator.bTransport(payload.set(Command.WRITE, 4, new Uint8Array(2)), 3);
    initiator.bTransport(payload.set(Command.WRITE, 6, new Uint8Array(1)), delay);
  });
  kernel.run();
  t.deepEqual(seen, ['4+2 103-113', '6+1 113-118']);
});
