export { mlKem } from './ml-kem.ts';
