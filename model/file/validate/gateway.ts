/** Clients whose narrowing is left to the gateway (`enforcement: "gateway"`). */
import { GROUPS_CLAIM, isClaimPart, OTHER_GROUPS_CLAIM } from "../../compile/claims";
import { EARLIER_CLAIM, OTHER_EARLIER_CLAIM } from "../../routes/narrowing";
import type { Finding } from "../../findings";
import { tokensOf } from "../resolve";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** What stands against leaving the narrowing to the gateway. */
export function gatewayFindings(file: ParsedAccess): Finding[] {
  const clients = Object.entries(file.clients).filter(([, { enforcement }]) => enforcement === "gateway");
  if (clients.length === 0) return [];
  return [...clients.flatMap(([key]) => separateGroups(key, file)), ...claimFindings(file)];
}

/** The gateway sees the union of all groups of a user and cannot keep two of them apart. */
function separateGroups(key: string, { groups }: ParsedAccess): Finding[] {
  const apart = Object.entries(groups).find(([, { separate }]) => separate.length > 0);
  if (!apart) return [];
  return [
    error(
      "gateway-separate",
      ["clients", key, "enforcement"],
      `the gateway unites all groups of a user, but group \`${apart[0]}\` is marked \`separate\`; use \`enforcement: issuer\``,
    ),
  ];
}

/** The compiler adds a claim, and the guard still reads that of version 0.1: both names, and those of their parts, stay free. */
function claimFindings({ claims }: ParsedAccess): Finding[] {
  const taken = (name: string) => Object.hasOwn(claims, name);
  const listsScopes = Object.values(claims).some((claim) => claim.entitledScopes && tokensOf(claim).includes("access"));
  const kept = [
    taken(GROUPS_CLAIM) ? OTHER_GROUPS_CLAIM : GROUPS_CLAIM,
    ...(listsScopes ? [] : [taken(EARLIER_CLAIM) ? OTHER_EARLIER_CLAIM : EARLIER_CLAIM]),
  ];
  return Object.keys(claims)
    .filter((name) => kept.some((whole) => isClaimPart(name, whole)))
    .map((name) =>
      error(
        "gateway-claim",
        ["claims", name],
        "the gateway reads a claim of this name as what a person is entitled to, so that it must stay free; rename this claim",
      ),
    );
}
