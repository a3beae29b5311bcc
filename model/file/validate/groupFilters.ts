/** The filters of groups claims: one each, and none that lets through too much. */
import type { Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { error, warning } from "./finding";

type Filter = NonNullable<ParsedAccess["claims"][string]["groups"]>;

/** Okta refuses the whole token where a groups claim matches more groups than this. */
export const GROUPS_CLAIM_MAX = 100;

/** A filter with fewer fixed characters than this says little about which groups it means. */
const TELLING_LENGTH = 3;

/** What is wrong with the filters of groups claims. */
export function groupFilterFindings({ claims }: ParsedAccess): Finding[] {
  return Object.entries(claims).flatMap(([name, { groups }]) =>
    groups === undefined ? [] : filterFindings(["claims", name, "groups"], groups),
  );
}

function filterFindings(path: readonly PropertyKey[], filter: Filter): Finding[] {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    return [error("group-filter", path, "needs exactly one of `startsWith`, `equals`, `contains`, `regex`")];
  }
  const [field, pattern] = given[0]!;
  const at = [...path, field];
  if (field === "equals") return [];
  if (field === "regex") return regexFindings(at, pattern);
  return pattern.length < TELLING_LENGTH ? [tooWide(at, pattern)] : [];
}

/** Group names that have nothing in common: what matches all of them matches everything. */
const UNLIKE = ["a", "Z9", "Everyone", "permissions-reports", "日本", "x y", "_"];

function regexFindings(path: readonly PropertyKey[], pattern: string): Finding[] {
  const regex = compiled(pattern);
  if (regex === undefined) return [error("group-filter", path, "is not a valid regular expression")];
  if (UNLIKE.every((name) => regex.test(name))) {
    return [
      error(
        "group-filter",
        path,
        `matches every group, and Okta refuses the token of whoever is in more than ${GROUPS_CLAIM_MAX}; name a prefix`,
      ),
    ];
  }
  const fixed = pattern.replace(/\\.|\[[^\]]*\]|[.*+?^$(){}|]/g, " ").split(" ");
  return fixed.some((part) => part.length >= TELLING_LENGTH) ? [] : [tooWide(path, pattern)];
}

function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function tooWide(path: readonly PropertyKey[], pattern: string): Finding {
  return warning(
    "group-filter",
    path,
    `\`${pattern}\` may match more than ${GROUPS_CLAIM_MAX} groups of one user, and Okta then refuses the token; use a longer text`,
  );
}
