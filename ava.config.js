export default {
  // Tests run on the built JavaScript: under a TypeScript loader AVA is twice as slow.
  files: ['dist/tests/**/*.test.js'],
  timeout: '120s',
  nodeArguments: ['--enable-source-maps'],
};
