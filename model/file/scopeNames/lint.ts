/** Checks the scope names of an access file against the convention. */
import type { Access } from "../access";
import { type Finding, warning } from "../../findings";
import { conventionOf, type ScopeNameConvention } from "./convention";
import { nearReserved, shapeProblem } from "./shape";

/**
 * All findings, N1 to N9 of the convention, each under the rule `scope-name-N…`. Okta takes names that differ from the
 * convention, so that they are no mistakes: N1 to N4 are as severe as `naming.level` says, and warnings where it says
 * nothing.
 */
export function scopeNameFindings(access: Access): Finding[] {
  const { naming } = access;
  if (naming.level === "off") return [];
  const convention = conventionOf(naming);
  const names = [...access.scopes.keys()];
  const sound = names.filter((name) => shapeProblem(name, convention) === undefined);
  return [
    ...names.flatMap((name) => shapeFindings(name, convention)),
    ...sound.flatMap((name) => wordFindings(access, name, convention)),
    ...pairFindings(sound, convention),
  ].map((finding) => (SEVERE.test(finding.rule) ? { ...finding, level: naming.level as Finding["level"] } : finding));
}

const SEVERE = /^scope-name-N[1-4]$/;

function shapeFindings(name: string, convention: ScopeNameConvention): Finding[] {
  const problem = shapeProblem(name, convention);
  return problem ? [warning(`scope-name-${problem.rule}`, ["scopes", name], problem.message)] : [];
}

function wordFindings(access: Access, name: string, convention: ScopeNameConvention): Finding[] {
  const path = ["scopes", name];
  const parts = name.split(":");
  const findings: Finding[] = [];
  const reserved = nearReserved(name);
  if (reserved !== undefined) {
    findings.push(
      warning("scope-name-N2", path, `is easily mistaken for Okta's own scope \`${reserved}\`; choose another name`),
    );
  }
  const generic = parts.find((part) => convention.generic.includes(part));
  if (generic !== undefined) {
    findings.push(
      warning(
        "scope-name-N5",
        path,
        `\`${generic}\` says nothing about what is allowed; name the resource and the action`,
      ),
    );
  }
  const { sensitivity, implies } = access.scopes.get(name)!;
  if (parts.at(-1) === "manage" && sensitivity !== "high") {
    findings.push(
      warning("scope-name-N5", path, "a scope to `manage` allows all of a resource; give it `sensitivity: high`"),
    );
  }
  if (parts.at(-1) === "manage" && implies.length === 0) {
    findings.push(
      warning("scope-name-N9", path, "a scope to `manage` should contain the others; list them in `implies`"),
    );
  }
  const read = [...parts.slice(0, -1), "read"].join(":");
  if (parts.at(-1) === "write" && !access.scopes.has(read)) {
    findings.push(
      warning("scope-name-N9", path, `there is no \`${read}\` beside it, so whoever may write may not look`),
    );
  }
  return [...findings, ...placeFindings(access, name, convention)];
}

/** Environments and clients have no place in a scope. */
function placeFindings(access: Access, name: string, { environments }: ScopeNameConvention): Finding[] {
  const words = name.split(/[:-]/);
  const environment = words.find((word) => environments.includes(word));
  const client = [...access.clients.keys()].find((key) => name.split(":").includes(key));
  const say = (what: string, instead: string) => [
    warning("scope-name-N7", ["scopes", name], `names the ${what}; ${instead}`),
  ];
  if (environment !== undefined)
    return say(`environment \`${environment}\``, "each environment has its own authorization server");
  return client === undefined ? [] : say(`client \`${client}\``, "which client may have it is said at the client");
}

/** One finding for each name that reads like one before it. */
function pairFindings(names: readonly string[], convention: ScopeNameConvention): Finding[] {
  const first = new Map<string, string>();
  return names.flatMap((name): Finding[] => {
    const meaning = meaningOf(name, convention);
    const other = first.get(meaning);
    if (other === undefined) first.set(meaning, name);
    return other === undefined
      ? []
      : [
          warning(
            "scope-name-N6",
            ["scopes", name],
            `reads like \`${other}\`: they differ only by \`-\`, a plural or a synonym; keep one`,
          ),
        ];
  });
}

function meaningOf(name: string, { synonyms }: ScopeNameConvention): string {
  const parts = name.split(":").map((part) => part.replace(/[-_]/g, ""));
  const verb = parts.pop()!;
  const common = synonyms.find((words) => words.includes(verb))?.[0] ?? verb;
  return [...parts.map((part) => part.replace(/s$/, "")), common].join(":");
}
