import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import {
  FlightEvent,
  FlightMachine,
  type FlightPort,
  FlightState,
  FlightTimer,
  flightEdges,
  flightEventNames,
  flightStateNames,
  flightTimers,
} from '../../generated/dtls13/machines/index.ts';

/** Writes down what it is told; the test decides what guards answer and what actions do. */
class TestPort implements FlightPort {
  readonly log: string[] = [];
  /** Called by `transmitFlight`. */
  onTransmit: (() => void) | undefined;

  sendsFirst = (): boolean => true;
  isLastFlight = (): boolean => false;
  isPeersLastFlight = (): boolean => false;
  nothingAcknowledged = (): boolean => true;
  isFirstPass = (): boolean => true;
  attemptsLeft = (): boolean => true;
  transition(edge: number): void {
    this.log.push(`edge ${flightEdges[edge]?.from} ${flightEdges[edge]?.trigger}`);
  }
  transmitFlight(): void {
    this.log.push('transmitFlight');
    this.onTransmit?.();
  }
  rewind(): void {
    this.log.push('rewind');
  }
  backOff(): void {
    this.log.push('backOff');
  }
  dropFlight(): void {
    this.log.push('dropFlight');
  }
  reportAcknowledged(): void {
    this.log.push('reportAcknowledged');
  }
  reportExhausted(): void {
    this.log.push('reportExhausted');
  }
  repeatAcknowledgement(): void {
    this.log.push('repeatAcknowledgement');
  }
  dropHandshakeKeys(): void {
    this.log.push('dropHandshakeKeys');
  }
  startTimer(timer: FlightTimer): void {
    this.log.push(`start ${flightTimers[timer]?.delay}`);
  }
  cancelTimer(timer: FlightTimer): void {
    this.log.push(`cancel ${flightTimers[timer]?.delay}`);
  }
}

function started(): { readonly port: TestPort; readonly machine: FlightMachine } {
  const port = new TestPort();
  const machine = new FlightMachine(port);
  machine.start();
  port.log.length = 0;
  return { port, machine };
}

test('a transition tells its edge, then leaves, acts and enters, and sets timers after the entry actions', (t) => {
  const { port, machine } = started();
  machine.send(FlightEvent.buffered);
  machine.send(FlightEvent.transmitted);
  machine.elapsed(FlightTimer['WAITING.ARMED.retransmit']);
  t.deepEqual(port.log, [
    'edge PREPARING buffered',
    'transmitFlight',
    'edge SENDING transmitted',
    'start retransmit',
    'edge WAITING.ARMED after retransmit',
    'cancel retransmit',
    'backOff',
    'rewind',
    'transmitFlight',
  ]);
  t.is(machine.state, FlightState.SENDING);
});

test('an event sent from inside an action is handled when the running one is done with', (t) => {
  const { port, machine } = started();
  port.onTransmit = () => {
    machine.send(FlightEvent.transmitted);
    port.log.push('transmitFlight returns');
    t.is(machine.state, FlightState.PREPARING, 'the state changes when the transition is complete');
  };
  machine.send(FlightEvent.buffered);
  t.deepEqual(port.log, [
    'edge PREPARING buffered',
    'transmitFlight',
    'transmitFlight returns',
    'edge SENDING transmitted',
    'start retransmit',
  ]);
  t.true(machine.inWaiting);
});

test('a timer that falls due inside an action waits as well', (t) => {
  const { port, machine } = started();
  port.onTransmit = () => {
    port.onTransmit = undefined;
    machine.send(FlightEvent.transmitted);
    machine.elapsed(FlightTimer['WAITING.ARMED.retransmit']);
  };
  machine.send(FlightEvent.buffered);
  t.deepEqual(port.log.slice(-4), ['cancel retransmit', 'backOff', 'rewind', 'transmitFlight']);
});

test('events sent before the start are handled right after it', (t) => {
  const port = new TestPort();
  const machine = new FlightMachine(port);
  machine.send(FlightEvent.buffered);
  t.deepEqual(port.log, []);
  machine.start();
  t.is(machine.state, FlightState.SENDING);
});

test('a second start does nothing', (t) => {
  const { port, machine } = started();
  machine.send(FlightEvent.buffered);
  port.log.length = 0;
  machine.start();
  t.deepEqual(port.log, []);
  t.is(machine.state, FlightState.SENDING);
});

test('a machine that feeds itself without end is stopped', (t) => {
  const { port, machine } = started();
  port.onTransmit = () => {
    for (;;) machine.send(FlightEvent.ackPartial);
  };
  t.throws(() => machine.send(FlightEvent.buffered), { code: 'ERR_WIRECHART_MACHINE_OVERFLOW' });
  port.onTransmit = undefined;
  port.log.length = 0;
  machine.send(FlightEvent.buffered);
  t.deepEqual(port.log, ['edge PREPARING buffered', 'transmitFlight'], 'nothing of the flood is left');
});

test('an action that throws leaves the state as it was, drops what waits and frees the machine', (t) => {
  const { port, machine } = started();
  port.onTransmit = () => {
    machine.send(FlightEvent.transmitted);
    throw new Error('no route');
  };
  t.throws(() => machine.send(FlightEvent.buffered), { message: 'no route' });
  t.is(machine.state, FlightState.PREPARING);
  port.onTransmit = undefined;
  machine.send(FlightEvent.buffered);
  t.is(machine.state, FlightState.SENDING);
});

test('a timer of a state that has been left does nothing', (t) => {
  const { port, machine } = started();
  machine.elapsed(FlightTimer['WAITING.ARMED.retransmit']);
  machine.elapsed(FlightTimer['FINISHED.linger']);
  t.deepEqual(port.log, []);
  t.is(machine.state, FlightState.PREPARING);
});

test('nothing moves a machine that has ended', (t) => {
  const { port, machine } = started();
  t.false(machine.done);
  machine.send(FlightEvent.stopped);
  t.true(machine.done);
  port.log.length = 0;
  for (const event of Object.values(FlightEvent)) machine.send(event);
  for (const timer of Object.values(FlightTimer)) machine.elapsed(timer);
  t.deepEqual(port.log, []);
});

test('names and numbers belong together', (t) => {
  t.is(flightStateNames[FlightState['WAITING.ARMED']], 'WAITING.ARMED');
  t.is(flightEventNames[FlightEvent.peerRetransmit], 'peerRetransmit');
  t.deepEqual(flightTimers[FlightTimer['FINISHED.linger']], { state: 'FINISHED', delay: 'linger', nominal: 240_000 });
});

/** A lap through the chart and back to its beginning. */
const lap = [
  FlightEvent.buffered,
  FlightEvent.transmitted,
  FlightEvent.peerRetransmit,
  FlightEvent.transmitted,
  FlightEvent.nextFlightPart,
  FlightEvent.ackComplete,
  FlightEvent.nextFlightComplete,
];

function nothing(): void {}

function silentPort(): FlightPort {
  const port = new TestPort();
  const { sendsFirst, isLastFlight, isPeersLastFlight, nothingAcknowledged, attemptsLeft } = port;
  return {
    sendsFirst,
    isLastFlight,
    isPeersLastFlight,
    nothingAcknowledged,
    attemptsLeft,
    transition: nothing,
    transmitFlight: nothing,
    rewind: nothing,
    backOff: nothing,
    dropFlight: nothing,
    reportAcknowledged: nothing,
    reportExhausted: nothing,
    repeatAcknowledgement: nothing,
    dropHandshakeKeys: nothing,
    startTimer: nothing,
    cancelTimer: nothing,
  };
}

function run(machine: FlightMachine, laps: number): void {
  for (let count = 0; count < laps; count++) for (const event of lap) machine.send(event);
}

test.serial('an event allocates nothing', async (t) => {
  const machine = new FlightMachine(silentPort());
  machine.start();
  run(machine, 20_000);
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage().heapUsed;
  run(machine, 300_000);
  const grown = process.memoryUsage().heapUsed - before;
  await setImmediate();
  observer.disconnect();
  // Two million events: 8 bytes each would be 16 MB, and more than one collection.
  t.is(machine.state, FlightState.PREPARING);
  t.true(grown < 1_000_000, `${grown} bytes`);
  t.true(collections <= 1, `${collections} collections`);
});
