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
  /** What sign-on rules call it. */
  readonly authenticator: { readonly key: string; readonly method: string; readonly type: string };
  /** The values that stand in the `amr` claim. */
  readonly amr: readonly string[];
  /** Something that one has; else something that one knows. */
  readonly possession: boolean;
  readonly deviceBound: boolean;
  readonly phishingResistant: boolean;
  readonly hardwareProtected: boolean;
}

function factor(
  key: FactorKey,
  title: string,
  okta: FactorKind["okta"],
  authenticator: FactorKind["authenticator"],
  amr: readonly string[],
  strength: "known" | "movable" | "deviceBound" | "phishingResistant" | "hardwareProtected",
): FactorKind {
  return {
    key,
    title,
    okta,
    authenticator,
    amr,
    possession: strength !== "known",
    deviceBound: strength !== "known" && strength !== "movable",
    phishingResistant: strength === "phishingResistant" || strength === "hardwareProtected",
    hardwareProtected: strength === "hardwareProtected",
  };
}

const okta = (type: string, provider = "OKTA") => ({ type, provider });
const authenticator = (key: string, type: string, method = type) => ({ key, method, type });

/**
 * Weakest first. Source of types and providers: Okta's Factors API; of authenticators and their methods: its
 * Authenticators API; of what is bound to a device: its help on authenticators; of `amr`: RFC 8176 and Okta's reference.
 */
export const FACTORS: Readonly<Record<FactorKey, FactorKind>> = {
  password: factor("password", "Password", null, authenticator("okta_password", "password"), ["pwd"], "known"),
  question: factor(
    "question",
    "Security question",
    okta("question"),
    authenticator("security_question", "security_question"),
    ["kba"],
    "known",
  ),
  email: factor("email", "Email", okta("email"), authenticator("okta_email", "email"), ["email"], "movable"),
  sms: factor("sms", "Text message", okta("sms"), authenticator("phone_number", "phone", "sms"), ["sms"], "movable"),
  totp: factor(
    "totp",
    "One-time password",
    okta("token:software:totp", "GOOGLE"),
    authenticator("google_otp", "app", "otp"),
    ["otp"],
    "deviceBound",
  ),
  push: factor(
    "push",
    "Okta Verify push",
    okta("push"),
    authenticator("okta_verify", "app", "push"),
    ["swk"],
    "deviceBound",
  ),
  fastpass: factor(
    "fastpass",
    "Okta FastPass",
    okta("signed_nonce"),
    authenticator("okta_verify", "app", "signed_nonce"),
    ["swk", "phr"],
    "phishingResistant",
  ),
  passkey: factor(
    "passkey",
    "Passkey",
    okta("webauthn", "FIDO"),
    authenticator("webauthn", "security_key", "webauthn"),
    ["swk", "phr"],
    "phishingResistant",
  ),
  "security-key": factor(
    "security-key",
    "Security key",
    okta("u2f", "FIDO"),
    authenticator("webauthn", "security_key", "webauthn"),
    ["hwk", "phrh"],
    "hardwareProtected",
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
  // Two of one kind, such as a password and a question, are one factor to Okta.
  if (kinds.some(({ possession }) => possession) && kinds.some(({ possession }) => !possession))
    return "urn:okta:loa:2fa:any";
  return kinds.every(({ key }) => key === "password") ? "urn:okta:loa:1fa:pwd" : "urn:okta:loa:1fa:any";
}

/** Whether factors of that level answer to the level that is asked for. A password is asked for by name. */
export function reaches(keys: readonly string[], wanted: Acr): boolean {
  if (wanted === "urn:okta:loa:1fa:pwd") return keys.includes("password") || acrSatisfies(levelOf(keys), "phr");
  return acrSatisfies(levelOf(keys), wanted);
}

/** The fewest and weakest of the user's factors that reach the level and are accepted; undefined where none are. */
export function factorsFor(
  available: readonly FactorKey[],
  wanted: Acr,
  isAccepted: (keys: readonly FactorKey[]) => boolean = () => true,
): readonly FactorKey[] | undefined {
  const sets = [1, 2, 3].flatMap((size) => choices(available, size)).filter(isAccepted);
  if (wanted === "urn:okta:loa:2fa:any:ifpossible") {
    return factorsFor(available, "urn:okta:loa:2fa:any", isAccepted) ?? sets[0];
  }
  // Ordinary factors together come before a single strong one: it is what a person who has both is asked for.
  const ordinary = sets.filter((keys) => !acrSatisfies(levelOf(keys), "phr"));
  return [...ordinary, ...sets].find((keys) => reaches(keys, wanted));
}

/** Every choice of so many of the factors, in their order. */
function choices(available: readonly FactorKey[], size: number): FactorKey[][] {
  if (size === 0) return [[]];
  return available.flatMap((key, index) =>
    choices(available.slice(index + 1), size - 1).map((others) => [key, ...others]),
  );
}

/** The `amr` claim: the methods, and `mfa` where there was more than one. */
export function amrOf(keys: readonly string[]): string[] {
  const methods = keys.flatMap((key) => FACTORS[key as FactorKey]?.amr ?? []);
  return [...new Set(keys.length > 1 ? ["mfa", ...methods] : methods)];
}
