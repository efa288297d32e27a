export { type CostLaw, checkCostLaw, checkPs, costPs } from './cost-law.ts';
export { SerialResource } from './resource.ts';
