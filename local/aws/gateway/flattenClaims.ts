/** How an HTTP API hands a token's claims on: as strings, whatever they were. */

/**
 * A list becomes `[a b]`, which is no JSON; numbers and booleans their text; an object its JSON; null is left out.
 * Measured on the real gateway (see the sources in `docs/`).
 */
export function flattenClaims(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(claims)) {
    if (value !== null && value !== undefined) flat[name] = flatten(value);
  }
  return flat;
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(" ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
