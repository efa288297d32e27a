import test from 'ava';
import { ConfigError, type OptionNames, refuseUnknownOptions } from '../../runtime/index.ts';

interface Options {
  readonly maxSize?: number;
  readonly keylog?: string | undefined;
}

const names: OptionNames<Options> = { maxSize: true, keylog: true };
const check = (options: object): void => refuseUnknownOptions(options as Options, names, 'open()');

test('an option that is not known is refused by name, with the one that was meant', (t) => {
  t.notThrows(() => check({ maxSize: 1, keylog: undefined }));
  t.throws(() => check({ maxsize: 1 }), { instanceOf: ConfigError, message: /^maxsize: .*did you mean maxSize\?$/ });
  t.throws(() => check({ other: 1 }), { instanceOf: ConfigError, message: /^other: [^?]*$/ });
  t.throws(() => check({ keylog: null }), { instanceOf: ConfigError, message: /^keylog: / });
});
