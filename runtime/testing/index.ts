export { type CryptoCall, type CryptoOperation, type Failure, FaultyProvider } from './faulty-provider.ts';
export { SeededRandom } from './seeded-random.ts';
export { type ApplicationRequestHandler, type RecordedEvent, SimulatedHost, type Wire } from './simulated-host.ts';
export { type NetworkConditions, type SentDatagram, SimulatedNetwork } from './simulated-network.ts';
export { type PairOptions, type SimulatedPair, simulatePair, trustTestCertificate } from './simulated-pair.ts';
export { type TestCertificate, testCertificate, testRsaCertificate } from './test-certificate.ts';
export { VirtualClock } from './virtual-clock.ts';
