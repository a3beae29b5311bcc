/** Whether the reviewers of the access file are those that the forge asks: CODEOWNERS, as GitHub and GitLab read it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { names, pathOf, type Finding } from "../model/findings";

/** In the order in which a forge looks for it; the first that is there counts. */
const PLACES = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** The product's files that decide access. */
const GUARDED = ["access.ts", "access.expect.yaml", "access.allow.yaml"];

/**
 * A finding for each reviewer that no rule of CODEOWNERS makes look at a file that decides access.
 *
 * @param value the value of the access file, right or wrong.
 * @param folder the product's.
 */
export function codeownersFindings(value: unknown, folder: string): Finding[] {
  const reviewers = Object.entries(Object(Reflect.get(Object(value), "reviewers")) as Record<string, unknown>);
  const wanted = reviewers.flatMap(([level, list]) =>
    Array.isArray(list)
      ? list.filter((one): one is string => typeof one === "string").map((name) => ({ level, name }))
      : [],
  );
  if (wanted.length === 0) return [];
  const root = repositoryOf(folder);
  const place = PLACES.find((path) => existsSync(join(root, path)));
  const warning = (path: string, message: string): Finding => ({ rule: "codeowners", level: "warning", path, message });
  if (place === undefined)
    return [
      warning(
        "reviewers",
        `there is no CODEOWNERS, so that no forge asks them; write one (${PLACES.slice(0, 3).join(", ")})`,
      ),
    ];
  const rules = rulesOf(readFileSync(join(root, place), "utf8"));
  return reviewers.flatMap(([level]) => {
    const mine = wanted.filter((one) => one.level === level).map(({ name }) => name);
    return GUARDED.flatMap((file) => {
      const full = join(folder, file);
      if (file !== "access.ts" && !existsSync(full)) return [];
      const path = relative(root, full).replaceAll("\\", "/");
      const owners = ownersOf(rules, path).map((owner) => owner.toLowerCase());
      const missing = mine.filter((name) => !owners.includes(name.toLowerCase()));
      if (missing.length === 0) return [];
      return [
        warning(
          pathOf(["reviewers", level]),
          `${place} does not make ${names(missing)} an owner of \`${path}\`; add them to its last line that matches`,
        ),
      ];
    });
  });
}

/** The folder that holds `.git`; without one, the product's own. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

interface Rule {
  readonly pattern: RegExp;
  readonly owners: readonly string[];
}

/** Empty lines, comments and GitLab's headings of sections are no rules. */
function rulesOf(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...rest] = line.trim().split(/(?<!\\)\s+/);
    if (pattern === undefined || pattern === "" || /^[#[^]/.test(pattern)) return [];
    const comment = rest.findIndex((word) => word.startsWith("#"));
    return [{ pattern: regexOf(pattern), owners: comment === -1 ? rest : rest.slice(0, comment) }];
  });
}

/** The last rule that matches counts; one without owners takes them away. */
function ownersOf(rules: readonly Rule[], path: string): readonly string[] {
  return rules.findLast(({ pattern }) => pattern.test(path))?.owners ?? [];
}

/** As `.gitignore` has patterns: a slash in the middle or in front ties one to the root, `**` is any depth. */
function regexOf(pattern: string): RegExp {
  const tied = pattern.slice(0, -1).includes("/");
  const bare = pattern.replace(/^\//, "").replace(/\/$/, "/**").replaceAll("\\ ", " ");
  const parts = bare
    .split(/(\*\*\/|\/\*\*|\*\*|\*|\?)/)
    .map((part) => GLOBS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  // A folder owns what is in it; `docs/*` owns what lies in it and nothing deeper.
  const below = bare.endsWith("*") ? "" : "(?:/.*)?";
  return new RegExp(`^${tied ? "" : "(?:.*/)?"}${parts.join("")}${below}$`);
}

const GLOBS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "/**": "/.*",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};
