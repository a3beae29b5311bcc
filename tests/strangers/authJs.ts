/** Auth.js, on which NextAuth stands, with its own provider for Okta. */
import "./present";
import type { AuthConfig } from "@auth/core";

export type { AuthConfig };

/** They are ES modules. */
export async function authJs() {
  const [{ Auth }, { default: Okta }] = await Promise.all([import("@auth/core"), import("@auth/core/providers/okta")]);
  return { Auth, Okta };
}
