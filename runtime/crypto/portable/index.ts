export { createPortableProvider, type PortableProviderOptions } from './provider.ts';
