import { readFileSync } from 'node:fs';
import test from 'ava';
import { door } from '../fixtures/charts/door.chart.ts';
import { chartOf, complaintsAbout } from './sample-charts.ts';

const path = 'tests/generator/fixtures/charts/door.chart.ts';
const text = readFileSync(path, 'utf8');

test('a chart is read without running it, and says what XState says when it runs', (t) => {
  // XState adds `schemas: undefined`, which is no data.
  t.is(JSON.stringify(chartOf(path, text).config), JSON.stringify(door.config));
});

test('a sound chart draws no complaint', (t) => {
  t.deepEqual(complaintsAbout(path, text, new Set(['access_denied'])), []);
});

test('names come in the order of their declaration, with their doc comments and places', (t) => {
  const chart = chartOf(path, text);
  t.is(chart.id, 'door');
  t.is(chart.doc, 'A door with a lock that falls shut.');
  t.deepEqual(chart.events, ['push', 'pull', 'turnKey']);
  t.deepEqual(chart.guards, ['keyFits', 'isHeavy']);
  t.deepEqual(chart.actions, ['creak', 'click', 'ring']);
  t.deepEqual([...chart.delays], [['fallShut', 3000]]);
  const { doc, offset } = chart.names.find(({ name }) => name === 'keyFits') ?? {};
  t.is(doc, 'The key fits.');
  t.is(text.slice(offset, (offset ?? 0) + 7), 'keyFits');
});

test('states and edges keep the order of the file and know their places', (t) => {
  const chart = chartOf(path, text);
  t.deepEqual(
    chart.states.map((state) => [state.path, state.kind]),
    [
      ['SHUT', 'compound'],
      ['SHUT.LATCHED', 'atomic'],
      ['SHUT.LOCKED', 'atomic'],
      ['OPEN', 'atomic'],
      ['FAILED', 'final'],
    ],
  );
  t.deepEqual(
    chart.leaves.map((state) => state.path),
    ['SHUT.LATCHED', 'SHUT.LOCKED', 'OPEN', 'FAILED'],
  );
  t.deepEqual(
    chart.edges.map(({ source, target, outcome }) => `${source.path} -> ${target?.path ?? 'stays'}, ${outcome}`),
    [
      ' -> FAILED, fatal',
      'SHUT -> stays, ignored',
      'SHUT -> OPEN, handled',
      'SHUT.LATCHED -> SHUT.LOCKED, handled',
      'SHUT.LATCHED -> FAILED, handled',
      'SHUT.LOCKED -> stays, handled',
      'SHUT.LOCKED -> SHUT.LATCHED, handled',
      'SHUT.LOCKED -> SHUT.LOCKED, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> SHUT, handled',
      'OPEN -> stays, ignored',
    ],
  );
  t.deepEqual(
    chart.edges.map(({ index }) => index),
    chart.edges.map((_, index) => index),
  );
  t.is(chart.states[0]?.ref, 'House rules section 1');
  t.is(chart.root.initial, chart.states[0]);
  t.true(text.startsWith('LOCKED: {', chart.states[2]?.offset));
});

/** What is wrong, the text to replace, its replacement, and what the user is told. Every edit is made at its first place. */
type Fault = readonly [title: string, from: string, to: string, ...complaints: readonly string[]];

const faults: readonly Fault[] = [
  [
    'an unknown delay',
    'after: { fallShut:',
    'after: { fallShutt:',
    '55:16: unknown delay \'fallShutt\' (did you mean "fallShut"?); XState would fire it at once; declare it in setup({ delays })',
  ],
  [
    'a delay in numbers',
    'after: { fallShut:',
    'after: { 3000:',
    "55:16: unknown delay '3000'; XState would fire it at once; declare it in setup({ delays })",
  ],
  [
    'a bare target in a list of timed candidates',
    "fallShut: 'SHUT' }",
    "fallShut: ['SHUT'] }",
    '55:27: XState loses a bare target in a list of `after`; write { target: ... }',
  ],
  [
    'a target that does not exist',
    "target: 'LOCKED'",
    "target: 'LOKED'",
    "41:51: unknown target 'LOKED' (did you mean \"#door.SHUT.LOCKED\"?); write a sibling, '.CHILD' or '#door.PATH'",
  ],
  [
    'a target below another chart',
    "'#door.SHUT.LOCKED'",
    "'#gate.SHUT.LOCKED'",
    "47:84: target '#gate.SHUT.LOCKED': this chart's id is 'door', write '#door.SHUT.LOCKED'",
  ],
  [
    'the machine itself as a target',
    "'#door.SHUT.LOCKED'",
    "'#door'",
    "47:84: target '#door' is no state inside the machine; write a sibling, '.CHILD' or '#door.PATH'",
  ],
  [
    'a sibling of the machine',
    "'.FAILED'",
    "'FAILED'",
    "27:24: target 'FAILED': the machine itself has no siblings; write '.FAILED'",
  ],
  [
    'several targets',
    "'.FAILED'",
    "['.FAILED', '.OPEN']",
    "27:5: alert 'access_denied' without the end: a fatal transition leads to FAILED",
    '27:24: a transition has one target; lead to the parallel state, to one of its states inside or to a history state, and the other regions begin by themselves',
  ],
  [
    'an unknown action',
    "['creak',",
    "['creek',",
    '35:43: unknown action \'creek\' (did you mean "creak"?); declare it in setup({ actions })',
  ],
  [
    'an unknown guard',
    "guard: 'keyFits'",
    "guard: 'keyFit'",
    '41:32: unknown guard \'keyFit\' (did you mean "keyFits"?); declare it in setup({ guards })',
  ],
  [
    'an unknown event',
    'push: {',
    'pushed: {',
    '34:9: unknown event \'pushed\' (did you mean "push"?); add it to the event type or correct it',
  ],
  [
    'a wildcard',
    'push: {',
    "'*': {",
    "34:9: wildcard '*' fills no cell: name every event, so that a new one cannot slip through",
  ],
  [
    'an initial state that is no child',
    "initial: 'LATCHED'",
    "initial: 'LATCHD'",
    '31:7: initial \'LATCHD\' is no child of state SHUT (did you mean "LATCHED"?); it has LATCHED, LOCKED',
  ],
  ['a missing initial state', "initial: 'LATCHED',", '', '30:5: state SHUT needs `initial`, one of LATCHED, LOCKED'],
  [
    'an initial state without states',
    'OPEN: {',
    "OPEN: { initial: 'X',",
    '52:13: state OPEN has no states to begin with; drop `initial`',
  ],
  [
    'an id with a dot',
    "id: 'door'",
    "id: 'front.door'",
    '23:3: a chart needs an `id`, at most 18 letters and digits in lower camel case: targets start with it',
    "41:73: target '#door.FAILED': this chart's id is 'front.door', write '#front.door.FAILED'",
    "47:84: target '#door.SHUT.LOCKED': this chart's id is 'front.door', write '#front.door.SHUT.LOCKED'",
  ],
  [
    'a mistyped key of a state',
    'exit:',
    'exitt:',
    '39:11: unknown key \'exitt\' in state SHUT.LATCHED (did you mean "exit"?)',
  ],
  [
    'a mistyped key of the machine',
    'description:',
    'descripton:',
    '24:3: unknown key \'descripton\' in the machine (did you mean "description"?)',
  ],
  [
    'a mistyped key of a transition',
    'reenter:',
    'renter:',
    '35:72: unknown key \'renter\' in a transition (did you mean "reenter"?)',
  ],
  ['a mistyped key of a transition’s meta', 'meta: { alert:', 'meta: { alarm:', "27:43: unknown key 'alarm' in meta"],
  [
    'a mistyped key of a state’s meta',
    "meta: { ref: 'House rules section 1' },\n      on",
    "meta: { rfc: 'House rules section 1' },\n      on",
    "32:15: unknown key 'rfc' in the meta of a state",
  ],
  [
    'a mistyped key of setup',
    'guards: {',
    'guard: {',
    '16:3: unknown key \'guard\' in setup() (did you mean "guards"?)',
    "41:32: unknown guard 'keyFits'; declare it in setup({ guards })",
    "47:40: unknown guard 'keyFits'; declare it in setup({ guards })",
    "54:32: unknown guard 'isHeavy'; declare it in setup({ guards })",
  ],
  [
    'an inline action',
    "exit: 'click'",
    'exit: () => {}',
    '39:17: inline functions cannot be compiled; declare a name in setup() and write { type: name } here',
  ],
  [
    'assign',
    "exit: 'click'",
    'exit: assign({})',
    '39:17: assign() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it',
  ],
  [
    'a combined guard',
    "guard: 'keyFits'",
    "guard: not('keyFits')",
    '41:32: not() cannot be compiled: a chart holds names only; declare a name in setup() and let the port do it',
  ],
  [
    'a reference to a constant',
    "exit: 'click'",
    'exit: click',
    "39:17: 'click': a chart is a literal; write the value itself here",
  ],
  [
    'a spread',
    'push: {',
    '...more, push: {',
    '34:9: ...more: a chart is a literal; write `key: value` with the value spelled out here',
  ],
  ['a computed key', 'push: {', '[key]: {', '34:9: [key]: computed keys cannot be read; write the name itself'],
  ['a key given twice', 'push: {', "push: 'OPEN', push: {", "34:23: 'push' is given twice; keep one"],
  [
    'an expression',
    "exit: 'click'",
    'exit: a + b',
    '39:17: a + b: a chart is a literal; only strings, numbers, booleans, arrays and objects can be read',
  ],
  [
    'params of an action',
    "{ type: 'click' }",
    "{ type: 'click', params: { x: 1 } }",
    "35:69: 'params' is not supported: what a name needs to know, the port knows",
  ],
  [
    'an action without a name',
    "{ type: 'click' }",
    "{ kind: 'click' }",
    "35:52: action is one name, { type: 'name' }",
    "35:54: unknown key 'kind' beside 'type'",
  ],
  ['a list of guards', "guard: 'keyFits'", "guard: ['keyFits']", "41:32: guard is one name, { type: 'name' }"],
  [
    'another type of state',
    'OPEN: {',
    "OPEN: { type: 'atomic',",
    "52:19: only `type: 'parallel'`, 'final' and 'history' are written out; atomic and compound follow from `states`",
  ],
  [
    'an invoked actor',
    'OPEN: {',
    "OPEN: { invoke: { src: 'x' },",
    "52:13: 'invoke' is not supported: charts talk to each other through their ports; let an action start the other machine and an event report its end",
  ],
  [
    'actors',
    'delays: {',
    'actors: {}, delays: {',
    "21:3: 'actors' is not supported: charts talk to each other through their ports",
  ],
  [
    'a final state with transitions',
    "FAILED: { type: 'final'",
    "FAILED: { type: 'final', on: { push: 'SHUT' }",
    '58:36: final state FAILED has no transitions; nothing happens after the end',
  ],
  [
    'a final state with states',
    "FAILED: { type: 'final'",
    "FAILED: { type: 'final', states: { A: {} }",
    '58:30: final state FAILED cannot hold states',
  ],
  [
    'a state name with a dot',
    'OPEN: {',
    "'O.PEN': {",
    "35:25: unknown target 'OPEN'; write a sibling, '.CHILD' or '#door.PATH'",
    "52:5: state name 'O.PEN' is not one word of letters, digits and underscores",
  ],
  [
    'a state with an endless name',
    'FAILED: {',
    `${'TOO_LONG_'.repeat(5)}: {}, FAILED: {`,
    `58:5: state ${'TOO_LONG_'.repeat(5)}: paths longer than 40 characters are hard to read; shorten it`,
  ],
  [
    'a state that is no object',
    "FAILED: { type: 'final' }",
    "FAILED: 'final'",
    "27:24: unknown target '.FAILED'; write a sibling, '.CHILD' or '#door.PATH'",
    "41:73: unknown target '#door.FAILED'; write a sibling, '.CHILD' or '#door.PATH'",
    '58:13: state FAILED takes an object, `FAILED: { ... }`',
  ],
  ['an empty list of candidates', "push: 'SHUT'", 'push: []', "56:19: 'push' has no candidate; write one or drop it"],
  [
    'a list in a list of candidates',
    "push: 'SHUT'",
    "push: [['SHUT']]",
    '56:20: a candidate is a target or an object, not an array',
  ],
  [
    'an empty `on`',
    "on: { push: 'SHUT', pull: { description: 'It is open.', meta: { ref: 'House rules section 1' } } }",
    'on: {}',
    '56:11: `on` takes an object with at least one entry',
  ],
  [
    'an empty description',
    "'It is open.'",
    "''",
    "56:27: 'pull' is ignored: say why in `description` and by which rule in meta.ref",
    '56:48: a description is a string with something in it',
  ],
  [
    'a meta that is no object',
    "meta: { ref: 'House rules section 1' } }",
    "meta: 'x' }",
    "34:9: 'push' is ignored: say why in `description` and by which rule in meta.ref",
    '34:63: `meta` takes an object, { alert, ref }',
  ],
  ['reenter set to false', 'reenter: true', 'reenter: false', '35:81: `reenter` is written as `true` or left out'],
  [
    'an ignored event without a reason',
    "description: 'It is open.', ",
    '',
    "56:27: 'pull' is ignored: say why in `description` and by which rule in meta.ref",
  ],
  [
    'an ignored event without a rule',
    ", meta: { ref: 'House rules section 1' } } }",
    ' } }',
    "56:27: 'pull' is ignored: say why in `description` and by which rule in meta.ref",
  ],
  [
    'a timer that does nothing',
    "fallShut: 'SHUT'",
    'fallShut: {}',
    '55:16: `after` without target and actions does nothing; give it one or drop it',
  ],
  [
    'a fatal edge that does not end',
    "target: '.FAILED'",
    "target: '.OPEN'",
    "27:5: alert 'access_denied' without the end: a fatal transition leads to FAILED",
  ],
  [
    'a fatal edge without a rule',
    ", ref: 'House rules section 2'",
    '',
    "27:5: fatal by 'access_denied', but which rule says so? give meta.ref, document and section",
  ],
  [
    'an action with a body',
    'click: () => {}',
    'click: () => { beep(); }',
    '13:12: an action in setup() is a stub, `() => {}`; what it does belongs into the port',
  ],
  [
    'a guard that computes',
    'isHeavy: () => false',
    'isHeavy: () => weight > 3',
    '19:14: a guard in setup() is a stub, `() => false`; what it asks belongs into the port',
  ],
  [
    'a delay that is computed',
    'fallShut: 3000',
    'fallShut: () => 3000',
    '21:23: a delay is a nominal number of milliseconds; the port knows the law',
  ],
  [
    'a name in capitals',
    'isHeavy: () => false',
    'IsHeavy: () => false',
    "19:5: guard name IsHeavy is not in lower camel case, at most 32 letters and digits, as in 'serverHello'",
    "54:32: unknown guard 'isHeavy'; declare it in setup({ guards })",
  ],
  ['a name declared twice', 'ring: stub', 'ring: stub, ring: stub', "14:17: action 'ring' is declared twice; keep one"],
  [
    'a dotted event name',
    "type: 'push'",
    "type: 'push.hard'",
    "3:26: event name 'push.hard' is not in lower camel case, at most 32 letters and digits, as in 'serverHello'",
    "34:9: unknown event 'push'; add it to the event type or correct it",
    "56:13: unknown event 'push'; add it to the event type or correct it",
  ],
  [
    'an event with data',
    "{ type: 'push' }",
    "{ type: 'push'; force: number }",
    "3:34: an event carries its 'type' alone; data travels through the port",
  ],
  [
    'an event without a type',
    "{ type: 'push' } | ",
    '{} | ',
    "3:18: an event needs a literal 'type'",
    "34:9: unknown event 'push'; add it to the event type or correct it",
    "56:13: unknown event 'push'; add it to the event type or correct it",
  ],
  [
    'an event type from elsewhere',
    "{ type: 'push' } | ",
    "Other | { type: 'push' } | ",
    "3:18: type 'Other' is not a union of events in this file; declare it here with `type`",
  ],
  [
    'an event type that is no literal',
    "{ type: 'push' } | ",
    "{ type: string } | { type: 'push' } | ",
    '3:26: the type of an event is a literal name, not string',
  ],
  [
    'an event that is no object',
    "{ type: 'push' } | ",
    "'push' | { type: 'push' } | ",
    "3:18: 'push' is not an event; write a union of `{ type: 'name' }`",
  ],
  [
    'a context',
    'types: {',
    'types: { context: {} as object, ',
    "9:12: unknown key 'context' in types: a chart has events and no data; data is the port's",
  ],
  [
    'events without a type',
    '{} as DoorEvent',
    '{}',
    '9:20: write the events as `{} as MyEvent`, a union of `{ type: name }`',
    "27:5: unknown event 'turnKey'; add it to the event type or correct it",
    "34:9: unknown event 'push'; add it to the event type or correct it",
    "35:9: unknown event 'pull'; add it to the event type or correct it",
    "41:13: unknown event 'turnKey'; add it to the event type or correct it",
    "46:13: unknown event 'pull'; add it to the event type or correct it",
    "47:13: unknown event 'turnKey'; add it to the event type or correct it",
    "56:13: unknown event 'push'; add it to the event type or correct it",
    "56:27: unknown event 'pull'; add it to the event type or correct it",
  ],
  [
    'a shorthand in setup',
    'ring: stub',
    'ring',
    '14:5: ring: write `name: stub` in actions',
    "46:38: unknown action 'ring'; declare it in setup({ actions })",
  ],
  [
    'a list in setup',
    '{ fallShut: 3000 }',
    '[3000]',
    '21:11: delays takes an object literal',
    "55:16: unknown delay 'fallShut'; XState would fire it at once; declare it in setup({ delays })",
  ],
  [
    'a chart without states',
    'states: {\n    SHUT',
    'stat: {\n    SHUT',
    '22:18: a chart needs `states`',
    "29:3: unknown key 'stat' in the machine",
  ],
  ['a syntax error', "initial: 'SHUT',", "initial: 'SHUT' on", "25:19: ',' expected.", "26:3: ',' expected."],
  [
    'no chart at all',
    'export const door',
    'const door',
    '1:1: no chart here; write `export const name = setup({ ... }).createMachine({ ... })`',
  ],
];

for (const [title, from, to, ...complaints] of faults) {
  test(`${title} is refused with its place`, (t) => {
    t.true(text.includes(from), 'the fault fits the fixture');
    t.deepEqual(
      complaintsAbout(path, text.replace(from, to)).map((message) => message.replace(`${path}:`, '')),
      complaints,
    );
  });
}

test('a second chart in one file is refused', (t) => {
  const second = `${text}\nexport const gate = setup({}).createMachine({ id: 'gate' });\n`;
  t.deepEqual(complaintsAbout(path, second), [
    `${path}:62:1: a second chart in one file; move it into a file of its own`,
  ]);
});

test('a machine that is not built by setup is no chart', (t) => {
  const [complaint] = complaintsAbout(path, 'export const x = createMachine({});\nexport const y = 5;\n');
  t.regex(complaint ?? '', /:1:1: no chart here/);
});

test('events may be declared by several types, and with several names at once', (t) => {
  const split = text.replace(
    "type DoorEvent = { type: 'push' } |",
    "type Hands = ({ type: 'push' });\ntype DoorEvent = Hands |",
  );
  t.deepEqual(chartOf(path, split).events, ['push', 'pull', 'turnKey']);
  const merged = text.replace("{ type: 'push' } | { type: 'pull' }", "{ type: 'push' | 'pull' }");
  t.deepEqual(chartOf(path, merged).events, ['push', 'pull', 'turnKey']);
});

test('an event type that contains itself is refused, not followed for ever', (t) => {
  const circle = text.replace("type DoorEvent = { type: 'push' }", "type DoorEvent = DoorEvent | { type: 'push' }");
  t.deepEqual(complaintsAbout(path, circle), [
    `${path}:3:18: type 'DoorEvent' is not a union of events in this file; declare it here with \`type\``,
  ]);
});

test('wrapped literals mean the literal', (t) => {
  const wrapped = text.replace("exit: 'click'", "exit: ('click' as const)").replace("'It is open.'", '`It is open.`');
  t.is(JSON.stringify(chartOf(path, wrapped).config), JSON.stringify(door.config));
});
