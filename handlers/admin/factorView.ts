/** What the admin service tells of a factor, and which kinds of factors it knows. */
import * as z from "zod";

/** The factors that can be challenged here. Source of types and providers: Okta's Factors API. */
export const KINDS = {
  sms: { factorType: "sms", provider: "OKTA" },
  email: { factorType: "email", provider: "OKTA" },
  totp: { factorType: "token:software:totp", provider: "GOOGLE" },
  push: { factorType: "push", provider: "OKTA" },
} as const;

export type FactorKind = keyof typeof KINDS;

/** The part of Okta's answer that is read. */
export const factorView = z.object({
  id: z.string(),
  factorType: z.string(),
  status: z.string(),
  profile: z.object({ phoneNumber: z.string().nullish(), email: z.string().nullish() }).nullish(),
  _embedded: z.object({ activation: z.object({ sharedSecret: z.string().optional() }).optional() }).nullish(),
});

/** The kind of a factor of Okta's; undefined: none that can be challenged here. */
export function kindOf(factorType: string): FactorKind | undefined {
  const found = Object.entries(KINDS).find(([, kind]) => kind.factorType === factorType);
  return found?.[0] as FactorKind | undefined;
}

/** Of a number or an address only so much that its owner knows it again. */
export function viewFactor(body: unknown) {
  const { id, factorType, status, profile } = factorView.parse(body);
  const to = profile?.phoneNumber ?? profile?.email;
  return { id, type: kindOf(factorType) ?? factorType, status, ...(to && { to: masked(to) }) };
}

function masked(text: string): string {
  const at = text.indexOf("@");
  return at > 0 ? `${text[0]}***${text.slice(at)}` : `***${text.slice(-4)}`;
}
