import test from 'ava';
import {
  ConnectionConnectedReadState,
  ConnectionEvent,
  ConnectionMachine,
  type ConnectionPort,
  ConnectionState,
  ConnectionTimer,
  connectionTables,
  flightTables,
} from 'wirechart/dtls13/machines';
import { type MachineSnapshot, restoreSnapshot, takeSnapshot } from 'wirechart/runtime';

/** A port that notes the calls of actions and timers; guards are false. */
function recordingPort(calls: string[]): ConnectionPort {
  return new Proxy({} as ConnectionPort, {
    get: (_, name) => (value: unknown) => {
      if (name !== 'transition') calls.push(value === undefined ? String(name) : `${String(name)} ${String(value)}`);
      return false;
    },
  });
}

function connected(calls: string[] = []): ConnectionMachine {
  const machine = new ConnectionMachine(recordingPort(calls));
  machine.start();
  machine.send(ConnectionEvent.secured);
  return machine;
}

const idle = ConnectionTimer['CONNECTED.idle'];

test('a machine goes on where its snapshot was taken, with its timers and without entry actions', (t) => {
  const machine = connected();
  const snapshot = takeSnapshot(machine, connectionTables, {
    deadlineOf: (timer) => (timer === idle ? 4000.5 : undefined),
  });
  t.deepEqual(JSON.parse(JSON.stringify(snapshot)), {
    chart: 'connection',
    states: { state: 'CONNECTED', connectedWriteState: 'OPEN', connectedReadState: 'OPEN' },
    timers: { 'CONNECTED.idle': 4000.5 },
    actors: [],
  });
  const calls: string[] = [];
  const restored = new ConnectionMachine(recordingPort(calls));
  const timers: unknown[] = [];
  restoreSnapshot(restored, connectionTables, snapshot, {
    startTimerAt: (...timer) => timers.push(timer),
  });
  t.deepEqual(timers, [[idle, 4000.5]]);
  t.deepEqual(calls, []);
  t.is(restored.state, ConnectionState.CONNECTED);
  t.is(restored.connectedReadState, ConnectionConnectedReadState.OPEN);
  restored.start();
  t.deepEqual(calls, []);
  machine.elapsed(idle);
  restored.elapsed(idle);
  t.is(restored.state, machine.state);
  t.deepEqual(takeSnapshot(restored, connectionTables).states, takeSnapshot(machine, connectionTables).states);
});

test('no snapshot is taken before the start or while an event is handled', (t) => {
  const expected = { code: 'ERR_WIRECHART_MACHINE_SNAPSHOT', message: /handles an event, was not started/ };
  const calls: string[] = [];
  const machine = new ConnectionMachine(recordingPort(calls));
  t.throws(() => takeSnapshot(machine, connectionTables), expected);
  let inside: unknown;
  const port = new Proxy({} as ConnectionPort, {
    get: () => () => {
      try {
        takeSnapshot(busy, connectionTables);
      } catch (error) {
        inside = error;
      }
      return false;
    },
  });
  const busy = new ConnectionMachine(port);
  busy.start();
  t.like(inside, { code: 'ERR_WIRECHART_MACHINE_SNAPSHOT' });
});

test('a snapshot that does not fit the chart is refused and changes nothing', (t) => {
  const snapshot = takeSnapshot(connected(), connectionTables, { deadlineOf: () => 1 });
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [null, /it is no object/],
    ['x', /it is no object/],
    [{ ...snapshot, chart: 'flight' }, /it is one of chart flight/],
    [{ ...snapshot, states: null }, /states is no object/],
    [{ ...snapshot, states: [] }, /states is no object/],
    [{ ...snapshot, states: { ...snapshot.states, state: 'DREAMING' } }, /state has no state DREAMING/],
    [{ ...snapshot, states: { ...snapshot.states, other: 'OPEN' } }, /it has no region other/],
    [{ ...snapshot, states: { state: 'CONNECTED', connectedWriteState: 'OPEN' } }, /do not belong together/],
    [{ ...snapshot, states: { ...snapshot.states, state: 'DRAINING' } }, /do not belong together/],
    [{ ...snapshot, states: {} }, /do not belong together/],
    [{ ...snapshot, timers: { nap: 1 } }, /it has no timer nap/],
    [{ ...snapshot, timers: { 'CONNECTED.idle': 'soon' } }, /timer CONNECTED.idle has no time/],
    [{ ...snapshot, timers: undefined }, /timers is no object/],
    [{ ...snapshot, actors: ['x'] }, /it has no actor x/],
    [{ ...snapshot, actors: undefined }, /actors is no list/],
  ];
  for (const [value, message] of wrong) {
    const machine = new ConnectionMachine(recordingPort([]));
    const started: number[] = [];
    t.throws(
      () =>
        restoreSnapshot(machine, connectionTables, value as MachineSnapshot, {
          startTimerAt: (timer) => started.push(timer),
        }),
      { code: 'ERR_WIRECHART_MACHINE_SNAPSHOT', message },
    );
    t.false(machine.idle);
    t.deepEqual(started, []);
  }
  t.throws(() => restoreSnapshot(connected(), connectionTables, snapshot), { message: /was started already/ });
  t.throws(() => restoreSnapshot(connected(), flightTables, snapshot), { message: /chart flight/ });
});
