/** The combinations of groups that occur in an org, and the requests that would need fewer of them, as text. */
import type { Combination, RequestSuggestion } from "../../model/ask";
import { names, pathOf } from "../../model/findings";
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

/** What each client has to ask for together, to be copied into the access file. One line for each: the field, its value, and what it costs beside what the file costs now. */
export function suggestionsText(suggestions: readonly RequestSuggestion[]): string {
  if (suggestions.length === 0) return "no client has `requests`: none has users for whom Okta makes the intersection";
  return suggestions
    .map(({ client, requests, derivedGroups: { then, now } }) => {
      const counted = (count: number | null) => (count === null ? "more than the limit" : String(count));
      const cost = `${counted(then)} derived groups; with the file as it is: ${counted(now)}`;
      return `${pathOf(["clients", client, "requests"])}: ${JSON.stringify(requests)}  // ${cost}`;
    })
    .join("\n");
}
