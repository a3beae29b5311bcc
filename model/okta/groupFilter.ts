/** Which groups a groups claim shows. */
import { javaRegex } from "./javaRegex";

/** A filter as Okta calls it, with what it is held against. */
export interface GroupFilter {
  readonly filter: "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";
  readonly pattern: string;
}

/**
 * Whether the claim shows a group of that name. All but REGEX take upper and lower case for the same. A pattern that cannot
 * be read shows none. Source: Okta's reference of the claim properties.
 */
export function showsGroup({ filter, pattern }: GroupFilter, name: string): boolean {
  const [low, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
  switch (filter) {
    case "EQUALS":
      return low === wanted;
    case "STARTS_WITH":
      return low.startsWith(wanted);
    case "CONTAINS":
      return low.includes(wanted);
    case "REGEX":
      return matchesWhole(pattern, name);
  }
}

function matchesWhole(pattern: string, name: string): boolean {
  try {
    return javaRegex(pattern).test(name);
  } catch {
    return false;
  }
}
