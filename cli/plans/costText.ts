/** What an `up` will do and cost, stack by stack, for a person. */
import { code } from "../print/markdown";
import type { PlannedChange } from "./planChanges";
import type { UpCost } from "./upCost";

/** One stack's part. */
export interface StackCost {
  readonly stack: string;
  /** Whether the revision that it is compared with has a plan of this stack. */
  readonly isNew: boolean;
  readonly changes: readonly PlannedChange[];
  readonly cost: UpCost;
}

/** Resources that are made anew or deleted, of each stack; the rest are counted. */
const SHOWN_MAX = 15;

/** Lists that read well as text and as Markdown. */
export function costText(stacks: readonly StackCost[]): string {
  return stacks.flatMap(stackLines).join("\n");
}

function stackLines({ stack, isNew, changes, cost }: StackCost): string[] {
  const { operations, oktaCalls, awsCalls, oktaMinutes, interruptions } = cost;
  if (changes.length === 0) return [`- ${code(stack)}: no change of a resource (the code of functions is not compared)`];
  const counts = [
    [operations.create, "to create"],
    [operations.update, "to change"],
    [operations.replace, "to make anew"],
    [operations.delete, "to delete"],
  ] as const;
  const what = counts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`])).join(", ");
  const time = oktaCalls === 0 ? "" : `, ${oktaMinutes === 1 ? "within a minute" : `about ${oktaMinutes} minutes`} at Okta's default limits for one token`;
  const hard = changes.filter(({ operation }) => operation === "replace" || operation === "delete");
  const why = new Map(interruptions.map(({ type, name, what: words }) => [`${type} ${name}`, words]));
  return [
    `- ${code(stack)}${isNew ? " (new)" : ""}: ${what}; about ${oktaCalls} calls of Okta${time}, and ${awsCalls} of AWS`,
    ...hard.slice(0, SHOWN_MAX).map((change) => `  - ${changeText(change, why.get(`${change.type} ${change.name}`))}`),
    ...(hard.length > SHOWN_MAX ? [`  - and ${hard.length - SHOWN_MAX} more that are made anew or deleted`] : []),
  ];
}

function changeText({ type, name, operation, inputs }: PlannedChange, why: string | undefined): string {
  const how = operation === "delete" ? "deleted" : `made anew (${inputs.map(code).join(", ")})`;
  return `${type.split(":").at(-1)!} ${code(name)}: ${how}${why === undefined ? "" : `: ${why}`}`;
}
