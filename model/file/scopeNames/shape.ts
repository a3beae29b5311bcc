/** The shape of a scope's name: its characters, its parts, its last word. */
import { distance } from "fastest-levenshtein";
import { names } from "../../findings";
import { OIDC_SCOPES } from "../../okta/oidcScopes";
import type { ScopeNameConvention } from "./convention";

/** The rule of the convention that is broken, and how. */
export interface ShapeProblem {
  readonly rule: "N1" | "N3" | "N4";
  readonly message: string;
}

const PART = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What is wrong with the shape of a name, the most telling thing only; undefined where nothing is. */
export function shapeProblem(name: string, convention: ScopeNameConvention): ShapeProblem | undefined {
  if (convention.exempt.includes(name)) return undefined;
  if (convention.pattern !== undefined) {
    return convention.pattern.test(name)
      ? verbProblem(name, convention)
      : { rule: "N1", message: "is not of the form that `naming.pattern` asks for; rename it, or widen the pattern" };
  }
  if (/[*?/+%,]/.test(name)) {
    return {
      rule: "N3",
      message: "contains one of `* ? / + % ,`, which some reader of scopes gives a meaning; use words joined by `-`",
    };
  }
  if (/[A-Z]/.test(name))
    return { rule: "N1", message: "contains upper case, and scopes differ by case; write it in lower case" };
  if (name.length > convention.maxLength) {
    return { rule: "N1", message: `has ${name.length} characters (allowed: ${convention.maxLength}); shorten it` };
  }
  const parts = name.split(":");
  if (parts.length < 2 || parts.length > 4 || !parts.every((part) => PART.test(part))) {
    return {
      rule: "N1",
      message: "is not of the form `resource:action`, two to four lower-case parts joined by `:`, such as `users:read`",
    };
  }
  return verbProblem(name, convention);
}

function verbProblem(name: string, { verbs, asksForVerb }: ScopeNameConvention): ShapeProblem | undefined {
  const verb = name.split(/[^A-Za-z0-9-]/).at(-1)!;
  if (!asksForVerb || verbs.includes(verb)) return undefined;
  return {
    rule: "N4",
    message: `ends in \`${verb}\`, which is none of the known actions (${names(verbs)}); use one, or name it in \`naming.actions\``,
  };
}

/** The OIDC scope that a person would read at a glance, for a name that is not one. */
export function nearReserved(name: string): string | undefined {
  const plain = (text: string) => text.replace(/[^a-z]/g, "");
  return OIDC_SCOPES.find((scope) => plain(name).length > 3 && distance(plain(name), plain(scope)) <= 1);
}
