// AVA's TAP reporter reads this property of every error. Its own error, for tests that time out, lacks it: the reporter
// throws, and the run ends without their names (avajs/ava#3461).
Object.defineProperty(Error.prototype, 'originalError', {
  get() {
    return this;
  },
});

export default {
  // Tests run on the built JavaScript: under a TypeScript loader AVA is twice as slow.
  files: ['dist/tests/**/*.test.js'],
  concurrency: 2,
  // Processes: where a test of another thread starts a program, the child holds the sockets of all threads until its `exec`,
  // and a port that a test has closed and opens again is in use (EADDRINUSE).
  workerThreads: false,
  timeout: '120s',
  // Properties draw from one seed, which a failure prints.
  require: ['./dist/tests/property-seed.js', './dist/tests/net/host-under-test.js'],
  nodeArguments: ['--enable-source-maps'],
};
