import test from 'ava';
import { type AnyStateMachine, createActor } from 'xstate';
import * as machines from '../../generated/dtls13/machines/index.ts';
import {
  ackSchedulerEventNames,
  ackSchedulerTimers,
  clientAuthRequestEventNames,
  clientAuthRequestTimers,
  clientAuthResponseEventNames,
  clientEventNames,
  connectionEventNames,
  connectionIdEventNames,
  connectionTimers,
  flightEventNames,
  flightTimers,
  keyUpdateEventNames,
  keyUpdateTimers,
  pathValidationEventNames,
  pathValidationTimers,
  serverEventNames,
  sessionTicketEventNames,
} from '../../generated/dtls13/machines/index.ts';
import {
  ackScheduler,
  client,
  clientAuthRequest,
  clientAuthResponse,
  connection,
  connectionId,
  flight,
  keyUpdate,
  pathValidation,
  server,
  sessionTicket,
} from '../../generated/dtls13/xstate/index.ts';
import type { MachineTimer } from '../../runtime/machine/index.ts';

const pairs: readonly [chart: AnyStateMachine, events: readonly string[], timers: readonly MachineTimer[]][] = [
  [ackScheduler, ackSchedulerEventNames, ackSchedulerTimers],
  [client, clientEventNames, []],
  [clientAuthRequest, clientAuthRequestEventNames, clientAuthRequestTimers],
  [clientAuthResponse, clientAuthResponseEventNames, []],
  [connection, connectionEventNames, connectionTimers],
  [connectionId, connectionIdEventNames, []],
  [flight, flightEventNames, flightTimers],
  [keyUpdate, keyUpdateEventNames, keyUpdateTimers],
  [pathValidation, pathValidationEventNames, pathValidationTimers],
  [server, serverEventNames, []],
  [sessionTicket, sessionTicketEventNames, []],
];

for (const [chart, events, timers] of pairs) {
  test(`the XState module of ${chart.id} has the events and timers of the compiled machine`, (t) => {
    const own = chart.events.filter((event) => !event.startsWith('xstate.'));
    t.true(own.length > 3);
    // XState leaves out an event that every state ignores.
    t.deepEqual(
      own.filter((event) => !events.includes(event)),
      [],
    );
    t.deepEqual(
      chart.events.filter((event) => event.startsWith('xstate.after.')).toSorted(),
      timers.map(({ delay, state }) => `xstate.after.${delay}.${chart.id}.${state}`).toSorted(),
    );
  });
}

test('an XState module runs as an actor with the guards and actions that it is given', (t) => {
  const sent: string[] = [];
  const guards = { sendsFirst: () => true, attemptsLeft: () => true };
  const actions = { transmitFlight: () => sent.push('flight') };
  const actor = createActor(flight.provide({ guards, actions })).start();
  t.teardown(() => actor.stop());
  t.is(actor.getSnapshot().value, 'PREPARING');
  actor.send({ type: 'buffered' });
  t.is(actor.getSnapshot().value, 'SENDING');
  actor.send({ type: 'transmitted' });
  t.deepEqual(actor.getSnapshot().value, { WAITING: 'ARMED' });
  actor.send({ type: 'ackPartial' });
  t.deepEqual([actor.getSnapshot().value, sent], ['SENDING', ['flight', 'flight']]);
  actor.send({ type: 'ackComplete' });
  t.deepEqual(actor.getSnapshot().value, { WAITING: 'ACKED' });
});

/** A port whose guards are false and whose actions do nothing. */
const silentPort = new Proxy({}, { get: () => () => false });

for (const [chart] of pairs) {
  test(`the machine of ${chart.id} starts in the initial state of its XState module and has the same states`, (t) => {
    const name = `${chart.id.charAt(0).toUpperCase()}${chart.id.slice(1)}`;
    const exported = machines as Readonly<Record<string, unknown>>;
    const states = exported[`${chart.id}StateNames`] as readonly string[];
    const topLevel = (state: string | undefined) => state?.split('.')[0];
    t.deepEqual([...new Set(states.map(topLevel))].toSorted(), Object.keys(chart.states).toSorted());
    t.deepEqual(states, Object.keys(exported[`${name}State`] as object));
    const Machine = exported[`${name}Machine`] as new (port: object) => { readonly state: number; start(): void };
    const machine = new Machine(silentPort);
    machine.start();
    const { value } = createActor(chart).start().getSnapshot();
    t.is(topLevel(states[machine.state]), typeof value === 'string' ? value : Object.keys(value as object)[0]);
  });
}
