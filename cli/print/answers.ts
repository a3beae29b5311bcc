/** The answers of `access can-i` and `access who-can` as text. */
import type { CanIAnswer, Principal } from "../../model/ask";
import type { TraceEvent } from "../../model/evaluate";

/** A decision of the evaluator, then why it is so. */
export function decisionText({ decision, trace, otherPolicies, folded, effective, advice }: CanIAnswer): string {
  const lines: string[] = [];
  if (decision.decision === "granted") {
    const { policy, name, priority } = decision.rule;
    lines.push(`granted by rule ${priority} \`${name}\` of policy \`${policy}\``);
    lines.push(`  scopes: ${decision.scopes.join(" ")}`);
    if (effective) lines.push(`  of these the gateway counts: ${effective.join(" ") || "none"}`);
    lines.push(`  the token lives ${decision.tokenMinutes} minutes`);
    if (decision.consentNeeded.length > 0)
      lines.push(`  the user is asked for consent to: ${decision.consentNeeded.join(" ")}`);
  } else {
    lines.push(`denied: ${decision.status} ${decision.error} (${decision.reason})`);
    lines.push(`  ${decision.errorDescription}`);
    if (advice) lines.push(`  ${advice}`);
  }
  const others = otherPolicies === 1 ? "1 policy of other clients" : `${otherPolicies} policies of other clients`;
  if (trace.length > 0) {
    lines.push("", "why:", ...trace.map(step));
    if (folded && otherPolicies > 0) lines.push(`  (${others}, which --all shows)`);
  } else if (decision.decision === "denied" && decision.reason === "no_matching_policy")
    lines.push("", "why:", `  no  none of the ${otherPolicies} policies is for this client`);
  return lines.join("\n");
}

function step({ policy, rule, matched, because }: TraceEvent): string {
  return `  ${matched ? "yes" : "no "} ${policy}${rule === undefined ? "" : ` / ${rule}`}: ${because}`;
}

/** Who can do one thing. */
export interface WhoCanAnswer {
  /** The scope, or the API and the route. */
  readonly what: string;
  /** The reason where everybody can. */
  readonly public?: string;
  /** Globs, one of which another group must match as well. */
  readonly groups?: readonly string[];
  readonly principals: readonly Principal[];
}

/** One line for each way. */
export function principalsText({ what, public: reason, groups = [], principals }: WhoCanAnswer): string {
  if (reason !== undefined) return `${what}: everybody, since it is public (${reason})`;
  if (principals.length === 0) return `${what}: nobody`;
  const also = groups.length === 0 ? "" : `, who must also be in a group that matches ${groups.join(" or ")}`;
  return [`${what}:`, ...principals.map((principal) => `  ${line(principal)}${also}`)].join("\n");
}

function line({ groups, client, grant, scopes, stepUp }: Principal): string {
  const who = groups.length === 0 ? `the service client ${client}` : `members of ${groups.join(" and ")} at ${client}`;
  const proof = stepUp === null ? "" : `, after signing in with ${stepUp.acr} at most ${stepUp.maxAge} seconds ago`;
  return `${who} with ${grant}, asking for ${scopes.join(" ")}${proof}`;
}
