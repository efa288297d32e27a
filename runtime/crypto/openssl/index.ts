export { createOpensslProvider, type OpensslProviderOptions, opensslProvider } from './provider.ts';
