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

interface Described extends Pick<FactorKind, "title" | "okta" | "authenticator" | "amr"> {
  readonly strength: "known" | "movable" | "deviceBound" | "phishingResistant" | "hardwareProtected";
}

function factor(key: FactorKey, { strength, ...described }: Described): FactorKind {
  return {
    key,
    ...described,
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
  password: factor("password", {
    title: "Password",
    okta: null,
    authenticator: authenticator("okta_password", "password"),
    amr: ["pwd"],
    strength: "known",
  }),
  question: factor("question", {
    title: "Security question",
    okta: okta("question"),
    authenticator: authenticator("security_question", "security_question"),
    amr: ["kba"],
    strength: "known",
  }),
  email: factor("email", {
    title: "Email",
    okta: okta("email"),
    authenticator: authenticator("okta_email", "email"),
    amr: ["email"],
    strength: "movable",
  }),
  sms: factor("sms", {
    title: "Text message",
    okta: okta("sms"),
    authenticator: authenticator("phone_number", "phone", "sms"),
    amr: ["sms"],
    strength: "movable",
  }),
  totp: factor("totp", {
    title: "One-time password",
    okta: okta("token:software:totp", "GOOGLE"),
    authenticator: authenticator("google_otp", "app", "otp"),
    amr: ["otp"],
    strength: "deviceBound",
  }),
  push: factor("push", {
    title: "Okta Verify push",
    okta: okta("push"),
    authenticator: authenticator("okta_verify", "app", "push"),
    amr: ["swk"],
    strength: "deviceBound",
  }),
  fastpass: factor("fastpass", {
    title: "Okta FastPass",
    okta: okta("signed_nonce"),
    authenticator: authenticator("okta_verify", "app", "signed_nonce"),
    amr: ["swk", "phr"],
    strength: "phishingResistant",
  }),
  passkey: factor("passkey", {
    title: "Passkey",
    okta: okta("webauthn", "FIDO"),
    authenticator: authenticator("webauthn", "security_key", "webauthn"),
    amr: ["swk", "phr"],
    strength: "phishingResistant",
  }),
  "security-key": factor("security-key", {
    title: "Security key",
    okta: okta("u2f", "FIDO"),
    authenticator: authenticator("webauthn", "security_key", "webauthn"),
    amr: ["hwk", "phrh"],
    strength: "hardwareProtected",
  }),
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
