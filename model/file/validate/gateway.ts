/** Clients whose narrowing is left to the gateway (`enforcement: "gateway"`). */
import { DEFAULT_ENTITLEMENT_CLAIM, isClaimPart, OTHER_ENTITLEMENT_CLAIM } from "../../compile/entitlementClaim";
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

function claimFindings({ claims }: ParsedAccess): Finding[] {
  const declared = Object.entries(claims).filter(
    ([, claim]) => tokensOf(claim).includes("access") && claim.entitledScopes,
  );
  const several = declared
    .slice(1)
    .map(([name]) =>
      error(
        "gateway-claim",
        ["claims", name],
        `the gateway reads one entitlement claim, and \`${declared[0]![0]}\` is one already; remove one of the two`,
      ),
    );
  const limited = declared.flatMap(([name, { scopes }]) =>
    scopes.length === 0
      ? []
      : [
          error(
            "gateway-claim",
            ["claims", name, "scopes"],
            "the gateway needs the entitlement claim in every access token; remove `scopes`",
          ),
        ],
  );
  return [...several, ...limited, ...(declared.length === 0 ? addedClaimFindings(claims) : [])];
}

/** Where the file declares no such claim the compiler adds one, and needs a free name for it and for its parts. */
function addedClaimFindings(claims: ParsedAccess["claims"]): Finding[] {
  const taken = (name: string) => Object.hasOwn(claims, name);
  const name = taken(DEFAULT_ENTITLEMENT_CLAIM) ? OTHER_ENTITLEMENT_CLAIM : DEFAULT_ENTITLEMENT_CLAIM;
  return Object.keys(claims)
    .filter((other) => isClaimPart(other, name))
    .map((other) =>
      error(
        "gateway-claim",
        ["claims", other],
        `the gateway needs an entitlement claim in the access token, for which this name must stay free; declare one with \`entitledScopes\`, or rename this claim`,
      ),
    );
}
