import { FlightEvent, FlightMachine, type FlightPort, FlightState, flightEventNames } from 'wirechart/dtls13/machines';
import { createActor, SimulatedClock } from 'xstate';
import { flight } from '../../generated/dtls13/xstate/flight.ts';
import { compete, ratio } from '../contest.ts';
import { type Result, rowsOf } from '../result.ts';
import { FlightByHand } from './by-hand.ts';

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

const guards = {
  isClient: yes,
  isLastFlight: no,
  isPeersLastFlight: no,
  nothingAcknowledged: yes,
  isFirstPass: yes,
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

/** What one event costs the compiled flight machine, one written by hand, and XState's actor of the same chart. */
export async function machine(say: (text: string) => void): Promise<readonly Result[]> {
  checkByHand();
  const compiled = new FlightMachine(port);
  compiled.start();
  const byHand = new FlightByHand(port);
  const actor = createActor(flight.provide({ guards }), { clock: new SimulatedClock() });
  actor.start();
  const events = lap.map((event) => ({ type: flightEventNames[event] as keyof typeof FlightEvent }));

  // All must do the same before it means anything that one is faster.
  for (const [index, event] of lap.entries()) {
    compiled.send(event);
    byHand.send(event);
    actor.send(events[index] as (typeof events)[number]);
    const theirs = actor.getSnapshot().value;
    const ours = Object.entries(FlightState).find(([, state]) => state === compiled.state)?.[0];
    const place = typeof theirs === 'string' ? theirs : Object.entries(theirs)[0]?.join('.');
    if (ours !== place) throw new Error(`the machine is in ${ours}, XState in ${place}: nothing is measured`);
    if (compiled.state !== byHand.state) throw new Error(`the machine by hand is elsewhere: nothing is measured`);
  }

  say('measuring one event: compiled, by hand, XState (about 3 s)');
  const timings = compete({
    'compiled machine': (times) => {
      for (let count = 0; count < times; count++) for (const event of lap) compiled.send(event);
    },
    'by hand, integer events': (times) => {
      for (let count = 0; count < times; count++) for (const event of lap) byHand.send(event);
    },
    'XState actor.send': (times) => {
      for (let count = 0; count < times; count++) for (const event of events) actor.send(event);
    },
  });
  const ours = timings['compiled machine'];
  return [
    {
      title: 'one event of the flight chart',
      rows: rowsOf(timings, ours, lap.length),
      gates: [
        {
          claim: 'XState actor.send takes, in our time,',
          measured: ratio(timings['XState actor.send'], ours),
          wanted: { least: 200 },
        },
      ],
    },
  ];
}

/** Both machines must ask and order the same along the lap. */
function checkByHand(): void {
  const ordersOf = (make: (port: FlightPort) => { send(event: FlightEvent): void; start?(): void }): string => {
    const orders: string[] = [];
    const recording = new Proxy(port, {
      get: (target, name: keyof FlightPort) => (timer?: number) => {
        orders.push(`${name} ${timer ?? ''}`);
        return (target[name] as (timer?: number) => boolean | undefined)(timer);
      },
    });
    const subject = make(recording);
    subject.start?.();
    orders.length = 0;
    for (const event of lap) subject.send(event);
    return orders.filter((order) => !order.startsWith('transition ')).join(', ');
  };
  const compiled = ordersOf((recording) => new FlightMachine(recording));
  const byHand = ordersOf((recording) => new FlightByHand(recording));
  if (compiled !== byHand) throw new Error(`the machine orders ${compiled}, by hand ${byHand}: nothing is measured`);
}
