export default {
  // Tests run on the built JavaScript: under a TypeScript loader AVA is twice as slow.
  files: ['dist/tests/**/*.test.js'],
  concurrency: 2,
  timeout: '120s',
  nodeArguments: ['--enable-source-maps'],
};
