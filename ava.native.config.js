// `npm run test:native`: the tests over the native sockets and the native provider.
//
// The host of the run is what `connect()` and `listen()` use by default, the provider that the tests of the core name, and
// `--native` for the commands `server` and `client`. What reaches none of these would run the same code a second time: the
// generator, codecs, charts, the simulated hardware, certificates, the inspector, documents and packages. `tests/crypto` and
// `tests/native` have the addon as their subject and test it in every run, and so does `tests/bench`, which names its hosts.
import config from './ava.config.js';

export default {
  ...config,
  files: [
    'dist/tests/{chaos,dtls13,interop,net,testing}/**/*.test.js',
    // Captures and vectors only.
    '!dist/tests/interop/decode.test.js',
    'dist/tests/cli/{client-authentication,resumption,revocation,talk,timeouts}.test.js',
  ],
  environmentVariables: { WIRECHART_TEST_HOST: 'native' },
};
