/** What the guard has to know to narrow tokens to their users' entitlements, and which tokens it must leave as they are. */
import type { Access } from "../file/access";
import { claimExpressions, claimPartName, entitlementTable, groupsClaimName, isClaimPart } from "../compile/claims";
import type { Plan } from "../compile/plan";

/** How the guard reads `scp`. */
export interface Narrowing {
  /** The claims that together name a person's groups, in the order of the plan, and what each group entitles to. */
  readonly entitlements: {
    readonly claim: readonly string[];
    readonly scopes: Readonly<Record<string, readonly string[]>>;
  };
  /** The claims that list the scopes themselves in tokens of version 0.1, which lack the other ones. */
  readonly claims: readonly string[];
  /** Keys of the clients whose `scp` is exact already, since Okta refuses whatever is not entitled. */
  readonly exactClients: readonly string[];
}

/**
 * How tokens are narrowed; undefined where Okta narrows all of them. INVARIANT: only clients that are named as exact are
 * left alone. The tokens of any other client, known or not, count for what is in both `scp` and the entitlement.
 */
export function narrowingOf(access: Access, plan: Plan): Narrowing | undefined {
  const whole = groupsClaimName(access);
  if (whole === undefined) return undefined;
  const parts = plan.claims.filter(({ name, claimType }) => claimType === "RESOURCE" && isClaimPart(name, whole));
  const exact = [...access.clients.values()].filter(({ enforcement }) => enforcement === "issuer");
  return {
    entitlements: { claim: parts.map(({ name }) => name), scopes: entitlementTable(access) },
    claims: earlierClaims(access),
    exactClients: exact.map(({ key }) => key),
  };
}

/** The claim of version 0.1 where the access file declared none of its own. */
export const EARLIER_CLAIM = "entitlements";

/** Used instead where the file had a claim of that name for something else. */
export const OTHER_EARLIER_CLAIM = "entitled_scopes";

/**
 * The claim of version 0.1 with its parts. A name that the file gives to another claim is not among them: the check keeps
 * the names free.
 */
function earlierClaims(access: Access): string[] {
  const declared = [...access.claims.values()].find(
    ({ tokens, value }) => tokens.includes("access") && value.kind === "entitledScopes",
  );
  const whole = declared?.name ?? (access.claims.has(EARLIER_CLAIM) ? OTHER_EARLIER_CLAIM : EARLIER_CLAIM);
  const terms = Object.entries(entitlementTable({ ...access, clients: everythingAtGateway(access) }));
  const parts = claimExpressions(
    terms.map(([key, values]) => ({ groups: [key], values })),
    "withUser",
  );
  return parts.map((_, index) => claimPartName(whole, index));
}

/** Version 0.1 listed all scopes of every group, whichever client they were for. */
function everythingAtGateway({ clients, scopes }: Access): Access["clients"] {
  return new Map(
    [...clients].map(([key, client]) => [key, { ...client, enforcement: "gateway", ceiling: [...scopes.keys()] }]),
  );
}
