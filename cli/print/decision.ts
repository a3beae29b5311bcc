/** A decision of the evaluator as text, with its explanation. */
import type { CanIAnswer } from "../../model/ask";
import type { TraceEvent } from "../../model/evaluate";

/** The decision first, then why. */
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
