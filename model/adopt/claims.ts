/** The custom claims of a server as an access file says them. */
import { groupReferences } from "../okta/expressions/groups";
import { parseExpression } from "../okta/expressions/parse";
import { ExpressionError } from "../okta/expressions/tokens";
import type { AccessInput } from "../file/schema";
import type { Snapshot, SnapshotClaim } from "./snapshot";

type ClaimEntry = NonNullable<AccessInput["claims"]>[string];

/** A claim that the file cannot have, and why. */
export interface LostClaim {
  readonly claim: SnapshotClaim;
  readonly why: string;
}

/** What a claim's value is framed in where a token may be without a user. */
const WITH_USER = { start: "(appuser != null) ? ", end: " : {}" };

const FILTERS = { STARTS_WITH: "startsWith", EQUALS: "equals", CONTAINS: "contains", REGEX: "regex" } as const;

/** The active claims, by name. A name that stands for two different things has one of them. */
export function claimsOf(
  { claims }: Snapshot,
  groupKeys: ReadonlyMap<string, string>,
): { claims: Record<string, ClaimEntry>; lost: LostClaim[] } {
  const entries: Record<string, ClaimEntry> = {};
  const lost: LostClaim[] = [];
  const own = claims.filter(
    ({ system, status, valueType }) => !system && status === "ACTIVE" && valueType !== "SYSTEM",
  );
  for (const name of new Set(own.map((claim) => claim.name))) {
    const [first, second] = own
      .filter((claim) => claim.name === name)
      .sort((a, b) => Number(b.claimType === "RESOURCE") - Number(a.claimType === "RESOURCE"));
    const one = entryOf(first!, groupKeys);
    const other = second && entryOf(second, groupKeys);
    if (other === undefined) entries[name] = one;
    else if (isSameClaim(one, other)) entries[name] = { ...one, token: ["access", "id"] };
    else {
      entries[name] = one;
      lost.push({ claim: second!, why: "the access token has another claim of that name, and a file has one" });
    }
    if (first!.claimType === "IDENTITY" && !first!.alwaysIncludeInToken)
      lost.push({
        claim: first!,
        why: "it is in the answer of `/userinfo` only, and the file puts it into every ID token",
      });
  }
  return { claims: entries, lost };
}

function entryOf(claim: SnapshotClaim, groupKeys: ReadonlyMap<string, string>): ClaimEntry & { scopes: string[] } {
  const { claimType, valueType, value, groupFilterType } = claim;
  const source =
    valueType === "GROUPS"
      ? { groups: { [FILTERS[groupFilterType ?? "STARTS_WITH"]]: value } }
      : { expression: withGroupsCalled(value, (id) => groupKeys.get(id)) };
  return { token: claimType === "RESOURCE" ? "access" : "id", ...source, scopes: [...claim.scopes] };
}

/** The same claim twice; in an access token its value may be framed, since there may be no user. */
function isSameClaim(access: ClaimEntry, id: ClaimEntry): boolean {
  const plain = ({ groups, expression, scopes }: ClaimEntry) =>
    JSON.stringify([groups, expression === undefined ? undefined : unframed(expression), scopes]);
  return plain(access) === plain(id);
}

function unframed(expression: string): string {
  const { start, end } = WITH_USER;
  const isFramed = expression.startsWith(start) && expression.endsWith(end);
  return isFramed ? expression.slice(start.length, -end.length) : expression;
}

/** An expression with other names for the groups that it asks about; those without another name, and all other texts, stay. */
export function withGroupsCalled(text: string, otherName: (name: string) => string | undefined): string {
  try {
    let filled = "";
    let from = 0;
    for (const { value, at, end } of groupReferences(parseExpression(text))) {
      filled += `${text.slice(from, at)}"${otherName(value) ?? value}"`;
      from = end;
    }
    return filled + text.slice(from);
  } catch (error) {
    // What cannot be read here is said when the file is checked.
    if (error instanceof ExpressionError) return text;
    throw error;
  }
}
