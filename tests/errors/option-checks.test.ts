import test from 'ava';
import { ConfigError } from '../../runtime/errors/config-error.ts';
import {
  checkBoolean,
  checkChoice,
  checkDistinct,
  checkFunction,
  checkGiven,
  checkInteger,
  checkNumber,
  checkProvider,
  checkString,
  checkStringArray,
  integerOption,
  numberOption,
} from '../../runtime/errors/option-checks.ts';

const port = { min: 1, max: 65_535 };
const factor = { min: 1, max: 10, default: 2 };

const refused: readonly [reason: string, check: () => void][] = [
  ['is missing', () => checkGiven('o', undefined)],
  ['must be an integer from 1 to 65535, not 70000', () => checkInteger('o', 70_000, port)],
  ['must be an integer from 1 to 65535, not 0', () => checkInteger('o', 0, port)],
  ['must be an integer from 1 to 65535, not 1.5', () => checkInteger('o', 1.5, port)],
  ['must be an integer from 1 to 65535, not NaN', () => checkInteger('o', Number.NaN, port)],
  ['must be an integer from 1 to 65535, not the string "80"', () => checkInteger('o', '80', port)],
  ['must be an integer from 1 to 65535, not Symbol(80)', () => checkInteger('o', Symbol('80'), port)],
  ['must be a number from 1 to 10, not 0.5', () => checkNumber('o', 0.5, factor)],
  ['must be a number from 1 to 10, not NaN', () => numberOption('o', Number.NaN, factor)],
  ['must be true or false, not 0', () => checkBoolean('o', 0)],
  ['must be true or false, not the string ""', () => checkBoolean('o', '')],
  ['must be a function', () => checkFunction('o', {})],
  ['must be a string', () => checkString('o', 7)],
  ['must be an array of strings', () => checkStringArray('o', 'a')],
  ['must be an array of strings', () => checkStringArray('o', ['a', 7])],
  ['duplicate name "a"', () => checkDistinct('o', ['a', 'b', 'a'])],
  ['must be "a", "b" or true, not the string "c"', () => checkChoice('o', 'c', ['a', 'b', true])],
  ['must be a CryptoProvider', () => checkProvider('o', {})],
  ['must be a CryptoProvider', () => checkProvider('o', { capabilities: null })],
];

for (const [reason, check] of refused) {
  test(`a check refuses a value: ${reason} in ${String(check).slice(6)}`, (t) => {
    const error = t.throws(check, { instanceOf: ConfigError });
    t.like(error, { option: 'o', reason, message: `o: ${reason}` });
  });
}

test('checks accept valid values, range limits included', (t) => {
  t.notThrows(() => {
    checkGiven('o', null);
    checkInteger('o', 1, port);
    checkInteger('o', 65_535, port);
    checkNumber('o', 1.5, factor);
    checkBoolean('o', false);
    checkFunction('o', () => {});
    checkString('o', '');
    checkStringArray('o', []);
    checkDistinct('o', ['a', 'b']);
    checkChoice('o', 'b', ['a', 'b']);
    checkProvider('o', { capabilities: {} });
  });
});

test('undefined passes the checks of optional values, and numbers get their default', (t) => {
  t.notThrows(() => {
    checkInteger('o', undefined, port);
    checkNumber('o', undefined, factor);
    checkBoolean('o', undefined);
    checkFunction('o', undefined);
    checkString('o', undefined);
    checkStringArray('o', undefined);
    checkChoice('o', undefined, ['a']);
    checkProvider('o', undefined);
  });
  t.is(integerOption('o', undefined, factor), 2);
  t.is(numberOption('o', undefined, factor), 2);
  t.is(numberOption('o', 2.5, factor), 2.5);
});
