/** The combinations of groups that occur in an org, as text. */
import type { Combination } from "../../model/ask";
import { names } from "../../model/findings";
import type { OrgGroups } from "../org/members";

/** Group rules that an org takes. Source: Okta's help on group rules. */
const GROUP_RULES_MAX = 2_000;

/** One line for each combination, the most frequent first, then what is to be known of the org. */
export function combinationsText(org: OrgGroups, combinations: readonly Combination[]): string {
  const count = (value: number) => value.toLocaleString("en");
  const width = Math.max(...combinations.map(({ people }) => count(people).length), 1);
  const lines = combinations.map(
    ({ groups, people, isNew }) =>
      `${count(people).padStart(width)}  ${groups.join(" + ")}${isNew ? "  (not in the file)" : ""}`,
  );
  const added = combinations.filter(({ isNew }) => isNew);
  const affected = added.reduce((sum, { people }) => sum + people, 0);
  return [
    ...lines,
    `${count(org.memberships.length)} people in the groups of the file, ${combinations.length} combinations of two and more`,
    ...(added.length === 0
      ? []
      : [
          `${added.length} of them not in \`combinations.occurring\`: ${count(affected)} people get what its listed parts allow`,
        ]),
    ...(org.missing.length === 0 ? [] : [`not in the org: ${names(org.missing)}`]),
    `${count(org.groupRules)} group rules in the org, which takes ${count(GROUP_RULES_MAX)}`,
    ...(org.filledByRules.length === 0
      ? []
      : [
          `filled by rules of the org: ${names(org.filledByRules)}; a derived group of theirs waits for two rules, which Okta advises against`,
        ]),
  ].join("\n");
}
