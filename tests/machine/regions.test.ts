import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import {
  ConnectionConnectedReadState,
  ConnectionConnectedWriteState,
  ConnectionEvent,
  ConnectionMachine,
  type ConnectionPort,
  ConnectionState,
  ConnectionTimer,
  connectionConnectedReadStateNames,
  connectionEdges,
  connectionStateNames,
  connectionTimers,
} from '../../generated/dtls13/machines/index.ts';

/** Writes down what it is told. */
class TestPort implements ConnectionPort {
  readonly log: string[] = [];
  halfOpen = false;
  onSendCloseNotify: (() => void) | undefined;

  allowsHalfOpen = (): boolean => this.halfOpen;
  closeNotifyUnanswered = (): boolean => false;
  allRecordsReceived = (): boolean => false;
  failHandshakeOnTimeout = (): void => this.#note('failHandshakeOnTimeout');
  failHandshakeOnClose = (): void => this.#note('failHandshakeOnClose');
  sendUserCanceled = (): void => this.#note('sendUserCanceled');
  reportPeerClosed = (): void => this.#note('reportPeerClosed');
  reportClosed = (): void => this.#note('reportClosed');
  reportFailure = (): void => this.#note('reportFailure');
  setIdleTimeoutError = (): void => this.#note('setIdleTimeoutError');
  discardData = (): void => this.#note('discardData');
  release = (): void => this.#note('release');
  sendCloseNotify(): void {
    this.#note('sendCloseNotify');
    this.onSendCloseNotify?.();
  }
  transition(edge: number): void {
    this.#note(`edge ${connectionEdges[edge]?.from} ${connectionEdges[edge]?.trigger}`);
  }
  startTimer(timer: ConnectionTimer): void {
    this.#note(`start ${connectionTimers[timer]?.delay}`);
  }
  cancelTimer(timer: ConnectionTimer): void {
    this.#note(`cancel ${connectionTimers[timer]?.delay}`);
  }

  #note(what: string): void {
    this.log.push(what);
  }
}

function connected(): { readonly port: TestPort; readonly machine: ConnectionMachine } {
  const port = new TestPort();
  const machine = new ConnectionMachine(port);
  machine.start();
  machine.send(ConnectionEvent.secured);
  port.log.length = 0;
  return { port, machine };
}

test('a region has a place while its parallel state is active, and none before and after', (t) => {
  const machine = new ConnectionMachine(new TestPort());
  machine.start();
  t.is(machine.state, ConnectionState.HANDSHAKING);
  t.is(machine.connectedReadState, undefined);
  machine.send(ConnectionEvent.secured);
  t.true(machine.inConnected);
  t.is(machine.connectedWriteState, ConnectionConnectedWriteState.OPEN);
  t.is(machine.connectedReadState, ConnectionConnectedReadState.OPEN);
  machine.send(ConnectionEvent.failed);
  t.is(machine.state, ConnectionState.FAILED);
  t.true(machine.done);
  t.is(machine.connectedWriteState, undefined);
  t.is(machine.connectedReadState, undefined);
});

test('an event that two regions take moves both: told first, then left backwards, then entered in order', (t) => {
  const { port, machine } = connected();
  machine.send(ConnectionEvent.closeRequested);
  t.deepEqual(port.log, [
    'edge CONNECTED.WRITE.OPEN closeRequested',
    'edge CONNECTED.READ.OPEN closeRequested',
    'sendCloseNotify',
    'start closing',
  ]);
  t.is(machine.connectedWriteState, ConnectionConnectedWriteState.CLOSE_SENT);
  t.is(machine.connectedReadState, ConnectionConnectedReadState.CLOSING);
});

test('the end of the last region leads on from the parallel state', (t) => {
  const { port, machine } = connected();
  port.halfOpen = true;
  machine.send(ConnectionEvent.closeNotifyReceived);
  t.is(machine.connectedReadState, ConnectionConnectedReadState.CLOSE_RECEIVED);
  t.is(machine.connectedWriteState, ConnectionConnectedWriteState.OPEN, 'one direction is open');
  port.log.length = 0;
  machine.send(ConnectionEvent.closeRequested);
  t.is(machine.state, ConnectionState.DRAINING);
  t.is(machine.connectedWriteState, undefined);
  t.true(port.log.includes('edge CONNECTED onDone'));
});

test('what no region takes is left to what is around them', (t) => {
  const { port, machine } = connected();
  machine.send(ConnectionEvent.secured);
  t.deepEqual(port.log, ['edge  secured']);
});

test('a timer of a region does nothing when the region is elsewhere', (t) => {
  const { port, machine } = connected();
  machine.elapsed(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
  t.deepEqual(port.log, []);
  machine.send(ConnectionEvent.closeRequested);
  machine.elapsed(ConnectionTimer['CONNECTED.READ.CLOSING.closing']);
  t.is(machine.state, ConnectionState.CLOSED);
});

test('an action that throws while regions enter leaves those where they were that have not arrived', (t) => {
  const { port, machine } = connected();
  port.onSendCloseNotify = () => {
    throw new Error('no route');
  };
  t.throws(() => machine.send(ConnectionEvent.closeRequested), { message: 'no route' });
  t.is(machine.connectedWriteState, ConnectionConnectedWriteState.OPEN);
  t.is(machine.connectedReadState, ConnectionConnectedReadState.OPEN);
  port.onSendCloseNotify = undefined;
  machine.send(ConnectionEvent.closeRequested);
  t.is(machine.connectedReadState, ConnectionConnectedReadState.CLOSING);
});

test('names and numbers of a region belong together', (t) => {
  t.is(connectionConnectedReadStateNames[ConnectionConnectedReadState.CLOSING], 'CLOSING');
  t.is(connectionStateNames[ConnectionState.CONNECTED], 'CONNECTED');
});

test.serial('an event that regions look at allocates nothing', async (t) => {
  const { port, machine } = connected();
  machine.send(ConnectionEvent.closeRequested);
  port.transition = () => {};
  const run = (times: number): void => {
    for (let count = 0; count < times; count++) {
      machine.send(ConnectionEvent.recordReceived);
      machine.send(ConnectionEvent.secured);
      machine.send(ConnectionEvent.closeRequested);
    }
  };
  run(20_000);
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage().heapUsed;
  run(300_000);
  const grown = process.memoryUsage().heapUsed - before;
  await setImmediate();
  observer.disconnect();
  t.is(machine.connectedReadState, ConnectionConnectedReadState.CLOSING);
  t.true(grown < 1_000_000, `${grown} bytes`);
  t.true(collections <= 1, `${collections} collections`);
});
