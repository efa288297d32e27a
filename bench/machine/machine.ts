// Benchmark of the events of a compiled state machine.
import { FlightEvent, FlightMachine, type FlightPort, FlightState, flightEventNames } from 'wirechart/dtls13/machines';
import { createActor, SimulatedClock } from 'xstate';
import { flight } from '../../generated/dtls13/xstate/flight.ts';
import { measureOptions, type Run } from '../layer.ts';
import { measure, ratio } from '../measurement.ts';
import { type Result, timedResult } from '../result.ts';
import { HandwrittenFlight } from './handwritten-flight.ts';

/** Events that traverse the flight chart and return to its initial state. */
const cycle = [
  FlightEvent.buffered,
  FlightEvent.transmitted,
  FlightEvent.peerRetransmit,
  FlightEvent.transmitted,
  FlightEvent.nextFlightPart,
  FlightEvent.ackComplete,
  FlightEvent.nextFlightComplete,
];

const yes = (): boolean => true;
const no = (): boolean => false;
const nothing = (): void => {};

const guards = {
  sendsFirst: yes,
  isLastFlight: no,
  isPeersLastFlight: no,
  nothingAcknowledged: yes,
  attemptsLeft: yes,
};

const port: FlightPort = {
  ...guards,
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

/** Compares the time of one event in the compiled flight machine, a handwritten machine, and XState's actor. */
export async function machine(run: Run): Promise<readonly Result[]> {
  checkHandwritten();
  const compiled = new FlightMachine(port);
  compiled.start();
  const handwritten = new HandwrittenFlight(port);
  const actor = createActor(flight.provide({ guards }), { clock: new SimulatedClock() });
  actor.start();
  const events = cycle.map((event) => ({ type: flightEventNames[event] as keyof typeof FlightEvent }));

  // All three must be in the same states, or their times are not comparable.
  for (const [index, event] of cycle.entries()) {
    compiled.send(event);
    handwritten.send(event);
    actor.send(events[index] as (typeof events)[number]);
    const snapshot = actor.getSnapshot().value;
    const ours = Object.entries(FlightState).find(([, state]) => state === compiled.state)?.[0];
    const xstate = typeof snapshot === 'string' ? snapshot : Object.entries(snapshot)[0]?.join('.');
    if (ours !== xstate) throw new Error(`the machine is in ${ours}, XState in ${xstate}: nothing is measured`);
    if (compiled.state !== handwritten.state)
      throw new Error('the handwritten machine is in another state: nothing is measured');
  }

  run.log('measuring one event: compiled, handwritten, XState (about 3 s)');
  const timings = measure(
    {
      'compiled machine': (times) => {
        for (let count = 0; count < times; count++) for (const event of cycle) compiled.send(event);
      },
      'handwritten, integer events': (times) => {
        for (let count = 0; count < times; count++) for (const event of cycle) handwritten.send(event);
      },
      'XState actor.send': (times) => {
        for (let count = 0; count < times; count++) for (const event of events) actor.send(event);
      },
    },
    measureOptions(run),
  );
  const ours = timings['compiled machine'];
  return [
    timedResult(
      {
        key: '',
        title: 'one event of the flight chart',
        gates: [
          {
            claim: 'time of XState actor.send to ours:',
            measured: ratio(timings['XState actor.send'], ours),
            limit: { min: 200 },
          },
        ],
      },
      timings,
      ours,
      cycle.length,
    ),
  ];
}

/** Throws unless both machines call the same guards and actions. */
function checkHandwritten(): void {
  const portCallsOf = (make: (port: FlightPort) => { send(event: FlightEvent): void; start?(): void }): string => {
    const calls: string[] = [];
    const recording = new Proxy(port, {
      get: (target, name: keyof FlightPort) => (timer?: number) => {
        calls.push(`${name} ${timer ?? ''}`);
        return (target[name] as (timer?: number) => boolean | undefined)(timer);
      },
    });
    const machine = make(recording);
    machine.start?.();
    calls.length = 0;
    for (const event of cycle) machine.send(event);
    return calls.filter((call) => !call.startsWith('transition ')).join(', ');
  };
  const compiled = portCallsOf((recording) => new FlightMachine(recording));
  const handwritten = portCallsOf((recording) => new HandwrittenFlight(recording));
  if (compiled !== handwritten)
    throw new Error(`the machine calls ${compiled}, the handwritten one ${handwritten}: nothing is measured`);
}
