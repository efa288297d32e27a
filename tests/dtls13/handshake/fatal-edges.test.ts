import test from 'ava';
import {
  ClientEvent,
  ClientMachine,
  type ClientPort,
  ClientState,
  clientEdges,
  clientStateNames,
  ServerEvent,
  ServerMachine,
  type ServerPort,
  ServerState,
  serverEdges,
  serverStateNames,
} from '../../../generated/dtls13/machines/index.ts';
import type { MachineEdge } from '../../../runtime/machine/index.ts';

/** A machine with a port that returns true for some guards and records what is fatal. */
interface Subject {
  readonly machine: { readonly state: number; send(event: number): void };
  readonly fatal: (readonly [edge: number, alert: string, ref: string, reason: string])[];
  yes: ReadonlySet<string>;
}

function subject<P extends object>(edges: readonly MachineEdge[], make: (port: P) => Subject['machine']): Subject {
  const fatal: Subject['fatal'] = [];
  const guards = new Set(edges.flatMap(({ guard }) => guard ?? []));
  let edge = -1;
  const port = new Proxy({} as P, {
    get: (_port, name: string) => (alert: never, ref: string, reason: string) => {
      if (name === 'transition') edge = alert;
      else if (name === 'fatal') fatal.push([edge, alert, ref, reason]);
      return guards.has(name) && result.yes.has(name);
    },
  });
  const result: Subject = { machine: make(port), fatal, yes: new Set() };
  return result;
}

interface Chart {
  readonly edges: readonly MachineEdge[];
  readonly states: readonly string[];
  readonly events: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly make: () => Subject;
}

const charts: Readonly<Record<string, Chart>> = {
  client: {
    edges: clientEdges,
    states: clientStateNames,
    events: ClientEvent,
    failed: ClientState.FAILED,
    make: () =>
      subject<ClientPort>(clientEdges, (port) => {
        const machine = new ClientMachine(port);
        machine.start();
        return machine as Subject['machine'];
      }),
  },
  server: {
    edges: serverEdges,
    states: serverStateNames,
    events: ServerEvent,
    failed: ServerState.FAILED,
    make: () =>
      subject<ServerPort>(serverEdges, (port) => {
        const machine = new ServerMachine(port);
        machine.start();
        return machine as Subject['machine'];
      }),
  },
};

/** One input: an event while at most one guard is true. */
type Input = readonly [event: number, guard: string];

/** Every fatal edge that some sequence of inputs takes, with the call of the port. */
function fatalEdges({ edges, events, make }: Chart): ReadonlyMap<number, Subject['fatal'][number]> {
  const guards = ['', ...new Set(edges.flatMap(({ guard }) => guard ?? []))];
  const inputs = Object.values(events).flatMap((event) => guards.map((guard): Input => [event, guard]));
  const found = new Map<number, Subject['fatal'][number]>();
  const paths: (readonly Input[])[] = [[]];
  const seen = new Set([make().machine.state]);
  for (const path of paths) {
    for (const input of inputs) {
      const one = make();
      for (const [event, guard] of [...path, input]) {
        one.yes = new Set([guard]);
        one.machine.send(event);
      }
      for (const each of one.fatal) found.set(each[0], each);
      if (seen.has(one.machine.state)) continue;
      seen.add(one.machine.state);
      paths.push([...path, input]);
    }
  }
  return found;
}

for (const [name, chart] of Object.entries(charts)) {
  test(`each fatal edge of the ${name} can be taken, and gives its alert, rule and reason`, (t) => {
    const expected = chart.edges.flatMap(({ outcome, alert, ref, reason }, index) =>
      outcome === 'fatal' ? [[index, alert, ref, reason]] : [],
    );
    const found = [...fatalEdges(chart).values()].sort(([a], [b]) => a - b);
    t.true(expected.length > 20);
    t.deepEqual(found as unknown[], expected);
    for (const [, , , reason] of found) t.regex(reason, /^[A-Z_]+$/);
  });
}
