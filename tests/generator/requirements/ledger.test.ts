import test from 'ava';
import {
  type Count,
  type Coverage,
  coverageOf,
  protocolsWithRequirements,
  type Requirement,
  type RequirementLevel,
  type RequirementStatus,
  readLedger,
} from 'wirechart/requirements';

function requirement(level: RequirementLevel, status: RequirementStatus): Requirement {
  return { id: '1-1-1', document: 'RFC 1', section: '1', level, keyword: 'MUST', who: 'both', text: 'Sow', status };
}

const none: Count = { total: 0, done: 0, leftOut: 0, notApplicable: 0 };

test('coverage counts each level, and the total without what is not applicable', (t) => {
  const expected: Coverage = {
    must: { total: 3, done: 1, leftOut: 2, notApplicable: 1 },
    should: { ...none, total: 1, done: 1 },
    may: none,
  };
  const leftOut = { kind: 'leftOut', reason: 'later' } as const;
  t.deepEqual(
    coverageOf([
      requirement('must', { kind: 'done', tests: ['beans grow'] }),
      requirement('must', leftOut),
      requirement('must', leftOut),
      requirement('must', { kind: 'notApplicable', reason: 'in winter' }),
      requirement('should', { kind: 'done', tests: ['beans grow'] }),
    ]),
    expected,
  );
});

test('a ledger has the requirements of all files of its protocol, and of no other', (t) => {
  const file = (path: string, id: string) => ({
    path,
    text: `document: RFC 1
requirements:
  - id: ${id}
    section: 1.10
    level: must
    keyword: MUST NOT
    who: sender
    text: Sow
      nothing
    done:
      - 'beans: none'
`,
  });
  const sources = [
    file('spec/a/requirements/b.yaml', '1-1.10-1'),
    file('spec/a/requirements/c/d.yaml', '1-1.10-2'),
    file('spec/e/requirements/b.yaml', '1-1.10-1'),
    { path: 'spec/f/hardware/b.yaml', text: '' },
  ];
  t.deepEqual(protocolsWithRequirements(sources), ['a', 'e']);
  const ledger = readLedger(sources, 'a');
  t.deepEqual(
    ledger.map(({ id }) => id),
    ['1-1.10-1', '1-1.10-2'],
  );
  t.deepEqual(ledger[0], {
    id: '1-1.10-1',
    document: 'RFC 1',
    section: '1.10',
    level: 'must',
    keyword: 'MUST NOT',
    who: 'sender',
    text: 'Sow nothing',
    status: { kind: 'done', tests: ['beans: none'] },
  });
  t.throws(() => readLedger(sources, 'f'), { code: 'ERR_WIRECHART_CONFIG', message: /no \.yaml below spec\/f/ });
});

test('the first mistake of a ledger is thrown with its place', (t) => {
  const sources = [{ path: 'spec/a/requirements/b.yaml', text: 'document: RFC 1\nrequirements: many\n' }];
  t.throws(() => readLedger(sources, 'a'), {
    code: 'ERR_WIRECHART_SPEC',
    message: 'spec/a/requirements/b.yaml:2:15: requirements must be a list',
  });
});
