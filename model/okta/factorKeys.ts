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
