/** The schema of a local provider: which types and functions there are. Types of properties are the SDK's business. */
import type { LocalProvider } from "../provider";

export function schemaOf({ name, version, tokens }: LocalProvider): string {
  return JSON.stringify({
    name,
    version,
    resources: Object.fromEntries(tokens.resources.map((token) => [token, {}])),
    functions: Object.fromEntries(tokens.functions.map((token) => [token, { inputs: {}, outputs: {} }])),
    types: {},
    provider: { description: `The local ${name} provider.` },
  });
}
