/** How each thing that is not as it should be is put right with the engine. */
import type { Drift } from "../../model/adopt";
import type { Verified } from "./verify";

/** Commands, each with what it is for; one for all that a refresh notices, one for each thing that it does not. */
export function fixHints({ changes, drift }: Verified): string[] {
  const seen = drift.filter((one) => one.isSeenByRefresh && one.resource !== undefined);
  const unseen = drift.filter((one) => !one.isSeenByRefresh);
  const needsAll = changes.length > 0 && seen.length === 0;
  return [
    ...(seen.length === 0 ? [] : [`pulumi refresh ${unique(seen.map(targetOf)).join(" ")} && pulumi up`]),
    ...(needsAll ? ["pulumi refresh && pulumi up"] : []),
    ...unique(unseen.map(hintOf)),
  ];
}

/** `**` stands for whatever comes before: stack, project, and the components around it. */
function urnOf({ resource }: Drift): string {
  return quoted(`**${resource!.type}::**${resource!.name}`);
}

const targetOf = (drift: Drift) => `--target ${urnOf(drift)}`;

function hintOf(drift: Drift): string {
  if (drift.rule === "app-twin")
    return `by hand: ${drift.where} ${drift.message}; \`access recover\` tells by the engine's state which one is the stack's`;
  if (drift.rule === "renamed") return `pulumi up: ${drift.where} ${drift.message}`;
  if (drift.rule === "claim-twin") return `by hand: ${drift.where} ${drift.message}`;
  if (drift.resource === undefined)
    return `by hand, or \`pulumi import\` and then \`up\`: ${drift.where} ${drift.message}`;
  if (drift.rule === "app-missing")
    return `pulumi state delete --target-dependents <the URN of ${drift.resource.name}> && pulumi up: a refresh ends with an error, and a new application has a new client id`;
  if (drift.rule === "app-people") return `by hand: ${drift.where} ${drift.message}`;
  return `pulumi up --target-replace ${urnOf(drift)}: a refresh does not see it`;
}

/** For a shell, whatever an org calls its things. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
