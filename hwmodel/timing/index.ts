export { type CostLaw, checkCostLaw, checkPpm, checkPs, costPs } from './cost-law.ts';
export { SerialResource } from './resource.ts';
