export { opensslProvider } from './provider.ts';
