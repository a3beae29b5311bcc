/** The ways in which a person can prove who they are, and which level of assurance each set of them reaches. */
import { type Acr, acrSatisfies, FACTOR_KEYS, type FactorKey } from "../../../../model/okta";
import type { User } from "../../org/entities";

export { FACTOR_KEYS, type FactorKey };

export interface FactorKind {
  readonly key: FactorKey;
  /** For the sign-in page. */
  readonly title: string;
  /** Okta's factor type and provider; a password is no factor in Okta's Factors API. */
  readonly okta: { readonly type: string; readonly provider: string } | null;
  /** The values that stand in the `amr` claim. */
  readonly amr: readonly string[];
  readonly phishingResistant: boolean;
  readonly hardwareProtected: boolean;
}

function factor(
  key: FactorKey,
  title: string,
  okta: FactorKind["okta"],
  amr: readonly string[],
  phishingResistant = false,
  hardwareProtected = false,
): FactorKind {
  return { key, title, okta, amr, phishingResistant, hardwareProtected };
}

/** Weakest first. Source of types and providers: Okta's Factors API; of `amr`: RFC 8176 and Okta's reference. */
export const FACTORS: Readonly<Record<FactorKey, FactorKind>> = {
  password: factor("password", "Password", null, ["pwd"]),
  question: factor("question", "Security question", { type: "question", provider: "OKTA" }, ["kba"]),
  email: factor("email", "Email", { type: "email", provider: "OKTA" }, ["email"]),
  sms: factor("sms", "Text message", { type: "sms", provider: "OKTA" }, ["sms"]),
  totp: factor("totp", "One-time password", { type: "token:software:totp", provider: "GOOGLE" }, ["otp"]),
  push: factor("push", "Okta Verify push", { type: "push", provider: "OKTA" }, ["swk"]),
  fastpass: factor("fastpass", "Okta FastPass", { type: "signed_nonce", provider: "OKTA" }, ["swk", "phr"], true),
  passkey: factor("passkey", "Passkey", { type: "webauthn", provider: "FIDO" }, ["swk", "phr"], true),
  "security-key": factor(
    "security-key",
    "Security key",
    { type: "u2f", provider: "FIDO" },
    ["hwk", "phrh"],
    true,
    true,
  ),
};

/** The active factors of a user, weakest first. */
export function factorsOf(user: User): FactorKey[] {
  const active = [...user.factors.values()]
    .filter(({ status }) => status === "ACTIVE")
    .map(({ factorType }) => factorType);
  return FACTOR_KEYS.filter((key) => {
    const { okta } = FACTORS[key];
    return okta === null ? user.hasPassword : active.includes(okta.type);
  }).sort((a, b) => order(a) - order(b));
}

const ORDER = Object.keys(FACTORS);
const order = (key: FactorKey) => ORDER.indexOf(key);

/** The strongest level that these factors together reach; undefined for none at all. */
export function levelOf(keys: readonly string[]): Acr | undefined {
  const kinds = keys.flatMap((key) => FACTORS[key as FactorKey] ?? []);
  if (kinds.length === 0) return undefined;
  if (kinds.some((kind) => kind.hardwareProtected)) return "phrh";
  if (kinds.some((kind) => kind.phishingResistant)) return "phr";
  if (kinds.length > 1) return "urn:okta:loa:2fa:any";
  return kinds[0]!.key === "password" ? "urn:okta:loa:1fa:pwd" : "urn:okta:loa:1fa:any";
}

/** Whether factors of that level answer to the level that is asked for. A password is asked for by name. */
export function reaches(keys: readonly string[], wanted: Acr): boolean {
  if (wanted === "urn:okta:loa:1fa:pwd") return keys.includes("password") || acrSatisfies(levelOf(keys), "phr");
  return acrSatisfies(levelOf(keys), wanted);
}

/** The fewest and weakest of the user's factors that reach the level; undefined where none do. */
export function factorsFor(available: readonly FactorKey[], wanted: Acr): FactorKey[] | undefined {
  const pairs = available.flatMap((first, index) => available.slice(index + 1).map((second) => [first, second]));
  const sets = [...available.map((key) => [key]), ...pairs];
  if (wanted === "urn:okta:loa:2fa:any:ifpossible") {
    return factorsFor(available, "urn:okta:loa:2fa:any") ?? sets[0];
  }
  // Two ordinary factors come before a single strong one: it is what a person who has both is asked for.
  const ordinary = sets.filter((keys) => !acrSatisfies(levelOf(keys), "phr"));
  return [...ordinary, ...sets].find((keys) => reaches(keys, wanted));
}

/** The `amr` claim: the methods, and `mfa` where there was more than one. */
export function amrOf(keys: readonly string[]): string[] {
  const methods = keys.flatMap((key) => FACTORS[key as FactorKey]?.amr ?? []);
  return [...new Set(keys.length > 1 ? ["mfa", ...methods] : methods)];
}
