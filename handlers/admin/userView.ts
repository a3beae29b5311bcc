/** What the admin service tells of a user: few fields by name, whatever else Okta's profile holds. */
import * as z from "zod";
import type { OktaResponse } from "okta-api-access/service";

const text = z.string().nullish();

/** The part of Okta's answer that is read. */
export const userView = z.object({
  id: z.string(),
  status: z.string(),
  created: z.string(),
  lastLogin: text,
  profile: z.object({ login: z.string(), email: text, firstName: text, lastName: text, mobilePhone: text }),
});

/** @throws where Okta's answer is no user. */
export function viewUser(body: unknown) {
  const { id, status, created, lastLogin = null, profile } = userView.parse(body);
  const { login, email = null, firstName = null, lastName = null, mobilePhone = null } = profile;
  return { id, status, login, email, firstName, lastName, mobilePhone, created, lastLogin };
}

/** Where the next page of a list begins; null: this was the last. Source: Okta's `Link` header with rel="next". */
export function nextCursor({ headers }: OktaResponse): string | null {
  const next = /<([^>]+)>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
  return next === undefined || !URL.canParse(next) ? null : new URL(next).searchParams.get("after");
}
