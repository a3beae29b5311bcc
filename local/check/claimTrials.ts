/** What a check tries of each claim that is released with some scopes only: a request that releases it, and one that does not. */
import type { Claim } from "../../model/file";
import { showsGroup } from "../../model/okta";
import type { Holder, Holders } from "./holders";

/** Two requests of one holder. */
export interface ClaimTrial {
  readonly holder: Holder;
  readonly with: readonly string[];
  readonly without: readonly string[];
  /** Whether the claim must have a value for this holder; `unknown` of an expression, which may well be null. */
  readonly value: "certain" | "unknown";
}

/** As many as there are holders of whom it can be tried, those first for whom the value is certain. */
export function claimTrials(holders: Holders, claim: Claim): ClaimTrial[] {
  const found: ClaimTrial[] = [];
  for (const holder of holders.all()) {
    const value = valueOf(holders, claim, holder);
    if (value === "none") continue;
    const [yes, no] = requestsOf(holders, claim, holder);
    if (yes !== undefined && no !== undefined) found.push({ holder, with: yes, without: no, value });
    if (value === "certain" && found.at(-1)?.value === "certain") break;
    if (found.length === TRIALS_MAX) break;
  }
  return found.sort((a, b) => Number(b.value === "certain") - Number(a.value === "certain"));
}

const TRIALS_MAX = 12;

function requestsOf(holders: Holders, claim: Claim, holder: Holder) {
  const releases = (scope: string) => claim.scopes.includes(scope);
  const entitled = holders.entitled(holder);
  const yes = entitled.find(releases);
  const no = entitled.find((scope) => !releases(scope));
  // A person's sign-in may ask for nothing but an ID token.
  const bare = holder.person !== undefined && holders.grants(holder, []) ? [] : undefined;
  return [yes === undefined ? undefined : [yes], no === undefined ? bare : [no]] as const;
}

function valueOf(holders: Holders, claim: Claim, holder: Holder): "certain" | "unknown" | "none" {
  if (!claim.tokens.includes("access") && !holders.requested(holder, []).length) return "none";
  const { value } = claim;
  switch (value.kind) {
    case "expression":
      return "unknown";
    case "entitledScopes":
      return holder.person === undefined ? "none" : "certain";
    case "groups":
      return holders.groupNames(holder).some((name) => showsGroup(value, name)) ? "certain" : "none";
  }
}
