import { readFileSync } from 'node:fs';
import test from 'ava';
import { Diagnostics } from '../../../generator/lint/diagnostics.ts';
import { checkedHardware } from '../../../generator/lint/hardware.ts';
import type { Hardware } from '../../../generator/model/hardware.ts';

const PATH = 'spec/dtls13/hardware/stack.yaml';
const SHIPPED = readFileSync(PATH, 'utf8');

/** Reads and lints one file. */
function check(text: string): { readonly hardware: Hardware | undefined; readonly complaints: readonly string[] } {
  const diagnostics = new Diagnostics();
  const [hardware] = checkedHardware({ name: 'dtls13', files: [{ path: PATH, text }] }, diagnostics);
  return { hardware, complaints: diagnostics.errors.map(({ message }) => message.replace(`${PATH}:`, '')) };
}

/** A whole little file: a producer and an engine on one bus. */
const SMALL = `meta:
  id: small
  title: Small
items:
  job:
    doc: Something to do.
    fields:
      number: { type: integer, doc: "Which one." }
modules:
  producer:
    doc: Asks.
    sockets:
      bus: { role: initiator, busWidthBits: 32, doc: "To the engine." }
    ports:
      jobs: { direction: in, item: job, doc: "From outside." }
    processes:
      run: { doc: "Asks and asks." }
  engine:
    doc: Answers.
    sockets:
      bus: { role: target, busWidthBits: 32, doc: "From the producer." }
    operations:
      work: { address: 0x4, doc: "Size of the work." }
    times:
      restPs: { doc: "Pause afterwards." }
platforms:
  pair:
    doc: Both.
    instances:
      one: { of: producer }
      two: { of: engine }
    bindings:
      - { initiator: one.bus, target: two.bus }
    exports:
      jobs: { port: one.jobs, doc: "From outside." }
profiles:
  quick:
    doc: Fast.
    engine:
      work: { blockBytes: 4, setupPs: 1, perBlockPs: 2, ref: "guess" }
      restPs: { value: 5, ref: "guess" }
`;

test('the shipped hardware description is read without complaints', (t) => {
  const { hardware, complaints } = check(SHIPPED);
  t.deepEqual(complaints, []);
  t.is(hardware?.id, 'stack');
  t.deepEqual(
    hardware?.modules.map(({ id }) => id),
    ['record_layer', 'handshake_engine', 'crypto_engine', 'link'],
  );
  t.deepEqual(
    hardware?.profiles.map(({ id }) => id),
    ['ip-default', 'x86-node'],
  );
  const crypto = hardware?.modules.find(({ id }) => id === 'crypto_engine');
  t.is(crypto?.sockets[0]?.initiators, 2);
  t.deepEqual(crypto?.operations.at(-1)?.address, { value: 0xc0, text: '0xc0' });
});

test('every number of every shipped profile has a source', (t) => {
  const laws = check(SHIPPED).hardware?.profiles.flatMap(({ modules }) =>
    modules.flatMap((module) => [...module.laws, ...module.times, ...module.ratios]),
  );
  t.is(laws?.length, 40);
  t.true(laws?.every(({ ref }) => ref.length > 3));
});

test('the little file of these tests is sound, so that each of them shows one mistake', (t) => {
  t.deepEqual(check(SMALL).complaints, []);
});

/** What is changed, and the complaint that must come of it, with its place. */
const mistakes: readonly [title: string, from: string, to: string, complaints: readonly string[]][] = [
  [
    'is no YAML',
    'meta:\n',
    'meta: [\n',
    [
      '2:7: not valid YAML: Implicit keys need to be on a single line',
      '2:7: not valid YAML: Block collections are not allowed within flow collections',
      '4:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ],
  [
    'has an unknown key',
    '    doc: Asks.',
    '    dox: Asks.',
    [
      '10:3: "producer" has no doc; say in a sentence what it is for',
      '11:5: module "producer" has no key "dox" here (did you mean "doc"?)',
    ],
  ],
  ['leaves a doc out', '    doc: Answers.\n', '', ['18:3: "engine" has no doc; say in a sentence what it is for']],
  ['names something not in snake case', '  job:\n', '  Job:\n', ['5:3: "Job" is not in snake_case']],
  ['has no title', '  title: Small\n', '', ['2:3: "meta.title" is missing']],
  [
    'has no meta',
    'meta:\n  id: small\n  title: Small\n',
    '',
    ['1:1: "meta" is missing; begin with the id and the title of the hardware'],
  ],
  [
    'gives a field an unknown type',
    'type: integer',
    'type: float',
    ['8:23: "type" is "float"; it must be integer or bytes'],
  ],
  [
    'gives an item no fields',
    '    fields:\n      number: { type: integer, doc: "Which one." }\n',
    '',
    ['5:3: item "job" has no fields; list at least one'],
  ],
  [
    'writes a width that is no number',
    'role: initiator, busWidthBits: 32',
    'role: initiator, busWidthBits: wide',
    ['13:45: "busWidthBits" is "wide"; it must be a whole number from 1 to 4096'],
  ],
  [
    'gives an initiator several initiators',
    'role: initiator, ',
    'role: initiator, initiators: 2, ',
    ['13:31: an initiator binds to one target; only a target has "initiators"'],
  ],
  [
    'binds different widths',
    'role: target, busWidthBits: 32',
    'role: target, busWidthBits: 16',
    ['33:22: one.bus is 32 bits wide, two.bus 16; a binding joins equal widths'],
  ],
  [
    'carries what is no item',
    'item: job',
    'item: jab',
    ['15:36: port "jobs" carries "jab", which is no item (did you mean "job"?)'],
  ],
  [
    'has a module that can never act',
    '    processes:\n      run: { doc: "Asks and asks." }\n',
    '',
    ['10:3: "producer" can never act: give it a process or a target socket'],
  ],
  [
    'uses a name twice in a module',
    '      jobs: { direction',
    '      bus: { direction',
    [
      '15:7: "bus" is already a name in "producer"; choose another',
      '35:21: "one" has nothing called "jobs" to connect',
    ],
  ],
  [
    'uses a name the class needs',
    '      run: { doc',
    '      kernel: { doc',
    ['17:7: "kernel" is already a name in "producer"; choose another'],
  ],
  [
    'uses a class name twice',
    '  pair:\n',
    '  engine:\n',
    [
      '27:3: "engine" becomes Engine, which "engine" of spec/dtls13/hardware/stack.yaml already uses; choose another name',
    ],
  ],
  [
    'uses a class name of the library',
    '  pair:\n',
    '  kernel:\n',
    ['27:3: "kernel" becomes Kernel, which the model library already uses; choose another name'],
  ],
  [
    'forgets an address',
    'address: 0x4, ',
    '',
    ['23:7: "work" needs an address: "engine" is asked for it over a target socket'],
  ],
  [
    'has a crooked address',
    'address: 0x4',
    'address: 0x6',
    ['23:7: address 0x6 is not a multiple of 4, the bytes of the bus'],
  ],
  [
    'uses an address twice',
    '    times:\n',
    '      more: { address: 4, doc: "x" }\n    times:\n',
    [
      '24:7: "more" and "work" share the address 4',
      '40:5: profile "quick", module "engine": the numbers of operation "more" are missing',
    ],
  ],
  [
    'names a time without its unit',
    '      restPs: { doc',
    '      rest: { doc',
    ['25:7: time "rest" must be in camel case and end in its unit: "latencyPs"'],
  ],
  [
    'has a profile without a number',
    '      restPs: { value: 5, ref: "guess" }\n',
    '',
    ['39:5: profile "quick", module "engine": the numbers of time "restPs" are missing'],
  ],
  ['has a profile without a source', 'perBlockPs: 2, ref: "guess"', 'perBlockPs: 2', ['40:13: "ref" is missing']],
  [
    'has a profile with an empty source',
    'perBlockPs: 2, ref: "guess"',
    'perBlockPs: 2, ref: ""',
    ['40:57: "ref" is empty'],
  ],
  [
    'has a profile with a negative time',
    'setupPs: 1',
    'setupPs: -1',
    ['40:39: "setupPs" is -1; it must be a whole number from 0'],
  ],
  [
    'has a profile with a fraction of a picosecond',
    'perBlockPs: 2',
    'perBlockPs: 2.5',
    ['40:54: "perBlockPs" is 2.5; it must be a whole number from 0'],
  ],
  [
    'has a profile with empty blocks',
    'blockBytes: 4',
    'blockBytes: 0',
    ['40:27: "blockBytes" is 0; it must be a whole number from 1 to 16777216'],
  ],
  [
    'has a profile for a module there is not',
    '    engine:\n      work: {',
    '    engin:\n      work: {',
    [
      '37:3: profile "quick" says nothing of "engine"; add its numbers',
      '39:5: "engin" is no module that costs time (did you mean "engine"?)',
    ],
  ],
  ['has a profile in snake case', '  quick:', '  quick_one:', ['37:3: profile "quick_one" is not in kebab-case']],
  [
    'has costs and no profile',
    SMALL.slice(SMALL.indexOf('profiles:')),
    '',
    ['18:3: "engine" costs time, but there is no profile that says how much; add one'],
  ],
  [
    'instantiates what there is not',
    'of: engine',
    'of: engines',
    ['31:18: "engines" is neither a module nor a platform declared above (did you mean "engine"?)'],
  ],
  [
    'instantiates a platform in itself',
    'of: engine',
    'of: pair',
    ['31:18: "pair" is neither a module nor a platform declared above'],
  ],
  [
    'leaves a socket unbound',
    '    bindings:\n      - { initiator: one.bus, target: two.bus }\n',
    '',
    [
      '30:7: one.bus is connected to nothing; bind or export it',
      '31:7: two.bus is connected to nothing; bind or export it',
    ],
  ],
  [
    'binds backwards',
    '{ initiator: one.bus, target: two.bus }',
    '{ initiator: two.bus, target: one.bus }',
    [
      '30:7: one.bus is connected to nothing; bind or export it',
      '31:7: two.bus is connected to nothing; bind or export it',
      '33:22: two.bus is not a socket with the role initiator',
      '33:39: one.bus is not a socket with the role target',
    ],
  ],
  [
    'binds twice',
    '    exports:\n',
    '      - { initiator: one.bus, target: two.bus }\n    exports:\n',
    ['34:22: one.bus is connected 2 times; it can be once', '34:39: two.bus is connected 2 times; it can be once'],
  ],
  [
    'binds an instance there is not',
    'target: two.bus',
    'target: too.bus',
    [
      '31:7: two.bus is connected to nothing; bind or export it',
      '33:39: there is no instance "too" (did you mean "two"?)',
    ],
  ],
  [
    'binds a socket there is not',
    'target: two.bus',
    'target: two.buzz',
    ['31:7: two.bus is connected to nothing; bind or export it', '33:39: "two" has nothing called "buzz" to connect'],
  ],
  [
    'binds without saying what of the instance',
    'target: two.bus',
    'target: two',
    ['33:39: "target" must name an instance and what of it: "record.crypto"'],
  ],
  [
    'lays a fifo the wrong way',
    '    exports:\n      jobs: { port: one.jobs, doc: "From outside." }\n',
    '    fifos:\n      queue: { item: job, depth: 2, from: one.jobs, to: two.bus }\n',
    [
      '30:7: one.jobs is connected to nothing; bind or export it',
      '35:43: "from" must be a port with direction out; one.jobs is not',
      '35:57: "to" must be a port with direction in; two.bus is not',
    ],
  ],
  [
    'lays a fifo without depth',
    '    exports:\n      jobs: { port: one.jobs, doc: "From outside." }\n',
    '    fifos:\n      queue: { item: job, depth: 0, from: one.jobs, to: one.jobs }\n',
    ['35:34: "depth" is 0; it must be a whole number from 1 to 65536'],
  ],
  [
    'has a name that is too long',
    '  pair:\n',
    '  a_pair_of_modules_that_know_each_other:\n',
    ['27:3: "a_pair_of_modules_that_know_each_other" has 38 characters; a name may have 32'],
  ],
  [
    'lays a fifo of no item',
    '    exports:\n',
    '    fifos:\n      queue: { item: jog, depth: 1, from: one.jobs, to: one.jobs }\n    exports:\n',
    [
      '35:22: "jog" is no item (did you mean "job"?)',
      '35:43: "from" must be a port with direction out; one.jobs is not',
      '35:57: one.jobs carries "job", this fifo "jog"',
      '37:21: one.jobs is connected 2 times; it can be once',
    ],
  ],
  [
    'uses a name twice in a platform',
    '      jobs: { port',
    '      one: { port',
    ['35:7: "one" is already a name in "pair"; choose another'],
  ],
  [
    'has a platform of nothing',
    '      one: { of: producer }\n      two: { of: engine }\n',
    '',
    ['29:15: instances must be a map'],
  ],
  [
    'has an address without a target',
    '      bus: { role: target, busWidthBits: 32, doc: "From the producer." }\n',
    '      bus: { role: initiator, busWidthBits: 32, doc: "x" }\n    processes:\n      run: { doc: "x" }\n',
    [
      '25:7: "work" has an address, but "engine" has no target socket',
      '33:7: two.bus is connected to nothing; bind or export it',
      '35:39: two.bus is not a socket with the role target',
    ],
  ],
];

for (const [title, from, to, complaints] of mistakes) {
  test(`a file that ${title} is refused at the place of the mistake`, (t) => {
    t.true(SMALL.includes(from), 'the mistake finds its place');
    const checked = check(SMALL.replace(from, to));
    t.is(checked.hardware, undefined);
    t.deepEqual(checked.complaints, complaints);
  });
}

test('two files may not use one class name', (t) => {
  const diagnostics = new Diagnostics();
  const files = [
    { path: 'spec/dtls13/hardware/a.yaml', text: SMALL },
    { path: 'spec/dtls13/hardware/b.yaml', text: SMALL },
  ];
  t.is(checkedHardware({ name: 'dtls13', files }, diagnostics).length, 1);
  t.true(diagnostics.errors.every(({ file }) => file === 'spec/dtls13/hardware/b.yaml'));
  const complaints = diagnostics.errors.map(({ message }) => message).join('\n');
  t.regex(complaints, /"job" becomes Job, which "job" of spec\/dtls13\/hardware\/a\.yaml already uses/);
  t.regex(complaints, /"small" becomes SmallProfiles, which "small" of spec\/dtls13\/hardware\/a\.yaml already uses/);
});
