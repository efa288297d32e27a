/** Whether an event descriptor matches an event: its name, `name.*` for it and what begins with `name.`, or `*`. */
export function matchesEvent(descriptor: string, event: string): boolean {
  if (descriptor === event || descriptor === '*') return true;
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return event === prefix || event.startsWith(`${prefix}.`);
}
