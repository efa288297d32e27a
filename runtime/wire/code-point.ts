/** The registered name of a code point, or `unknown (0x..)`. For logs and messages: it searches the registry. */
export function nameOf(registry: Readonly<Record<string, number>>, value: number): string {
  for (const name in registry) if (registry[name] === value) return name;
  return `unknown (0x${value.toString(16).padStart(2, '0')})`;
}
