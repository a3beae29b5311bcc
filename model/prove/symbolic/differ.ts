/** Compares two lists that have no order of their own. */

/** The first difference, in words; undefined where both name the same, each once. */
export function differ(what: string, intended: readonly string[], planned: readonly string[]): string | undefined {
  const missing = intended.find((item) => !planned.includes(item));
  if (missing !== undefined) return `${what}: the plan lacks \`${missing}\``;
  const added = planned.find((item) => !intended.includes(item));
  if (added !== undefined) return `${what}: the plan adds \`${added}\``;
  return intended.length === planned.length ? undefined : `${what}: the plan names one twice`;
}
