import { FlightEvent, FlightMachine, type FlightPort, FlightState, flightEventNames } from 'wirechart/dtls13/machines';
import { createActor, SimulatedClock } from 'xstate';
import { flight } from '../generated/dtls13/xstate/flight.ts';
import { compete } from './contest.ts';
import type { Result } from './result.ts';

/** A lap through the flight chart and back to its beginning. */
const lap = [
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

const port: FlightPort = {
  isClient: yes,
  isLastFlight: no,
  isPeersLastFlight: no,
  nothingAcknowledged: yes,
  isFirstPass: yes,
  attemptsLeft: yes,
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

/** What one event costs the compiled flight machine, and XState's actor of the same chart. */
export function machine(): Result {
  const compiled = new FlightMachine(port);
  compiled.start();
  const guards = {
    isClient: yes,
    isLastFlight: no,
    isPeersLastFlight: no,
    nothingAcknowledged: yes,
    isFirstPass: yes,
    attemptsLeft: yes,
  };
  const actor = createActor(flight.provide({ guards }), { clock: new SimulatedClock() });
  actor.start();
  const events = lap.map((event) => ({ type: flightEventNames[event] as keyof typeof FlightEvent }));

  // Both must do the same before it means anything that one is faster.
  for (const event of lap) {
    compiled.send(event);
    actor.send({ type: flightEventNames[event] as keyof typeof FlightEvent });
    const theirs = actor.getSnapshot().value;
    const ours = Object.entries(FlightState).find(([, state]) => state === compiled.state)?.[0];
    const place = typeof theirs === 'string' ? theirs : Object.entries(theirs)[0]?.join('.');
    if (ours !== place) throw new Error(`the machine is in ${ours}, XState in ${place}`);
  }

  const timings = compete({
    compiled: (times) => {
      for (let count = 0; count < times; count++) for (const event of lap) compiled.send(event);
    },
    xstate: (times) => {
      for (let count = 0; count < times; count++) for (const event of events) actor.send(event);
    },
  });
  const perEvent = ({ median, best }: { median: number; best: number }) => ({
    median: median / lap.length,
    best: best / lap.length,
  });
  return {
    title: 'one event of the flight chart',
    rows: [
      { name: 'compiled machine', ...perEvent(timings.compiled) },
      { name: 'XState actor.send', ...perEvent(timings.xstate) },
    ],
  };
}
