/** Okta's authentication context class references, which of them satisfy which, and the ways to prove who one is. */

/**
 * The fixed list of `acr_values` of Okta, weakest first. Okta ignores any other value without a word.
 * Source: Okta's step-up authentication guide. The order is our reading of it: a stronger level satisfies a weaker one.
 */
export const ACR_VALUES = [
  "urn:okta:loa:1fa:pwd",
  "urn:okta:loa:1fa:any",
  "urn:okta:loa:2fa:any:ifpossible",
  "urn:okta:loa:2fa:any",
  "phr",
  "phrh",
] as const;

/** One of Okta's levels of authentication. */
export type Acr = (typeof ACR_VALUES)[number];

/**
 * The levels that a step-up may demand: `:ifpossible` is no proof of a second factor, so it is not among them.
 */
export const STEP_UP_ACR_VALUES = [
  "urn:okta:loa:1fa:pwd",
  "urn:okta:loa:1fa:any",
  "urn:okta:loa:2fa:any",
  "phr",
  "phrh",
] as const satisfies readonly Acr[];

/**
 * The least seconds that a step-up may ask for: with fewer, the proof is too old before the answer of the sign-in has gone
 * through a redirect, the exchange of the code and the call, and the guard would ask again for ever.
 */
export const STEP_UP_MAX_AGE_MIN = 30;

/** A level that a step-up may demand. */
export type StepUpAcr = (typeof STEP_UP_ACR_VALUES)[number];

/** What a rule of an app sign-on policy has to ask for, so that whoever has passed it can reach a level. */
export interface Assurance {
  readonly factors: 1 | 2;
  readonly phishingResistant: boolean;
  readonly hardwareProtected: boolean;
}

/** By level. Source: the levels' definitions in Okta's step-up authentication guide. */
export const ASSURANCES: Readonly<Record<StepUpAcr, Assurance>> = {
  "urn:okta:loa:1fa:pwd": { factors: 1, phishingResistant: false, hardwareProtected: false },
  "urn:okta:loa:1fa:any": { factors: 1, phishingResistant: false, hardwareProtected: false },
  "urn:okta:loa:2fa:any": { factors: 2, phishingResistant: false, hardwareProtected: false },
  phr: { factors: 2, phishingResistant: true, hardwareProtected: false },
  phrh: { factors: 2, phishingResistant: true, hardwareProtected: true },
};

/**
 * INVARIANT: an explicit table, never a comparison of strings. A level that Okta granted as `:ifpossible` may have been
 * reached with one factor, so it counts as one.
 */
const strength: ReadonlyMap<string, number> = new Map<Acr, number>([
  ["urn:okta:loa:1fa:pwd", 1],
  ["urn:okta:loa:1fa:any", 1],
  ["urn:okta:loa:2fa:any:ifpossible", 1],
  ["urn:okta:loa:2fa:any", 2],
  ["phr", 3],
  ["phrh", 4],
]);

/** Whether a token of level `held` may be used where `required` is demanded. An unknown level on either side means no. */
export function acrSatisfies(held: string | undefined, required: string): boolean {
  const have = held === undefined ? undefined : strength.get(held);
  const need = strength.get(required);
  return have !== undefined && need !== undefined && have >= need;
}

/** The ways in which a person of the local org can prove who they are, weakest first. */
export const FACTOR_KEYS = [
  "password",
  "email",
  "sms",
  "question",
  "totp",
  "push",
  "fastpass",
  "passkey",
  "security-key",
] as const;
export type FactorKey = (typeof FACTOR_KEYS)[number];
